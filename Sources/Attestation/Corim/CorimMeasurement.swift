/// A measurement of an element of an environment (draft-ietf-rats-corim-11, section 5.1.4.2).
public struct CorimMeasurement: Hashable, Sendable {
    /// A version, and how versions are compared.
    public struct Version: Hashable, Sendable {
        /// The version.
        public var text: String
        /// The scheme, a number or a name (RFC 9393, section 4.1); nil for none.
        public var scheme: CBORItem?

        /// A version without a scheme.
        public init(_ text: String) { self.text = text }
    }

    /// A security version.
    public enum SecurityVersion: Hashable, Sendable {
        /// This one (tag 552, or no tag).
        case exact(UInt64)
        /// This one or a later one (tag 553).
        case least(UInt64)
    }

    /// Bytes, and which of their bits count.
    public struct RawValue: Hashable, Sendable {
        /// In which form.
        public enum Form: Hashable, Sendable {
            /// All bits count (tag 560).
            case whole
            /// Those count that are set in the mask (tag 563).
            case masked([UInt8])
            /// The same, with the mask in a field of its own: an earlier form.
            case maskedApart([UInt8])
            /// Bytes under a profile's own tag.
            case tagged(UInt64)
        }

        /// The bytes.
        public var bytes: [UInt8]
        /// Which bits count.
        public var form: Form
    }

    /// A register and what it must hold.
    public struct Register: Hashable, Sendable {
        /// Its number or name.
        public var id: CorimName
        /// The digests.
        public var digests: [CorimDigest]
    }

    /// A number, or a range of numbers.
    public enum Range: Hashable, Sendable {
        /// This one.
        case exact(Int64)
        /// From the first to the last; nil is without end (tag 564).
        case between(Int64?, Int64?)
    }

    /// The element; nil for the environment's only one.
    public var element: CorimName?
    /// Who must have measured it.
    public var authorities: [CorimKey]
    /// Version.
    public var version: Version?
    /// Security version.
    public var securityVersion: SecurityVersion?
    /// Digests of the same thing.
    public var digests: [CorimDigest]
    /// Modes of operation by their numbers, and whether they are on.
    public var flags: [Flag: Bool]
    /// Bytes.
    public var rawValue: RawValue?
    /// A MAC address.
    public var macAddress: [UInt8]?
    /// An IP address.
    public var ipAddress: [UInt8]?
    /// A serial number.
    public var serialNumber: String?
    /// A UEID.
    public var ueid: [UInt8]?
    /// A UUID.
    public var uuid: [UInt8]?
    /// A name.
    public var name: String?
    /// Keys.
    public var keys: [CorimKey]
    /// Registers.
    public var registers: [Register]
    /// A number.
    public var range: Range?
    /// Values that the draft does not have.
    public var extensions: [CBORItem.Pair]

    /// A mode of operation.
    public enum Flag: Int64, Hashable, Sendable, CaseIterable {
        /// Configured for use.
        case isConfigured = 0
        /// Its security settings are on.
        case isSecure
        /// It recovers.
        case isRecovery
        /// It can be debugged.
        case isDebug
        /// It can't be rolled back.
        case isReplayProtected
        /// It can't be updated without leave.
        case isIntegrityProtected
        /// It is measured after loading.
        case isRuntimeMeasured
        /// It can't be changed.
        case isImmutable
        /// It is a part of the trusted base.
        case isTrustedBase
        /// It is kept secret.
        case isConfidentialityProtected
        /// It can be updated while it runs.
        case isRuntimeUpdatable
    }

    /// A measurement that says nothing yet.
    public init() {
        authorities = []
        digests = []
        flags = [:]
        keys = []
        registers = []
        extensions = []
    }
}
