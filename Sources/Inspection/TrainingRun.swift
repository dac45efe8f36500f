/// A training run that an inspection is to find, by its size.
public struct TrainingRun: Hashable, Sendable {
    /// Operations of the whole run.
    public let operations: Double
    /// Operations a second of one chip.
    public let rate: Double
    /// How long it takes, in seconds.
    public let duration: Double

    /// A run, or nil unless all three are above 0.
    public init?(operations: Double, rate: Double, duration: Double) {
        guard operations > 0, rate > 0, duration > 0, (operations / rate / duration).isFinite else { return nil }
        self.operations = operations
        self.rate = rate
        self.duration = duration
    }

    /// How many chips it keeps busy all the time, with a fraction.
    public var share: Double { operations / rate / duration }

    /// How many whole chips it needs; nil above 10⁹.
    public var chips: Int? { share <= Double(Stock.maximumCount) ? max(1, Int(share.rounded(.up))) : nil }
}
