/// The chip's monotonic counters.
public struct Counters: Hashable, Sendable {
    /// Boots.
    public var boot: UInt64
    /// The highest licence sequence taken.
    public var licenceSequence: UInt64
    /// Versions of the non-volatile state.
    public var stateVersion: UInt64

    /// Three readings.
    public init(boot: UInt64, licenceSequence: UInt64, stateVersion: UInt64) {
        self.boot = boot
        self.licenceSequence = licenceSequence
        self.stateVersion = stateVersion
    }
}
