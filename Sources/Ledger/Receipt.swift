import Attestation
import Cryptography

/// What the ledger answers for evidence that it keeps: its place in the chain of its chip.
public struct Receipt: Hashable, Sendable {
    /// The chip that signed the evidence.
    public let chip: ChipID
    /// The place among the chip's entries in order of arrival, from 0.
    public let sequence: UInt64
    /// SHA-384 of the evidence.
    public let digest: Digest384
    /// When it was taken.
    public let received: UTCSeconds
    /// The chain value before this entry; zeros for the first.
    public let previous: Digest384
    /// The chain value with this entry.
    public let head: Digest384

    /// The receipt of the entry that follows `head` of the chip's chain.
    init(after previous: ChainHead, chip: ChipID, digest: Digest384, received: UTCSeconds) {
        self.chip = chip
        self.digest = digest
        self.received = received
        self.previous = previous.value
        sequence = previous.count
        head = Receipt.head(
            chip: chip, sequence: sequence, digest: digest, received: received, previous: previous.value)
    }

    /// A receipt as it was stored; whether it holds, `isConsistent` tells.
    init(
        chip: ChipID, sequence: UInt64, digest: Digest384, received: UTCSeconds, previous: Digest384, head: Digest384
    ) {
        self.chip = chip
        self.sequence = sequence
        self.digest = digest
        self.received = received
        self.previous = previous
        self.head = head
    }

    /// Whether the chain value is the one that the other fields give.
    public var isConsistent: Bool {
        head
            == Receipt.head(
                chip: chip, sequence: sequence, digest: digest, received: received, previous: previous)
    }

    /// SHA-384 of a label, the chip, the sequence and the second of arrival (8 bytes each, big-endian), the digest, and
    /// the value before.
    private static func head(
        chip: ChipID, sequence: UInt64, digest: Digest384, received: UTCSeconds, previous: Digest384
    ) -> Digest384 {
        var message = Array("Interlock ledger entry 1".utf8)
        message += chip.bytes
        message += sequence.bigEndianBytes
        message += UInt64(bitPattern: received.value).bigEndianBytes
        message += digest.bytes
        message += previous.bytes
        return Digest384(hashing: message)
    }
}

extension FixedWidthInteger {
    /// The value's bytes, the most significant first.
    var bigEndianBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> Self(Self.bitWidth - 8 - 8 * $0)) }
    }

    /// The value of these bytes, the most significant first; nil for another number of bytes.
    init?(bigEndianBytes bytes: some Collection<UInt8>) {
        guard bytes.count == Self.bitWidth / 8 else { return nil }
        self = bytes.reduce(0) { $0 << 8 | Self($1) }
    }
}
