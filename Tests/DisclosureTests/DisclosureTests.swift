import Attestation
import Cryptography
import Disclosure
import Testing

@Suite("Sealed results")
struct DisclosureTests {
    private let key = P384.PrivateKey(derivedFrom: Array("verifier".utf8), purpose: "test")
    private let head = SealedResult.Head(
        issuer: "inspectorate", issuedAt: 1_772_326_800, agreement: Digest384(hashing: [1]), verdict: "kept",
        isWholeRecord: true)
    private let fleet = [
        ResultClaim("training", .text("5070000000000000001")), ResultClaim("trainingWithinAllowance", .flag(true)),
    ]

    private func chips(_ count: Int) -> [[ResultClaim]] {
        (0..<count).map { number in
            [ResultClaim("identity", .text("chip-\(number)"))]
                + (number == 1 ? [] : [ResultClaim("training", .text("70000000000000000\(number)"))])
        }
    }

    private func sealed(seed: UInt8 = 1, chips count: Int = 4) -> SealedResult {
        SealedResult(
            head, fleet: fleet, chips: chips(count), signedBy: key, seed: Array(repeating: seed, count: 48))
    }

    /// Everything that can be read of a text: its parts decoded.
    private func readable(_ result: SealedResult) -> String {
        result.text.split(whereSeparator: { ".~".contains($0) }).map { part in
            String(decoding: [UInt8](base64URL: part) ?? [], as: UTF8.self)
        }.joined(separator: "\n")
    }

    @Test("all claims are read back, of all chips")
    func whole() throws {
        let result = try SealedResult(sealed().text)
        #expect(result == sealed())
        let learned = try result.learned(signedBy: key.publicKey)
        #expect(learned.head == head)
        #expect(learned.fleet == fleet)
        #expect(Set(learned.chips) == Set(chips(4)))
    }

    @Test("a reader learns what is shown, and nothing else can be read")
    func shown() throws {
        let part = sealed().showing(fleet: ["trainingWithinAllowance"], chips: [])
        let learned = try SealedResult(part.text).learned(signedBy: key.publicKey)
        #expect(learned.fleet == [fleet[1]])
        #expect(learned.chips == [[], [], [], []])
        let text = readable(part)
        #expect(text.contains("trainingWithinAllowance"))
        for secret in ["5070000000000000001", "70000000000000000", "chip-", "identity", "\"training\""] {
            #expect(!text.contains(secret), "\(secret)")
            #expect(readable(sealed()).contains(secret), "\(secret) is there to be found")
        }
    }

    @Test("a digest can't be matched by guessing: without its salt the right claim gives another")
    func guessing() throws {
        let part = sealed().showing(fleet: [], chips: [])
        for salt in [[UInt8](repeating: 0, count: 16), [UInt8](repeating: 1, count: 16)] {
            let guess = Array("[\"\(salt.base64URL)\",\"training\",\"5070000000000000001\"]".utf8).base64URL
            let digest = Digest384(hashing: Array(guess.utf8)).bytes.base64URL
            #expect(!readable(part).contains(digest))
        }
        // The same guess under the salt that was drawn is the digest: this test would see a match.
        let first = try #require(sealed().disclosures.first { $0.claim == fleet[0] })
        #expect(readable(part).contains(Digest384(hashing: Array(first.text.utf8)).bytes.base64URL))
    }

    @Test("what is withheld can't be told from what is not there, nor one chip from another by its place")
    func shape() throws {
        func digests(_ result: SealedResult) -> [Int] {
            readable(result).split(separator: "\"_sd\":[", omittingEmptySubsequences: false).dropFirst().map {
                $0.prefix { $0 != "]" }.split(separator: ",").count
            }
        }
        let counts = digests(sealed())
        #expect(counts.count == 5)
        #expect(Set(counts.dropFirst()).count == 1, "\(counts)")
        let bare = SealedResult(
            head, fleet: [], chips: [[], [], [], []], signedBy: key, seed: Array(repeating: 9, count: 48))
        #expect(digests(bare) == counts)
        let orders = (UInt8(0)..<12).map { seed in
            (try? sealed(seed: seed).learned(signedBy: key.publicKey))?.chips.map { $0.first?.value } ?? []
        }
        #expect(Set(orders).count > 4)
    }

    @Test("no salt or digest comes twice, within a result or between two")
    func salts() {
        let texts = (UInt8(1)...20).flatMap { sealed(seed: $0).disclosures.map(\.text) }
        #expect(Set(texts).count == texts.count)
    }

    @Test("every change of a byte is found")
    func everyByte() throws {
        let bytes = Array(sealed().showing(fleet: ["training"], chips: ["identity"]).text.utf8)
        for place in bytes.indices {
            for mask: UInt8 in [1, 0x20] {
                var changed = bytes
                changed[place] ^= mask
                guard let text = String(validating: changed, as: UTF8.self), let read = try? SealedResult(text) else {
                    continue
                }
                #expect(throws: SealError.self, "byte \(place) ^ \(mask)") {
                    try read.learned(signedBy: key.publicKey)
                }
            }
        }
    }

    @Test("claims of other results, made-up ones and repeated ones are refused, and so are other signers")
    func mixed() throws {
        let one = sealed(seed: 1).text
        let two = sealed(seed: 2)
        #expect(throws: SealError.self) { try SealedResult(one + two.disclosures[0].text + "~") }
        #expect(throws: SealError.self) { try SealedResult(one + sealed(seed: 1).disclosures[0].text + "~") }
        #expect(throws: SealError.self) { try SealedResult(one + "WyJhIl0~") }
        #expect(throws: SealError.self) { try SealedResult(String(one.dropLast())) }
        for text in ["", "~", "a.b.c~", "..~", one + "~", one.replacing(".", with: "")] {
            #expect(throws: SealError.self) { try SealedResult(text) }
        }
        let other = P384.PrivateKey(derivedFrom: Array("other".utf8), purpose: "test")
        #expect(throws: SealError.self) { try sealed().learned(signedBy: other.publicKey) }
    }

    @Test("a token without a signature, by another algorithm or of another type is refused")
    func algorithms() throws {
        let parts = sealed().text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for header in [
            #"{"alg":"none","typ":"interlock-result+sd-jwt"}"#, #"{"alg":"HS384","typ":"interlock-result+sd-jwt"}"#,
            #"{"alg":"ES384","typ":"JWT"}"#, #"{"alg":"ES384"}"#,
            #"{"alg":"ES384","typ":"interlock-result+sd-jwt","crit":["x"]}"#,
        ] {
            let token = Array(header.utf8).base64URL + "." + parts[1] + "." + parts[2]
            #expect(throws: SealError.self, "\(header)") { try SealedResult(token) }
        }
        let unsigned = parts[0] + "." + parts[1] + ".~"
        #expect(throws: SealError.self) { try SealedResult(unsigned).learned(signedBy: key.publicKey) }
    }
}
