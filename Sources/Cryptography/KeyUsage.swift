/// What a certified key may do (RFC 5280, section 4.2.1.3).
public struct KeyUsage: OptionSet, Hashable, Sendable {
    /// OpenSSL's order: the first eight bits from the top of the low byte.
    public let rawValue: UInt32

    /// The uses with these bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Signs anything but certificates and revocation lists: evidence, challenges.
    public static let digitalSignature = KeyUsage(rawValue: 0x80)
    /// Signs certificates; an authority's.
    public static let keyCertSign = KeyUsage(rawValue: 0x04)
    /// Signs revocation lists.
    public static let crlSign = KeyUsage(rawValue: 0x02)
}
