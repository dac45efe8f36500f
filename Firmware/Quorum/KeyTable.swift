public import ChipABI
public import Wire

/// Who may sign: the vendor, the parties, and how many of them it takes (`Specs/cddl/image.cddl`).
public struct KeyTable: Sendable {
    /// Length in bytes of a table for `parties` parties.
    private static func length(parties: UInt32) -> UInt32 { 4 + 96 * (1 + parties) }

    /// How many parties must sign an image, beside the vendor.
    public private(set) var imageQuorum = 0
    /// How many parties must sign a licence.
    public private(set) var licenceQuorum = 0
    /// How many parties there are.
    public private(set) var partyCount = 0
    /// The keys: the vendor's, then the parties'.
    private var keys = InlineArray<9, PublicKey>(repeating: PublicKey(InlineArray(repeating: 0)))
    /// The first 8 bytes of each key's SHA-384, as a big-endian number.
    private var identifiers = InlineArray<9, UInt64>(repeating: 0)

    /// The key at `index`: 0 is the vendor's, 1 the first party's.
    public func key(_ index: Int) -> PublicKey { keys[index] }

    /// Reads the table at `address` of the flash window and compares its digest with the fused one.
    ///
    /// - Throws: `Fault.keyTableMismatch` where the digest, the length or a quorum is wrong.
    public init<H: Hardware & ~Copyable>(at address: UInt32, length: UInt32, _ hardware: inout H) throws(Fault) {
        guard length >= KeyTable.length(parties: 1), length <= KeyTable.length(parties: UInt32(Limits.parties)) else {
            throw .keyTableMismatch
        }
        hardware.beginHash()
        var offset: UInt32 = 0
        while offset < length {
            let word = hardware.word(at: address + offset)
            hardware.hash(word: word)
            if offset == 0 {
                imageQuorum = Int(word >> 8 & 0xff)
                licenceQuorum = Int(word >> 16 & 0xff)
                partyCount = Int(word >> 24)
                guard word & 0xff == 1, partyCount >= 1, partyCount <= Limits.parties,
                    length == KeyTable.length(parties: UInt32(partyCount))
                else { throw .keyTableMismatch }
            } else {
                keep(word, at: Int(offset) - 4)
            }
            offset += 4
        }
        guard hardware.finishHash() == hardware.keyTableDigest() else { throw .keyTableMismatch }
        guard imageQuorum >= 1, imageQuorum <= partyCount, licenceQuorum >= 1, licenceQuorum <= partyCount else {
            throw .keyTableMismatch
        }
        try identify(&hardware)
    }

    private mutating func keep(_ word: UInt32, at offset: Int) {
        var byte = 0
        while byte < 4 {
            let position = offset + byte
            // 96 does not divide by shifts; count down instead of dividing, for the core has no 64-bit division.
            var key = 0
            var rest = position
            while rest >= 96 {
                rest -= 96
                key += 1
            }
            keys[key].bytes[rest] = UInt8(truncatingIfNeeded: word >> UInt32(byte * 8))
            byte += 1
        }
    }

    /// Computes the identifiers; two keys with one identifier could fake a quorum, so that is refused.
    private mutating func identify<H: Hardware & ~Copyable>(_ hardware: inout H) throws(Fault) {
        var index = 0
        while index <= partyCount {
            hardware.beginHash()
            hardware.write(keys[index].bytes.span)
            identifiers[index] = KeyTable.number(hardware.finishHash().bytes.span)
            var earlier = 0
            while earlier < index {
                guard identifiers[earlier] != identifiers[index] else { throw .keyTableMismatch }
                earlier += 1
            }
            index += 1
        }
    }

    /// The index of the key with this 8-byte identifier, or nil.
    public func index(identifier: Span<UInt8>) -> Int? {
        let wanted = KeyTable.number(identifier)
        var index = 0
        while index <= partyCount {
            if identifiers[index] == wanted { return index }
            index += 1
        }
        return nil
    }

    private static func number(_ bytes: Span<UInt8>) -> UInt64 {
        var value: UInt64 = 0
        var index = 0
        while index < 8 {
            value = value << 8 | UInt64(bytes[index])
            index += 1
        }
        return value
    }
}
