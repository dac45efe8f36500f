import Cryptography

/// The runtime firmware as measured at boot.
public struct RuntimeMeasurement: Hashable, Sendable {
    /// The version that its manifest names.
    public var version: String
    /// The security version that its manifest names.
    public var securityVersion: UInt64
    /// SHA-384 of the code.
    public var digest: Digest384

    /// A measurement.
    public init(version: String, securityVersion: UInt64, digest: Digest384) {
        self.version = version
        self.securityVersion = securityVersion
        self.digest = digest
    }
}
