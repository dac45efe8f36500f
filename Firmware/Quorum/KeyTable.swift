public import ChipABI
public import Wire

/// Who may sign: the vendor, the parties, and how many of them it takes (`Specs/cddl/image.cddl`).
///
/// A hybrid table (version 2) holds for each signer the P-384 key and the SHA-384 of both its keys; the ML-DSA-87 keys
/// lie behind the table in the slot, and are compared with that digest whenever one is used.
public struct KeyTable: Sendable {
    /// Whether each signer signs with ML-DSA-87 too.
    public private(set) var isHybrid = false
    /// How many parties must sign an image, beside the vendor.
    public private(set) var imageQuorum = 0
    /// How many parties must sign a licence.
    public private(set) var licenceQuorum = 0
    /// How many parties there are.
    public private(set) var partyCount = 0
    /// The keys: the vendor's, then the parties'.
    private var keys = InlineArray<9, PublicKey>(repeating: PublicKey(InlineArray(repeating: 0)))
    /// SHA-384 of each signer's raw keys, whose first 8 bytes name it.
    private var digests = InlineArray<9, Digest>(repeating: .zero)
    /// Where in the flash window the ML-DSA-87 keys are.
    private let latticeKeys: UInt32

    /// The P-384 key at `index`: 0 is the vendor's, 1 the first party's.
    public func key(_ index: Int) -> PublicKey { keys[index] }

    /// Bytes of the ML-DSA-87 keys behind the table.
    public var latticeKeysLength: UInt32 {
        isHybrid ? UInt32(COSE.mldsaKeyLength) * UInt32(1 + partyCount) : 0
    }

    /// Length in bytes of a table.
    private static func length(parties: Int, isHybrid: Bool) -> UInt32 {
        4 + UInt32(isHybrid ? 96 + Digest.byteCount : 96) * UInt32(1 + parties)
    }

    /// Reads the table at `address` of the flash window, a multiple of 4, and compares its digest with the fused one.
    ///
    /// - Throws: `Fault.keyTableMismatch` where the digest, the length or a quorum is wrong.
    public init<H: Hardware & ~Copyable>(at address: UInt32, length: UInt32, _ hardware: inout H) throws(Fault) {
        latticeKeys = address + length
        hardware.beginHash()
        let head = hardware.word(at: address)
        hardware.hash(word: head)
        imageQuorum = Int(head >> 8 & 0xff)
        licenceQuorum = Int(head >> 16 & 0xff)
        partyCount = Int(head >> 24)
        isHybrid = head & 0xff == 2
        guard isHybrid || head & 0xff == 1, partyCount >= 1, partyCount <= Limits.parties,
            length == KeyTable.length(parties: partyCount, isHybrid: isHybrid)
        else { throw .keyTableMismatch }
        var place = address + 4
        var index = 0
        while index <= partyCount {
            KeyTable.read(&keys[index].bytes, from: &place, &hardware)
            if isHybrid { KeyTable.read(&digests[index].bytes, from: &place, &hardware) }
            index += 1
        }
        guard hardware.finishHash() == hardware.keyTableDigest() else { throw .keyTableMismatch }
        guard imageQuorum >= 1, imageQuorum <= partyCount, licenceQuorum >= 1, licenceQuorum <= partyCount else {
            throw .keyTableMismatch
        }
        try identify(&hardware)
    }

    /// Reads bytes from flash through the digest engine, and moves the place past them.
    private static func read<let count: Int, H: Hardware & ~Copyable>(
        _ bytes: inout InlineArray<count, UInt8>, from place: inout UInt32, _ hardware: inout H
    ) {
        var index = 0
        while index < count {
            let word = hardware.word(at: place)
            hardware.hash(word: word)
            var byte = 0
            while byte < 4 {
                bytes[index + byte] = UInt8(truncatingIfNeeded: word >> UInt32(byte * 8))
                byte += 1
            }
            index += 4
            place += 4
        }
    }

    /// Computes what names the signers; two with one name could fake a quorum, so that is refused.
    private mutating func identify<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        var index = 0
        while index <= partyCount {
            if !isHybrid {
                hardware.beginHash()
                hardware.write(keys[index].bytes.span)
                digests[index] = hardware.finishHash()
            }
            var earlier = 0
            while earlier < index {
                guard !matches(earlier, digests[index].bytes.span) else { throw .keyTableMismatch }
                earlier += 1
            }
            index += 1
        }
    }

    /// The index of the signer with this 8-byte identifier, or nil.
    public func index(identifier: Span<UInt8>) -> Int? {
        var index = 0
        while index <= partyCount {
            if matches(index, identifier) { return index }
            index += 1
        }
        return nil
    }

    private func matches(_ index: Int, _ identifier: Span<UInt8>) -> Bool {
        digests[index].bytes.span.extracting(0..<COSE.keyIdentifierLength)
            .agrees(with: identifier.extracting(0..<COSE.keyIdentifierLength))
    }

    /// Whether every ML-DSA-87 key behind the table is the one that it names, also those of signers who did not sign.
    public func hasEveryLatticeKey<H: Hardware & ~Copyable>(_ hardware: inout H) -> Bool {
        var index = 0
        while isHybrid, index <= partyCount {
            guard loadLatticeKey(index, &hardware) else { return false }
            index += 1
        }
        return true
    }

    /// Whether the table is the fused one still. A fault that writes anywhere may have changed it since it was read.
    public func isFused<H: Hardware & ~Copyable>(_ hardware: inout H) -> Bool {
        hardware.beginHash()
        hardware.hash(
            word: (isHybrid ? 2 : 1) | UInt32(truncatingIfNeeded: imageQuorum) << 8
                | UInt32(truncatingIfNeeded: licenceQuorum) << 16 | UInt32(truncatingIfNeeded: partyCount) << 24)
        var index = 0
        while index <= min(partyCount, Limits.parties) {
            hardware.write(keys[index].bytes.span)
            if isHybrid { hardware.write(digests[index].bytes.span) }
            index += 1
        }
        return hardware.finishHash() == hardware.keyTableDigest()
    }

    /// Copies a signer's ML-DSA-87 key from flash to the engine; false where it is not the one that the table names.
    ///
    /// Hashed as it is copied: whoever changes flash between two readings gains nothing.
    func loadLatticeKey<H: Hardware & ~Copyable>(_ index: Int, _ hardware: inout H) -> Bool {
        let source = latticeKeys + UInt32(index) * UInt32(COSE.mldsaKeyLength)
        hardware.beginHash()
        hardware.write(keys[index].bytes.span)
        var offset: UInt32 = 0
        while offset < UInt32(COSE.mldsaKeyLength) {
            let word = hardware.word(at: source + offset)
            hardware.setWord(word, at: LatticeRegisters.publicKey + offset)
            hardware.hash(word: word)
            offset += 4
        }
        return hardware.finishHash() == digests[index]
    }
}
