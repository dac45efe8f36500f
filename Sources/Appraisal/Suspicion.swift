import Attestation

/// What a detector of training says of a chip, from raw counters that nobody signed. It is a reason to look, never evidence.
public struct Suspicion: Hashable, Sendable {
    /// The chip.
    public let chip: ChipID
    /// When, in ticks.
    public let tick: UInt64
    /// How many windows in a row were training-consistent then.
    public let windows: UInt64

    /// A suspicion.
    public init(chip: ChipID, tick: UInt64, windows: UInt64) {
        self.chip = chip
        self.tick = tick
        self.windows = windows
    }
}

extension ChipAppraiser {
    /// Weighs what a detector says of the chip: training that the chip's evidence tells of is no news.
    mutating func weigh(_ suspicions: [Suspicion]) {
        let own = suspicions.filter { $0.chip == chip }.sorted { $0.tick < $1.tick }
        guard let first = own.first, let latest = record.latest, latest.meter.training == 0 else { return }
        findings.append(
            Finding(
                .trainingConsistent, chip: chip, evidence: [],
                reason:
                    "at tick \(first.tick) its raw counters had been training-consistent for \(first.windows) windows in "
                    + "a row, \(own.count) time\(own.count == 1 ? "" : "s") so far, and it has metered no training"))
    }
}
