import Cryptography
import Wire

/// The keys that a chip trusts; the SHA-384 of its bytes is burnt into the fuses (`Specs/cddl/image.cddl`).
public struct KeyTable: Hashable, Sendable {
    /// How many parties must sign an image, beside the vendor.
    public let imageQuorum: Int
    /// How many parties must sign a licence.
    public let licenceQuorum: Int
    /// The vendor's raw key, x ‖ y.
    public let vendor: [UInt8]
    /// The parties' raw keys. They are kept as bytes: a chip may hold one that is no point of the curve.
    public let parties: [[UInt8]]

    /// A table of raw keys, or nil when a quorum or the number of parties is out of range or a key is not 96 bytes.
    public init?(imageQuorum: Int, licenceQuorum: Int, vendor: [UInt8], parties: [[UInt8]]) {
        guard (1...Limits.parties).contains(parties.count), (1...parties.count).contains(imageQuorum),
            (1...parties.count).contains(licenceQuorum),
            ([vendor] + parties).allSatisfy({ $0.count == P384.PublicKey.byteCount })
        else { return nil }
        self.imageQuorum = imageQuorum
        self.licenceQuorum = licenceQuorum
        self.vendor = vendor
        self.parties = parties
    }

    /// Reads a table that must fill `bytes`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count >= 4 else { throw DocumentError(.truncated, at: bytes.count, field: "key-table") }
        guard bytes[0] == 1 else { throw DocumentError(.outOfRange, at: 0, field: "key-table.version") }
        let count = Int(bytes[3])
        guard (1...Limits.parties).contains(count) else {
            throw DocumentError(.outOfRange, at: 3, field: "key-table.parties")
        }
        for (offset, field) in [(1, "key-table.image-quorum"), (2, "key-table.licence-quorum")] {
            guard (1...count).contains(Int(bytes[offset])) else {
                throw DocumentError(.outOfRange, at: offset, field: field)
            }
        }
        let length = 4 + P384.PublicKey.byteCount * (count + 1)
        guard bytes.count >= length else { throw DocumentError(.truncated, at: bytes.count, field: "key-table") }
        guard bytes.count == length else { throw DocumentError(.trailingBytes, at: length, field: "key-table") }
        imageQuorum = Int(bytes[1])
        licenceQuorum = Int(bytes[2])
        let keys = stride(from: 4, to: length, by: P384.PublicKey.byteCount).map {
            Array(bytes[$0..<($0 + P384.PublicKey.byteCount)])
        }
        vendor = keys[0]
        parties = Array(keys[1...])
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] {
        [1, UInt8(imageQuorum), UInt8(licenceQuorum), UInt8(parties.count)] + vendor + parties.flatMap { $0 }
    }

    /// SHA-384 of the encoding.
    public var digest: Digest384 { Digest384(hashing: encoded()) }
}
