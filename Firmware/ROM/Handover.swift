public import Quorum
public import Wire

/// What ROM tells the runtime: who the chip is, and what was measured.
public struct Handover: Sendable {
    /// Boots since manufacture, this one included.
    public var bootCount: UInt64
    /// The chip identifier.
    public var chipIdentifier: InlineArray<16, UInt8>
    /// The ROM's SHA-384.
    public var romDigest: Digest
    /// The runtime code's SHA-384.
    public var runtimeDigest: Digest
    /// The runtime's security version.
    public var securityVersion: UInt32
    /// The runtime's version, ASCII.
    public var version: InlineArray<24, UInt8>
    /// How many bytes of `version` count.
    public var versionLength: Int
    /// Who may sign licences.
    public var keys: KeyTable
    /// The alias certificate, DER.
    public var certificate: InlineArray<1024, UInt8>
    /// How many bytes of `certificate` count.
    public var certificateLength: Int
    /// The local identity's certificate, DER.
    public var localCertificate: InlineArray<1024, UInt8>
    /// How many bytes of `localCertificate` count.
    public var localCertificateLength: Int
    /// The certificate of the ML-DSA-87 alias key, DER; empty on a classical chip.
    public var latticeCertificate: InlineArray<8192, UInt8>
    /// How many bytes of `latticeCertificate` count.
    public var latticeCertificateLength: Int
    /// Where the runtime is entered.
    public var entryAddress: UInt32
    /// The slot that it came from: 0 is A, 1 is B.
    public var slot: UInt32
}
