/// What came of a campaign.
package struct CampaignReport: Sendable {
    /// How many runs ended how.
    package struct Counts: Codable, Hashable, Sendable {
        /// Nothing was gained, and nothing noticed.
        package private(set) var noEffect = 0
        /// Refused or stopped.
        package private(set) var detected = 0
        /// The core trapped, or sleeps for good.
        package private(set) var crash = 0
        /// The watchdog ended it.
        package private(set) var hang = 0
        /// The attack succeeded.
        package private(set) var bypass = 0

        /// None yet.
        package init() {}

        /// All of them.
        package var runs: Int { noEffect + detected + crash + hang + bypass }

        mutating func add(_ outcome: Outcome) {
            switch outcome {
            case .noEffect: noEffect += 1
            case .detected: detected += 1
            case .crash: crash += 1
            case .hang: hang += 1
            case .bypass: bypass += 1
            }
        }

        /// The sum of two.
        package static func + (left: Counts, right: Counts) -> Counts {
            var sum = left
            sum.noEffect += right.noEffect
            sum.detected += right.detected
            sum.crash += right.crash
            sum.hang += right.hang
            sum.bypass += right.bypass
            return sum
        }
    }

    /// The runs of one attack under one model, or of pairs of faults.
    package struct Row: Codable, Hashable, Sendable {
        /// What was decided.
        package let window: Window
        /// What was wrong with what was given.
        package let attack: String
        /// What went wrong; nil for pairs.
        package let model: FaultModel?
        /// Faults that the model has in this window; nil for pairs, which are drawn from more than can be tried.
        package let population: Int?
        /// What was tried.
        package let counts: Counts

        /// The two together, named as this one.
        package func adding(_ other: Row) -> Row {
            Row(
                window: window, attack: attack, model: model,
                population: population.flatMap { left in other.population.map { left + $0 } },
                counts: counts + other.counts)
        }
    }

    /// How long the window of an attack is.
    package struct Length: Codable, Hashable, Sendable {
        /// What was decided.
        package let window: Window
        /// What was wrong with what was given.
        package let attack: String
        /// Instructions without a fault.
        package let instructions: Int
    }

    /// An instruction that was executed, and what came of faults in it.
    package struct Heat: Hashable, Sendable {
        /// The instruction's bits.
        package let bits: UInt32
        /// How often it was executed, in all attacks on the window together.
        package internal(set) var executions = 0
        /// What came of all faults in it.
        package internal(set) var counts = Counts()
    }

    /// The attacks.
    package internal(set) var lengths: [Length] = []
    /// The table, in the order of windows, attacks and models.
    package internal(set) var rows: [Row] = []
    /// Every bypass, in the same order, then in that of execution.
    package internal(set) var bypasses: [Bypass] = []
    /// Every instruction of a window, by address.
    package internal(set) var heat: [Window: [UInt32: Heat]] = [:]

    /// All runs.
    package var runs: Int { rows.reduce(0) { $0 + $1.counts.runs } }
}
