/// A moment in whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct UTCSeconds: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    /// 1950-01-01T00:00:00Z, the first moment that a certificate can name (RFC 5280, section 4.1.2.5.1).
    public static let earliest = UTCSeconds(-631_152_000)
    /// 9999-12-31T23:59:59Z, "no well-defined expiration date" (RFC 5280, section 4.1.2.5).
    public static let never = UTCSeconds(253_402_300_799)

    /// Seconds since the epoch, negative before it.
    public let value: Int64

    /// The moment this many seconds after the epoch.
    public init(_ value: Int64) { self.value = value }

    /// The moment this many seconds after the epoch.
    public init(integerLiteral value: Int64) { self.value = value }

    /// Whether the first moment comes before the second.
    public static func < (left: UTCSeconds, right: UTCSeconds) -> Bool { left.value < right.value }
}
