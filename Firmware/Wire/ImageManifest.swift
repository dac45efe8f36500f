/// What a firmware image is: the payload of its COSE_Sign manifest (`Specs/cddl/image.cddl`).
public struct ImageManifest: Sendable {
    /// Where the version's ASCII bytes are.
    public let version: Range<Int>
    /// The security version, refused below the fused minimum.
    public let securityVersion: UInt32
    /// Where the code goes.
    public let loadAddress: UInt32
    /// Where it is entered.
    public let entryAddress: UInt32
    /// Its length in bytes.
    public let codeLength: UInt32
    /// Its SHA-384.
    public let codeDigest: Digest
    /// The SHA-384 of the key table.
    public let keyTableDigest: Digest

    /// Reads a manifest's payload, which must fill `range` of `bytes`.
    public init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(WireError) {
        var reader = CBORReader(bytes, range)
        try reader.map(7)
        try reader.key(1)
        let start = reader.offset
        version = try reader.text()
        guard version.count >= 1, version.count <= 24 else { throw WireError(.outOfRange, at: start) }
        try reader.key(2)
        securityVersion = try reader.unsigned32()
        try reader.key(3)
        loadAddress = try reader.unsigned32()
        try reader.key(4)
        entryAddress = try reader.unsigned32()
        try reader.key(5)
        codeLength = try reader.unsigned32()
        try reader.key(6)
        codeDigest = try reader.digest()
        try reader.key(7)
        keyTableDigest = try reader.digest()
        try reader.finish()
    }
}
