/// Weighted operations used, out of those allowed.
public struct Allowance: Hashable, Sendable {
    /// Used so far.
    public var used: UInt128
    /// Allowed.
    public var allowed: UInt128

    /// A pair of quantities.
    public init(used: UInt128, allowed: UInt128) {
        self.used = used
        self.allowed = allowed
    }
}
