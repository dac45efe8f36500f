import Appraisal

/// A question about what an agreement means, which the agreement alone answers: no evidence is needed.
public enum Inquiry: Hashable, Sendable {
    /// Whether so many parties may do it.
    case act(Act, signers: Int)
    /// Whether somebody may compute.
    case computes(String)
    /// What so many operations of training are.
    case training(Training)
    /// What a model may be used for, by its name; in a phase.
    case uses(model: String, phase: String?)
    /// Whether the rules for models admit a model.
    case admits(generation: UInt64?, kind: ModelKind?, hasFilter: Bool)
    /// Whether training may start from a model's weights.
    case fineTuning(model: String)
    /// Which filter a model must run with.
    case filter(model: String)
    /// Which adapters may be added to a model.
    case adapters(model: String)
    /// Whether a class of data may be trained on.
    case data(String)
    /// The Merkle root of a class of data.
    case manifest(String)
    /// The number by which chips refuse an excluded class of data.
    case number(ofClass: String)
    /// What weights without a ticket count for under a threshold, by its name.
    case untraced(threshold: String)
    /// Whether one chip may execute so many operations a second.
    case rate(UInt128)
    /// Whether one chip may answer with so many tokens a second.
    case tokens(UInt128)
    /// Whether so many ticks of a rate may be saved up.
    case burst(UInt64)
    /// Whether so many copies of a model may run at once.
    case replicas(UInt64)
    /// Whether so many chips may work together in a set.
    case chips(UInt64, set: String)
    /// Whether so many bytes a second may leave a set.
    case bandwidth(UInt128, set: String)
    /// What a reader reads of a claim.
    case reads(reader: String, Claim)
    /// What chips do, so many ticks after their last licence ended.
    case outage(UInt64)
    /// What follows a finding.
    case follows(Rule)
    /// Who has something at stake, and who holds it.
    case stake(String)
    /// How chips are inspected, of so many.
    case inspection(UInt64)
    /// How closely chips are watched.
    case level
    /// What the agreement says of its detector of training.
    case detector(DetectorPart)
    /// What it says of its detector over signed meters.
    case signedDetector(SignedDetectorPart)
    /// Of which fields a gap is accepted.
    case accepted(Concern.Kind)
    /// Whether a cluster is covered.
    case covers(CoveredClusters.Cluster)

    /// What may be asked of a detector.
    public enum DetectorPart: String, Hashable, Sendable, CaseIterable {
        /// What it looks at.
        case features
        /// How much of known inference is above its threshold.
        case falseAlarms
        /// How many windows in a row must be.
        case windows
    }

    /// What may be asked of a detector over signed meters.
    public enum SignedDetectorPart: String, Hashable, Sendable, CaseIterable {
        /// What it looks at.
        case features
        /// How much of known inference is above its threshold.
        case falseAlarms
        /// How many intervals in a row must be.
        case intervals
    }

    /// What takes signatures.
    public enum Act: String, Hashable, Sendable, CaseIterable {
        /// To issue a licence.
        case licence
        /// To sign firmware.
        case firmware
        /// To renew a licence.
        case renew
        /// To end a licence before its time.
        case revoke
        /// To go to another phase.
        case phase
        /// To change the agreement.
        case change
        /// To leave it.
        case leave
    }

    /// Some training.
    public struct Training: Hashable, Sendable {
        /// Weighted operations.
        public let operations: UInt128
        /// What they were added up over.
        public let scope: Scope
        /// In how many ticks; nil where that is not asked.
        public let span: UInt64?
        /// Where it started from; `any` where that is not known.
        public let kind: TrainingKind
        /// The number formats.
        public let formats: [String]
        /// The class of data; nil where it is of none that the agreement names.
        public let data: String?

        /// Some training.
        public init(
            operations: UInt128, scope: Scope, span: UInt64?, kind: TrainingKind, formats: [String], data: String?
        ) {
            self.operations = operations
            self.scope = scope
            self.span = span
            self.kind = kind
            self.formats = formats
            self.data = data
        }
    }
}
