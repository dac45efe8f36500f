import Attestation
import Cryptography
import InterlockTesting
import Testing

@Suite("Decisions")
struct DecisionTests {
    private static let terms = Decision.Terms(
        agreement: Digest384(hashing: [1]), number: 300, step: .forfeit, finding: 7,
        findingDigest: Digest384(hashing: [2]), escrow: "Dépôt", licences: [Digest384(hashing: [3])])

    @Test("what was written is read, and other bytes are an error or other terms, never the same in another spelling")
    func bytes() throws {
        let bytes = Self.terms.encoded()
        #expect(try Decision.Terms(bytes) == Self.terms)
        for length in 0..<bytes.count {
            #expect(throws: DocumentError.self) { try Decision.Terms(Array(bytes.prefix(length))) }
        }
        #expect(throws: DocumentError.self) { try Decision.Terms(bytes + [0]) }
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << bit
                guard let read = try? Decision.Terms(changed) else { continue }
                #expect(read != Self.terms && read.encoded() == changed, "byte \(place), bit \(bit)")
            }
        }
    }

    @Test("a decision's signatures hold for its own terms, and for no licence")
    func signed() throws {
        let keys = Array(TestService.world.parties.prefix(2))
        let parties = keys.enumerated().map { Party(name: "\($0.offset)", key: $0.element.publicKey) }
        let decision = Decision(signing: Self.terms, with: keys)
        #expect(try Decision(decision.encoded()) == decision)
        #expect(decision.endorsement(by: parties, quorum: 2).holds)
        #expect(!decision.endorsement(by: parties, quorum: 3).holds)
        #expect(throws: DocumentError.self) { try Licence(decision.encoded()) }
        var copies = Decision(signing: Self.terms, with: [keys[0]])
        copies.add(Decision(signing: Self.terms, with: [keys[1]]))
        #expect(copies.encoded() == decision.encoded(), "P-384 signatures here and ML-DSA ones are deterministic")
    }
}
