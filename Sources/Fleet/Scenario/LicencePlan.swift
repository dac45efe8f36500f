/// A licence that parties issue in a scenario.
package struct LicencePlan: Hashable, Sendable {
    /// The sequence; different for each licence of a scenario.
    package let sequence: UInt64
    /// The chips that it is for, by number, ascending.
    package let chips: [Int]
    /// When the hosts install it, in ticks.
    package let installation: UInt64
    /// Weighted operations, for each chip.
    package let totalAllowance: UInt128
    /// Of which for training.
    package let trainingAllowance: UInt128
    /// Permitted models, by their place in the scenario.
    package let models: [Int]
    /// The most operations of one opening.
    package let quantum: UInt128
    /// Ticks in which it is valid.
    package let ticks: Range<UInt64>
    /// Power cycles in which it is valid.
    package let boots: ClosedRange<UInt64>
    /// The parties that sign, by their place in the agreement.
    package let signers: [Int]
    /// Whether it says what the agreement holds chips to.
    package let isLimited: Bool
}
