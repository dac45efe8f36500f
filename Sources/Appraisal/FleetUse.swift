/// What chips have metered together, where their evidence is not at hand.
public struct FleetUse: Hashable, Sendable {
    /// How many chips.
    public let chips: Int
    /// Weighted operations, all.
    public let total: UInt128
    /// Of which for training.
    public let training: UInt128

    /// No chips.
    public static let none = FleetUse(chips: 0, total: 0, training: 0)

    /// A use.
    public init(chips: Int, total: UInt128, training: UInt128) {
        self.chips = chips
        self.total = total
        self.training = training
    }
}
