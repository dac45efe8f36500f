import Attestation
import Cryptography
import Testing

@Suite("Bundles")
struct BundleTests {
    private let key = SigningKey(derivedFrom: Array("inspector".utf8), purpose: "test")
    private let contents = Bundle.Contents(
        build: "0.1.0", time: .moment(1_772_323_200), nonce: Array(repeating: 7, count: 16), isWholeRecord: true,
        isClassicalOnly: false, phase: "pilot", agreement: Array("agreement: 1".utf8),
        trust: [
            Bundle.Contents.File(path: "revoked.json", bytes: Array("{}".utf8)),
            Bundle.Contents.File(path: "root.pem", bytes: [1, 2, 3]),
        ],
        evidence: [
            Bundle.Contents.File(path: "out/b.cbor", bytes: [4]), Bundle.Contents.File(path: "out/a.cbor", bytes: []),
        ], result: Array("{}\n".utf8), status: 1)

    private var party: Party { Party(name: "inspector", key: key.publicKey) }

    @Test("are written and read back, byte for byte, whatever they hold")
    func roundTrip() throws {
        var plain = contents
        (plain.nonce, plain.agreement, plain.phase, plain.trust, plain.evidence) = (nil, nil, "", [], [])
        for time in [Bundle.Contents.Time.ofTheEvidence, .tick(.max), .moment(0)] {
            for var value in [contents, plain] {
                value.time = time
                let bundle = try Bundle(signing: value, with: [key])
                let read = try Bundle(bundle.encoded())
                #expect(read == bundle && read.contents == value && read.encoded() == bundle.encoded())
                #expect(read.endorsement(by: [party]).holds)
            }
        }
    }

    @Test("the same contents and key give the same bytes")
    func deterministic() throws {
        #expect(
            try Bundle(signing: contents, with: [key]).encoded() == Bundle(signing: contents, with: [key]).encoded())
    }

    @Test("every change of a byte is found")
    func everyByte() throws {
        let bytes = try Bundle(signing: contents, with: [key]).encoded()
        for place in bytes.indices {
            for mask: UInt8 in [1, 0x80] {
                var changed = bytes
                changed[place] ^= mask
                guard let read = try? Bundle(changed) else { continue }
                #expect(!read.endorsement(by: [party]).holds, "byte \(place) ^ \(mask)")
            }
        }
        for count in bytes.indices { #expect(throws: DocumentError.self) { try Bundle(Array(bytes.prefix(count))) } }
        #expect(throws: DocumentError.self) { try Bundle(bytes + [0]) }
    }

    @Test("another signer's, and one more signer's, do not hold")
    func signers() throws {
        let other = SigningKey(derivedFrom: Array("other".utf8), purpose: "test")
        let bundle = try Bundle(signing: contents, with: [key])
        #expect(!bundle.endorsement(by: [Party(name: "other", key: other.publicKey)]).holds)
        #expect(!bundle.endorsement(by: []).holds)
        let both = try Bundle(signing: contents, with: [key, other])
        #expect(!both.endorsement(by: [party]).holds)
        #expect(both.endorsement(by: [party, Party(name: "other", key: other.publicKey)]).validCount == 2)
        #expect(both.digest == bundle.digest)
    }

    @Test("what could not be read back is not written")
    func refused() {
        var wrong: [Bundle.Contents] = Array(repeating: contents, count: 7)
        wrong[0].evidence.append(contents.evidence[0])
        wrong[1].trust.reverse()
        wrong[2].trust.append(contents.trust[1])
        wrong[3].evidence[0] = Bundle.Contents.File(path: "", bytes: [])
        wrong[4].evidence[0] = Bundle.Contents.File(path: "ä.cbor", bytes: [])
        wrong[5].status = 5
        wrong[6].nonce = Array(repeating: 0, count: 65)
        for (number, contents) in wrong.enumerated() {
            #expect(throws: DocumentError.self, "\(number)") { try Bundle(signing: contents, with: [key]) }
        }
    }

    @Test("a moment beyond the year 9999 is refused: no chip's time reaches it")
    func farFuture() throws {
        var contents = contents
        contents.time = .moment(UInt64(UTCSeconds.never.value))
        #expect(try Bundle(Bundle(signing: contents, with: [key]).encoded()).contents == contents)
        for seconds in [UInt64(UTCSeconds.never.value) + 1, UInt64(Int64.max), .max] {
            contents.time = .moment(seconds)
            #expect(throws: DocumentError.self) { try Bundle(signing: contents, with: [key]) }
        }
    }

    @Test("a licence is no bundle")
    func otherDocument() throws {
        let bytes = try Bundle(signing: contents, with: [key]).encoded()
        #expect(throws: DocumentError.self) { try Licence(bytes) }
    }
}
