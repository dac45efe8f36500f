/// Something that is wrong with an agreement which has the right form.
public struct Concern: Hashable, Sendable {
    /// How much it weighs.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// The terms can't all hold. It can't be accepted.
        case contradiction
        /// A term that nobody can carry out, notice, or rely on. Parties may accept it, with a reason.
        case gap
        /// A question that the agreement does not answer.
        case unsaid
    }

    /// Every concern. Its identifier never changes its meaning and is never reused (`Specs/Agreement.md`).
    public enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
        // Contradictions.
        case changeBelowOthers = "AG-CON-01"
        case modelAgainstRules = "AG-CON-02"
        case fineTuningWithoutTraining = "AG-CON-03"
        case dataBothWays = "AG-CON-04"
        case periodAgainstScope = "AG-CON-05"
        case nameUnknown = "AG-CON-06"
        case intervalAgainstLevel = "AG-CON-07"
        case licenceBelowInterval = "AG-CON-08"
        case outageBeyondLicence = "AG-CON-09"
        case finalNotLast = "AG-CON-10"
        case backNotEarlier = "AG-CON-11"
        case phaseBeyondAgreement = "AG-CON-12"
        case ladderDisordered = "AG-CON-13"
        case forfeitAgainstEscrow = "AG-CON-14"
        case rateMissing = "AG-CON-15"
        case exampleAgainstRule = "AG-CON-16"
        case trainingAgainstModels = "AG-CON-17"
        case acceptedNothing = "AG-CON-18"
        case disclosureDisordered = "AG-CON-19"
        case licenceLimitsContradict = "AG-CON-20"
        case moreThanThereAre = "AG-CON-21"
        case keyTwice = "AG-CON-22"
        case untracedAgainstThreshold = "AG-CON-23"

        // Gaps. AG-GAP-06 and AG-GAP-08 were of filters and rates, before chips held them.
        case quorumOfOne = "AG-GAP-01"
        case quorumBlocked = "AG-GAP-02"
        case beneficiaryDecides = "AG-GAP-03"
        case thresholdUnseen = "AG-GAP-04"
        case dataUnseen = "AG-GAP-05"
        case fineTuningUnseen = "AG-GAP-07"
        case replicasUnseen = "AG-GAP-09"
        case bandwidthUnseen = "AG-GAP-10"
        case consequenceNotCarried = "AG-GAP-11"
        case outageNotCarried = "AG-GAP-12"
        case disclosureHides = "AG-GAP-13"
        case disclosureNotCarried = "AG-GAP-14"
        case doubtPunished = "AG-GAP-15"
        case stepOneWay = "AG-GAP-16"
        case phaseWithoutEnd = "AG-GAP-17"
        case phasesUnseen = "AG-GAP-18"
        case escrowUnseen = "AG-GAP-19"
        case inspectionsUnseen = "AG-GAP-20"
        case clustersUnseen = "AG-GAP-21"
        case licencesBeyondAllowance = "AG-GAP-22"
        case conditionUnseen = "AG-GAP-23"
        case actNotCarried = "AG-GAP-24"
        case silenceUnnoticed = "AG-GAP-25"
        case exitNotCarried = "AG-GAP-26"

        // What is not said.
        case changeUnsaid = "AG-NOT-01"
        case revokeUnsaid = "AG-NOT-02"
        case consequencesUnsaid = "AG-NOT-03"
        case sunsetUnsaid = "AG-NOT-04"
        case exitUnsaid = "AG-NOT-05"
        case outageUnsaid = "AG-NOT-06"
        case validityUnsaid = "AG-NOT-07"
        case disclosureUnsaid = "AG-NOT-08"
        case keyUnsaid = "AG-NOT-09"

        /// The identifier, such as `AG-GAP-04`.
        public var id: String { rawValue }

        /// How much it weighs.
        public var level: Level {
            switch rawValue.dropFirst(3).prefix(3) {
            case "CON": .contradiction
            case "GAP": .gap
            default: .unsaid
            }
        }

        /// Those that parties may accept.
        public static let gaps = allCases.filter { $0.level == .gap }

        /// Order of identifiers.
        public static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    /// Which.
    public let kind: Kind
    /// The file.
    public let file: String
    /// The line, from 1; nil where the whole file is meant.
    public let line: Int?
    /// The column, from 1; nil where the whole file is meant.
    public let column: Int?
    /// The field, as a path of names.
    public let field: String
    /// What is wrong.
    public let reason: String
    /// What would mend it.
    public let mend: String
    /// Why the parties accept it, where they do.
    public let acceptedBecause: String?

    /// Whether it stands: a contradiction, or a gap that nobody accepted.
    public var stands: Bool {
        switch kind.level {
        case .contradiction: true
        case .gap: acceptedBecause == nil
        case .unsaid: false
        }
    }
}

