public import Wire

/// What an opening of the interlock lets pass: hardware shuts the gate at the first limit that is reached.
public struct OpeningLimits: Equatable, Sendable {
    /// A `WorkloadClass`.
    public var use: UInt32
    /// The most policy operations.
    public var quantum: Operations
    /// The most tokens of inference; all ones for no limit.
    public var tokens: UInt64 = .max
    /// The most bytes exchanged with chips that are not admitted peers; all ones for no limit.
    public var outside: UInt64 = .max
    /// The first tick at which it is over; all ones for never.
    public var endTick: UInt64 = .max
    /// Whether training passes take only data that firmware has admitted.
    public var needsProvedData = false

    /// Limits of operations alone.
    public init(use: UInt32, quantum: Operations) {
        self.use = use
        self.quantum = quantum
    }
}
