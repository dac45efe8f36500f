/// The interlock at signing.
public struct InterlockState: Hashable, Sendable {
    /// Whether it is open.
    public var isOpen: Bool
    /// Openings since manufacture.
    public var openings: UInt64
    /// Refused openings since manufacture.
    public var refusals: UInt64

    /// A state.
    public init(isOpen: Bool, openings: UInt64, refusals: UInt64) {
        self.isOpen = isOpen
        self.openings = openings
        self.refusals = refusals
    }
}