extension Concern.Kind {
    /// The concern in a few words, as the heading of its entry in `Specs/Agreement.md`.
    public var title: String {
        switch self {
        case .changeBelowOthers: "Fewer can change the agreement than can act under it"
        case .modelAgainstRules: "A listed model breaks the rules for models"
        case .fineTuningWithoutTraining: "A model may be fine-tuned, but not trained"
        case .dataBothWays: "Data is both permitted and excluded"
        case .periodAgainstScope: "A threshold's period and what it adds up do not fit"
        case .nameUnknown: "Nothing has this name"
        case .intervalAgainstLevel: "The interval is too long for the level of monitoring"
        case .licenceBelowInterval: "Licences end before chips must prove themselves"
        case .outageBeyondLicence: "The grace of an outage is longer than a licence"
        case .finalNotLast: "A final phase is not the last"
        case .backNotEarlier: "A phase goes back to one that is not earlier"
        case .phaseBeyondAgreement: "A phase permits more than the agreement"
        case .ladderDisordered: "A ladder does not rise"
        case .forfeitAgainstEscrow: "Consequences and escrow contradict each other"
        case .rateMissing: "Something is throttled to a rate that is not said"
        case .exampleAgainstRule: "An example contradicts the rule"
        case .trainingAgainstModels: "Training is allowed to no model, or to a model without an allowance"
        case .acceptedNothing: "A gap is accepted that is not there"
        case .disclosureDisordered: "A claim is disclosed in two ways, or rounded to nothing"
        case .licenceLimitsContradict: "The limits of a licence contradict each other"
        case .moreThanThereAre: "More must agree than there are"
        case .keyTwice: "Two parties have the same key"
        case .untracedAgainstThreshold: "A penalty for untraced weights does not fit its threshold"
        case .quorumOfOne: "One party can act alone"
        case .quorumBlocked: "One party can block"
        case .beneficiaryDecides: "Beneficiaries decide on themselves"
        case .thresholdUnseen: "No meter sees the threshold"
        case .dataUnseen: "Chips can't hold to the data"
        case .fineTuningUnseen: "No meter tells fine-tuning from other training"
        case .replicasUnseen: "Copies are counted in each set apart"
        case .bandwidthUnseen: "A licence may have another set's cap on links"
        case .consequenceNotCarried: "No licence can carry out the consequence"
        case .outageNotCarried: "No licence can carry out what follows an outage"
        case .disclosureHides: "The verifier does not see what its rules need"
        case .disclosureNotCarried: "Evidence hides nothing"
        case .doubtPunished: "Silence is punished like a breach"
        case .stepOneWay: "A step can't be taken back"
        case .phaseWithoutEnd: "A phase can't be left"
        case .phasesUnseen: "The verifier does not know which phase it is"
        case .escrowUnseen: "Nothing here holds the escrow"
        case .inspectionsUnseen: "No inspection is on record"
        case .clustersUnseen: "No meter sees where chips stand"
        case .licencesBeyondAllowance: "One licence may give more than the agreement"
        case .conditionUnseen: "Nobody sees whether the condition holds"
        case .actNotCarried: "No document carries the signatures"
        case .silenceUnnoticed: "Nobody notices silence"
        case .exitNotCarried: "Licences outlive a party's notice"
        case .changeUnsaid: "It is not said who can change the agreement"
        case .revokeUnsaid: "It is not said who can end a licence"
        case .consequencesUnsaid: "It is not said what follows a breach"
        case .sunsetUnsaid: "It is not said when the agreement ends"
        case .exitUnsaid: "It is not said how a party leaves"
        case .outageUnsaid: "It is not said what happens when no licence arrives"
        case .validityUnsaid: "It is not said how long a licence may be valid"
        case .disclosureUnsaid: "It is not said who sees the evidence"
        case .keyUnsaid: "A party is known by name only"
        }
    }
}
