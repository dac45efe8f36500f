import Agreement
import Appraisal
import Attestation
import Cryptography
import Fleet
import Wire

/// One case of a suite, with its parameters put in.
package struct PolicyCase: Sendable {
    /// The moment of tick 0 where nothing else is said: 2026-03-01T00:00:00Z.
    static let defaultStart = UTCSeconds(1_772_323_200)

    /// Where evidence comes from.
    package enum Source: Sendable {
        /// Nowhere: the case asks the agreement only.
        case none
        /// It is written by hand.
        case written(WrittenEvidence)
        /// Chips of a scenario make it, once or with several seeds.
        case fleet([Scenario])

        /// How many runs there are; 0 where there is no evidence.
        var runs: Int {
            switch self {
            case .none: 0
            case .written: 1
            case .fleet(let scenarios): scenarios.count
            }
        }

        /// When hosts of a fleet cheat, in the order of the scenario.
        var cheats: [UInt64] {
            if case .fleet(let scenarios) = self { scenarios.first?.cheats.map(\.tick) ?? [] } else { [] }
        }

        /// Whether chips of a scenario make it.
        var isFleet: Bool {
            if case .fleet = self { true } else { false }
        }
    }

    /// Its name, with the parameters; one of its kind in the suite.
    package let name: String
    /// Its tags.
    package let tags: [String]
    /// Why it is not run; nil where it is.
    package let skip: String?
    /// The line of the test in the suite's file, from 1.
    package let line: Int
    /// The phase in which the verifier judges; nil for the agreement's own terms.
    package let phase: String?
    /// The moment of tick 0.
    package let start: UTCSeconds
    /// Where evidence comes from.
    package let source: Source
    /// What parties do.
    package let acts: [Course.Event]
    /// What must hold.
    package let expectations: [Expectation]
    /// Whether `--update` may rewrite one of them.
    package var hasRecorded: Bool { expectations.contains { $0.recorded != nil } }
}

/// Evidence as a suite writes it: what chips are given, what they compute, what befalls them.
package struct WrittenEvidence: Hashable, Sendable {
    /// The most chips.
    package static let maximumChips = 64

    /// How many chips.
    package let chips: Int
    /// The licences, in the order of their sequence, from 1.
    package let licences: [LicenceGrant]
    /// What the chips compute, and when they answer.
    package let work: [Work]
    /// What befalls them.
    package let incidents: [Incident]
    /// The tick up to which the verifier knows what was revoked; nil where it always knows.
    package let revocations: UInt64?

    /// A licence.
    package struct LicenceGrant: Hashable, Sendable {
        /// The chips that install it, by number.
        let chips: [Int]
        /// How many further chips it is for.
        let others: Int
        /// When it is installed, in ticks.
        let tick: UInt64
        /// Operations of each chip.
        let total: UInt128
        /// Of which for training.
        let training: UInt128
        /// The models.
        let models: [Licence.Terms.Model]
        /// What it holds chips to beside.
        let limits: AppraisalPolicy.ChipLimits
        /// Ticks in which it is valid.
        let ticks: Range<UInt64>
        /// Power cycles in which it is valid, from 1.
        let boots: UInt64
        /// The most operations of one opening.
        let quantum: UInt128
        /// Who signs, by place among the parties.
        let signers: [Int]
        /// Whether it names another agreement.
        let isOfOtherAgreement: Bool
    }

    /// A counter of one use of one model.
    package struct Work: Hashable, Sendable {
        /// The chips, by number.
        let chips: [Int]
        /// SHA-384 of the weights.
        let weights: Digest384
        /// Whether it trains.
        let isTraining: Bool
        /// How many ticks lie between two samples.
        let every: UInt64
        /// How many ticks after a challenge the chip answers.
        let delay: UInt64
        /// The samples.
        let series: Series
    }

    /// What befalls a chip.
    package struct Incident: Hashable, Sendable {
        /// What.
        package enum Kind: Hashable, Sendable {
            /// It is switched off and on.
            case restart
            /// Its latest evidence is shown once more.
            case replay
            /// A copy of it answers the next challenge, too.
            case clone
            /// A bit of its next evidence is altered on the way.
            case corrupt
            /// A tamper input trips.
            case tamper
            /// It refuses something.
            case refuse(Fault)
        }

        /// What suites call them.
        static let words = ["restart", "replay", "clone", "corrupt", "tamper", "refuse"]

        /// When, in ticks.
        let tick: UInt64
        /// The chip, by number.
        let chip: Int
        /// What.
        let kind: Kind
    }
}
