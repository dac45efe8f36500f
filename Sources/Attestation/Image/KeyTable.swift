import Cryptography
import Wire

/// The keys that a chip trusts; the SHA-384 of its bytes is burnt into the fuses (`Specs/cddl/image.cddl`).
public struct KeyTable: Hashable, Sendable {
    /// How many parties must sign an image, beside the vendor.
    public let imageQuorum: Int
    /// How many parties must sign a licence.
    public let licenceQuorum: Int
    /// The vendor.
    public let vendor: Signer
    /// The parties.
    public let parties: [Signer]

    /// Who signs. Keys are kept as bytes: a chip may hold one that is no point of the curve.
    public struct Signer: Hashable, Sendable {
        /// The raw P-384 key, x ‖ y.
        public let key: [UInt8]
        /// SHA-384 of the raw P-384 and ML-DSA-87 keys; nil for a classical signer.
        public let digest: Digest384?

        /// The signer of raw keys, 96 bytes or 2,688; nil for another length.
        public init?(raw: [UInt8]) {
            let classical = P384.PublicKey.byteCount
            guard raw.count == classical || raw.count == classical + MLDSA87.publicKeyByteCount else { return nil }
            key = Array(raw.prefix(classical))
            digest = raw.count == classical ? nil : Digest384(hashing: raw)
        }

        init(key: [UInt8], digest: Digest384?) {
            self.key = key
            self.digest = digest
        }

        var encoded: [UInt8] { key + (digest?.bytes ?? []) }
    }

    /// Whether signers sign with ML-DSA-87 too.
    public var isHybrid: Bool { vendor.digest != nil }

    /// A table of raw keys, each as `VerifyingKey.raw` has it, or nil when a quorum or the number of parties is out of
    /// range, a key has another length, or only some have an ML-DSA-87 key.
    public init?(imageQuorum: Int, licenceQuorum: Int, vendor: [UInt8], parties: [[UInt8]]) {
        let signers = parties.compactMap { Signer(raw: $0) }
        guard (1...Limits.parties).contains(parties.count), (1...parties.count).contains(imageQuorum),
            (1...parties.count).contains(licenceQuorum), signers.count == parties.count,
            let vendor = Signer(raw: vendor), signers.allSatisfy({ ($0.digest == nil) == (vendor.digest == nil) })
        else { return nil }
        self.imageQuorum = imageQuorum
        self.licenceQuorum = licenceQuorum
        self.vendor = vendor
        self.parties = signers
    }

    /// Reads a table that must fill `bytes`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count >= 4 else { throw DocumentError(.truncated, at: bytes.count, field: "key-table") }
        guard bytes[0] == 1 || bytes[0] == 2 else {
            throw DocumentError(.outOfRange, at: 0, field: "key-table.version")
        }
        let count = Int(bytes[3])
        guard (1...Limits.parties).contains(count) else {
            throw DocumentError(.outOfRange, at: 3, field: "key-table.parties")
        }
        for (offset, field) in [(1, "key-table.image-quorum"), (2, "key-table.licence-quorum")] {
            guard (1...count).contains(Int(bytes[offset])) else {
                throw DocumentError(.outOfRange, at: offset, field: field)
            }
        }
        let entry = P384.PublicKey.byteCount + (bytes[0] == 2 ? Digest384.byteCount : 0)
        let length = 4 + entry * (count + 1)
        guard bytes.count >= length else { throw DocumentError(.truncated, at: bytes.count, field: "key-table") }
        guard bytes.count == length else { throw DocumentError(.trailingBytes, at: length, field: "key-table") }
        imageQuorum = Int(bytes[1])
        licenceQuorum = Int(bytes[2])
        let signers = stride(from: 4, to: length, by: entry).map { start in
            let end = start + P384.PublicKey.byteCount
            return Signer(key: Array(bytes[start..<end]), digest: Digest384(Array(bytes[end..<(start + entry)])))
        }
        vendor = signers[0]
        parties = Array(signers[1...])
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] {
        [isHybrid ? 2 : 1, UInt8(imageQuorum), UInt8(licenceQuorum), UInt8(parties.count)] + vendor.encoded
            + parties.flatMap(\.encoded)
    }

    /// Bytes of the ML-DSA-87 keys that must lie behind a table of these bytes, by its head.
    static func latticeByteCount(behind table: [UInt8]) -> Int {
        table.first == 2 && table.count >= 4 ? MLDSA87.publicKeyByteCount * (Int(table[3]) + 1) : 0
    }

    /// SHA-384 of the encoding.
    public var digest: Digest384 { Digest384(hashing: encoded()) }
}
