import Appraisal
import Attestation
import Cryptography

extension Agreement {
    /// A party: it signs.
    public struct Signatory: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// SHA-384 of its raw public keys, where the agreement names it.
        public let key: Digest384?
        /// The bloc with which it votes; nil where it votes alone.
        public let bloc: String?
    }

    /// How many parties must sign each act.
    public struct Quorum: Hashable, Sendable {
        /// To issue a licence.
        public let licence: Int
        /// To sign firmware, beside its maker.
        public let firmware: Int
        /// To renew a licence.
        public let renew: Int
        /// To end a licence before its time; nil where the agreement does not say.
        public let revoke: Int?
        /// To go to another phase; nil where the agreement does not say.
        public let phase: Int?
        /// To change the agreement; nil where it does not say.
        public let change: Int?
    }

    /// A permitted model.
    public struct Model: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// SHA-384 of its weights.
        public let weights: Digest384
        /// What it may be used for.
        public let uses: Licence.Terms.Uses
        /// Its generation.
        public let generation: UInt64?
        /// How general it is.
        public let kind: ModelKind?
        /// SHA-384 of the output filter that must run with it.
        public let filter: Digest384?
        /// SHA-384 of each adapter that may be added to it.
        public let adapters: [Digest384]
        /// Whether training may start from these weights; nil where the agreement does not say.
        public let fineTuning: Bool?
    }

    /// What every listed model must satisfy.
    public struct ModelRules: Hashable, Sendable {
        /// The newest generation that there is.
        public let frontier: UInt64?
        /// How many generations older a model must be.
        public let behind: UInt64?
        /// The most general kind.
        public let kind: ModelKind?
        /// Whether each must have a filter.
        public let filter: Bool
    }

    /// What tells from raw counters that a chip may be training.
    public struct Detector: Hashable, Sendable {
        /// What it looks at.
        public let features: [DetectorFeature]
        /// The part of windows of known inference above its threshold, in parts per million.
        public let falseAlarms: UInt64
        /// How many windows in a row must be.
        public let windows: UInt64
    }

    /// What tells from signed meters that a chip may be training.
    public struct SignedDetector: Hashable, Sendable {
        /// What it looks at.
        public let features: [FittedDetector.Feature]
        /// The part of intervals of known inference above its threshold, in parts per million.
        public let falseAlarms: UInt64
        /// How many intervals in a row must be.
        public let intervals: UInt64
    }

    /// A limit on training.
    public struct Threshold: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// What is added up.
        public let scope: Scope
        /// How long a period is, in ticks, where `scope` is one.
        public let period: UInt64?
        /// Which training counts.
        public let training: TrainingKind
        /// The most weighted operations; exactly as many are within it.
        public let operations: UInt128
        /// What weights without a ticket count for, in a run; nil where they may not be trained.
        public let untraced: UInt128?
        /// Only operations in these number formats; all where empty.
        public let formats: [String]
        /// Only training on these classes of data; all where empty.
        public let data: [String]
        /// What training above it is.
        public let beyond: Beyond

        /// Whether `operations` of what it counts are beyond it.
        public func isExceeded(by operations: UInt128) -> Bool { operations > self.operations }
    }

    /// A class of data.
    public struct DataClass: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// The root of the Merkle tree over its chunks (`Specs/cddl/ticket.cddl`).
        public let manifest: Digest384
        /// Its number in manifests, 0 to 31; nil where the agreement does not say.
        public let number: UInt64?
    }

    /// A set of chips that may work together.
    public struct FixedSet: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// How many chips.
        public let chips: UInt64
        /// Bytes a second to chips outside of it; nil for no limit.
        public let bandwidthOutside: UInt128?
    }

    /// Who sees which claim.
    public struct Disclosure: Hashable, Sendable {
        /// The reader: a party, a beneficiary, or `verifier`, `parties`, `public`.
        public let reader: String
        /// What it reads as it is.
        public let exact: [Claim]
        /// What it reads rounded.
        public let rounded: [Claim]
        /// To how many digits.
        public let digits: UInt64?
        /// What it only learns to hold.
        public let proved: [Claim]
    }

    /// What happens when no licence arrives.
    public struct Outage: Hashable, Sendable {
        /// How many ticks chips go on.
        public let grace: UInt64
        /// What they do after that.
        public let then: AfterOutage
    }

    /// What a finding or a severity is called in an agreement.
    public enum FindingName: Hashable, Sendable {
        /// All findings of a severity.
        case severity(Severity)
        /// Those of one rule.
        case rule(Rule)

        /// The rules that it stands for, in order.
        public var rules: [Rule] {
            switch self {
            case .severity(let severity): Rule.allCases.filter { $0.severity == severity }
            case .rule(let rule): [rule]
            }
        }

        /// As it is written.
        public var word: String {
            switch self {
            case .severity(let severity): severity.rawValue
            case .rule(let rule): rule.id
            }
        }
    }

    /// What follows a finding.
    public struct Consequence: Hashable, Sendable {
        /// The finding.
        public let finding: FindingName
        /// What follows, step by step.
        public let ladder: [Rung]
        /// How soon each step is taken, in ticks; nil where the agreement does not say.
        public let within: UInt64?
    }

    /// Something of value that is lost with a breach.
    public struct Escrow: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Whose it is.
        public let owner: String
        /// Who holds it.
        public let holder: String
        /// When it goes back, in ticks.
        public let returnedAfter: UInt64
        /// The findings by which it is lost.
        public let forfeitedOn: [FindingName]
        /// Who decides.
        public let deciders: [String]
        /// How many of them must agree.
        public let quorum: Int
    }

    /// How chips are inspected.
    public struct Inspections: Hashable, Sendable {
        /// The share of chips each time, in parts per million.
        public let share: UInt64
        /// How many ticks lie between two times.
        public let every: UInt64
        /// How they are chosen.
        public let drawn: Drawing
    }

    /// A step of the agreement.
    public struct Phase: Hashable, Sendable {
        /// What must hold before it starts; all of it.
        public struct Entry: Hashable, Sendable {
            /// Ticks in the phase before.
            public let after: UInt64?
            /// Ticks without a breach.
            public let kept: UInt64?
            /// How many parties must sign.
            public let signatures: Int?
            /// Whether an inspection must have found nothing.
            public let inspected: Bool
        }

        /// How it is taken back.
        public struct Back: Hashable, Sendable {
            /// The phase that it goes back to.
            public let phase: String
            /// The findings that take it back.
            public let findings: [FindingName]
            /// How many parties take it back; nil where they can't.
            public let signatures: Int?
            /// How soon, in ticks.
            public let within: UInt64
        }

        /// Its name.
        public let name: String
        /// What must hold before it starts; nil for nothing.
        public let entry: Entry?
        /// How it is taken back; nil where it can't be.
        public let back: Back?
        /// How many ticks it lasts at the most.
        public let most: UInt64?
        /// Whether it is meant to be the last.
        public let isFinal: Bool
        /// All operations in it, instead of the agreement's.
        public let totalAllowance: UInt128?
        /// Of which for training.
        public let trainingAllowance: UInt128?
        /// The names of the models that may run; nil for all.
        public let models: [String]?
        /// The interval between attestations, in ticks, instead of the agreement's.
        public let interval: UInt64?
    }

    /// How a party leaves.
    public struct Exit: Hashable, Sendable {
        /// How many ticks before it takes effect.
        public let notice: UInt64
        /// How many parties it takes.
        public let signatures: Int
        /// What becomes of the agreement.
        public let then: AfterExit
    }

    /// A gap that the parties know of.
    public struct Accepted: Hashable, Sendable {
        /// The gap.
        public let gap: Concern.Kind
        /// The field that it is told of; nil for all.
        public let field: String?
        /// Why they accept it.
        public let because: String
    }
}
