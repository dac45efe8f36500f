import Attestation
import Cryptography
import Testing

@Suite struct ImageTests {
    static let keys = (0..<4).map { SigningKey(derivedFrom: [UInt8($0)], purpose: "image tests") }

    static func table() throws -> KeyTable {
        try #require(
            KeyTable(
                imageQuorum: 2, licenceQuorum: 2, vendor: keys[0].publicKey.raw,
                parties: keys[1...].map(\.publicKey.raw)))
    }

    static func slot(code: [UInt8]) throws -> FlashSlot {
        let table = try table()
        let content = SignedManifest.Content(
            version: "1.0.0", securityVersion: 3, loadAddress: 0x8000_0000, entryAddress: 0x8000_0000, code: code,
            keyTable: table)
        let manifest = SignedManifest(signing: content, with: [keys[0], keys[1], keys[2]])
        return FlashSlot(
            keyTable: table.encoded(), latticeKeys: FlashSlot.latticeKeys(of: keys.map(\.publicKey)),
            manifest: manifest.encoded(), code: code)
    }

    @Test("a slot reads back as it was assembled, whatever its padding", arguments: 0..<5)
    func roundTrip(extra: Int) throws {
        let slot = try ImageTests.slot(code: [UInt8](repeating: 0x13, count: 64 + extra))
        let bytes = slot.encoded()
        #expect(bytes.count.isMultiple(of: 4))
        #expect(try FlashSlot(bytes) == slot)
        #expect(try FlashSlot(bytes + [0xff, 0xff]) == slot)
        #expect(throws: DocumentError.self) { try FlashSlot(bytes + [0xff, 0]) }
        let manifest = try SignedManifest(slot.manifest)
        #expect(manifest.encoded() == slot.manifest)
        let signers = ImageTests.keys.enumerated().map { Party(name: "\($0)", key: $1.publicKey) }
        #expect(manifest.endorsement(by: signers, quorum: 3).holds)
    }

    @Test("every truncation of a slot is an error")
    func truncation() throws {
        let bytes = try ImageTests.slot(code: [1, 2, 3, 4, 5]).encoded()
        for count in bytes.indices {
            #expect(throws: DocumentError.self) { try FlashSlot(Array(bytes[..<count])) }
        }
    }

    @Test("a key table reads back as it was written, and refuses quorums out of range")
    func keyTable() throws {
        let table = try ImageTests.table()
        #expect(try KeyTable(table.encoded()) == table)
        for (offset, value) in [(0, 0), (0, 1), (0, 3), (1, 0), (1, 4), (2, 0), (2, 4), (3, 0), (3, 9)] {
            var bytes = table.encoded()
            bytes[offset] = UInt8(value)
            let error = #expect(throws: DocumentError.self) { try KeyTable(bytes) }
            #expect(error != nil)
        }
        #expect(throws: DocumentError.self) { try KeyTable(table.encoded() + [0]) }
        #expect(throws: DocumentError.self) { try KeyTable(Array(table.encoded().dropLast())) }
    }
}
