import Telemetry

/// A field that an entry of a cheat has, by what it means.
package struct CheatField: Hashable, Sendable {
    /// What its value is.
    package enum Meaning: Hashable, Sendable {
        /// A model of the scenario: one that licences permit.
        case permittedModel
        /// A model of the scenario: one that they do not.
        case unlistedModel
        /// A model of the scenario that is trained.
        case trainedModel
        /// The sequence of a licence that is for the chip.
        case ownLicence
        /// The sequence of a licence that is for the chip, and ends soon.
        case endingLicence
        /// The sequence of a licence that is for other chips.
        case othersLicence
        /// Parties of the agreement whose keys were stolen.
        case parties
        /// Sequences of a step of training, steps, and tokens of a sequence, as in a training workload.
        case run
        /// A disguise of training, or none where the field is left out.
        case disguise
        /// How often, or how many: a range, and what is taken where the field is left out.
        case count(ClosedRange<UInt64>, default: UInt64)
    }

    /// Its name.
    package let name: String
    /// What its value is.
    package let meaning: Meaning

    init(_ name: String, _ meaning: Meaning) {
        self.name = name
        self.meaning = meaning
    }

    /// The field in Markdown, with what it may be.
    package var words: String {
        switch meaning {
        case .permittedModel, .unlistedModel, .trainedModel: "`\(name)`: a model"
        case .ownLicence: "`\(name)`: one of the chip's"
        case .endingLicence: "`\(name)`: one of the chip's that ends within five minutes"
        case .othersLicence: "`\(name)`: one of other chips"
        case .parties: "`\(name)`: parties"
        case .run: "`sequences`, `microBatch`, `tokens`, `steps`: as in a workload"
        case .disguise: "`\(name)`: " + Disguise.allCases.map(\.rawValue).joined(separator: ", ") + " (none)"
        case .count(let range, let usual):
            "`\(name)`: \(range.lowerBound) to \(range.upperBound) (\(usual))"
        }
    }

    /// The names that an entry has for it: a training run has several.
    var names: [String] { meaning == .run ? TrainingPlan.fields.filter { $0 != "model" } : [name] }
}
