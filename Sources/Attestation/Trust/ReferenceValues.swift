import Cryptography

/// Firmware that is approved (RFC 9334, section 8.3).
public struct ReferenceValues: Hashable, Sendable {
    /// An approved runtime.
    public struct Runtime: Hashable, Sendable {
        /// Its version.
        public var version: String
        /// Its security version.
        public var securityVersion: UInt64
        /// SHA-384 of its code.
        public var digest: Digest384

        /// A runtime.
        public init(version: String, securityVersion: UInt64, digest: Digest384) {
            self.version = version
            self.securityVersion = securityVersion
            self.digest = digest
        }
    }

    /// SHA-384 of each approved ROM.
    public var rom: [Digest384]
    /// The approved runtimes.
    public var runtime: [Runtime]
    /// The least security version that may run.
    public var minimumSecurityVersion: UInt64

    /// Reference values.
    public init(rom: [Digest384], runtime: [Runtime], minimumSecurityVersion: UInt64) {
        self.rom = rom
        self.runtime = runtime
        self.minimumSecurityVersion = minimumSecurityVersion
    }
}
