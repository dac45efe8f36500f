/// The algorithms that were agreed on (DSP0274 1.3, section 10.5): one of each kind, or none.
struct Algorithms {
    /// Signatures: ECDSA P-384.
    static let signature: UInt32 = 1 << 7
    /// Digests: SHA-384.
    static let digest: UInt32 = 1 << 1
    /// Measurements' digests: SHA-384.
    static let measurementDigest: UInt32 = 1 << 2
    /// Measurement specification: DMTF's.
    static let measurementSpecification: UInt8 = 1
    /// Opaque data: general format 1.
    static let generalOpaque: UInt8 = 2
    /// Key exchange: ECDHE secp384r1.
    static let exchange: UInt16 = 1 << 4
    /// Records: AES-256-GCM.
    static let records: UInt16 = 1 << 1
    /// Key schedule: SPDM's.
    static let keySchedule: UInt16 = 1

    /// Whether measurements can be told.
    var hasMeasurements = false
    /// Whether opaque data may be in the general format, which a session needs.
    var hasOpaque = false
    /// Key exchange, where it was agreed on.
    var exchange: UInt16 = 0
    /// Record protection, where it was agreed on.
    var records: UInt16 = 0
    /// Key schedule, where it was agreed on.
    var keySchedule: UInt16 = 0

    /// Whether all that a session needs was agreed on.
    var allowsSession: Bool { hasOpaque && exchange != 0 && records != 0 && keySchedule != 0 }
}
