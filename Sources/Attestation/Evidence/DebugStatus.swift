/// The debug status (RFC 9711, section 4.2.9).
public enum DebugStatus: UInt64, Hashable, Sendable, CaseIterable {
    /// Debugging is possible now.
    case enabled = 0
    /// Not possible now, but it may have been since boot.
    case disabled
    /// Not possible since boot.
    case disabledSinceBoot
    /// Never possible again but by the maker.
    case disabledPermanently
    /// Never possible again, for anyone.
    case disabledFullyAndPermanently
}
