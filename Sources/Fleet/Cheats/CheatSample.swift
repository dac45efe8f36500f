import Agreement

/// What a fleet has that cheats can be tried with: names for the fields of their entries.
package struct CheatSample: Sendable {
    /// A model that licences permit.
    let permitted: String
    /// A model that they do not.
    let unlisted: String
    /// A model to train.
    let trained: String
    /// The sequence of the chip's licence.
    let own: UInt64
    /// The sequence of a licence for other chips.
    let others: UInt64
    /// The parties whose keys were stolen.
    let thieves: [String]
    /// Sequences of a step, which is one micro-batch, tokens of a sequence, and steps: more training than is allowed.
    let run: (sequences: Int, tokens: Int, steps: Int)

    /// A sample.
    package init(
        permitted: String, unlisted: String, trained: String, own: UInt64, others: UInt64, thieves: [String],
        run: (sequences: Int, tokens: Int, steps: Int)
    ) {
        self.permitted = permitted
        self.unlisted = unlisted
        self.trained = trained
        self.own = own
        self.others = others
        self.thieves = thieves
        self.run = run
    }

    /// The entry of a cheat in a scenario, as one line.
    ///
    /// - Parameters:
    ///   - kind: the cheat.
    ///   - chip: the chip's name.
    ///   - tick: when.
    /// - Returns: a YAML mapping in braces.
    package func entry(_ kind: CheatKind, chip: String, at tick: UInt64) -> String {
        let fields = kind.type.fields.compactMap { field in value(of: field).map { ", \(field.name): \($0)" } }
        return "{kind: \(kind.rawValue), chip: \(chip), at: \(tick)s\(fields.joined())}"
    }

    private func value(of field: CheatField) -> String? {
        switch field.meaning {
        case .permittedModel: permitted.quoted
        case .unlistedModel: unlisted.quoted
        case .trainedModel: trained.quoted
        case .ownLicence, .endingLicence: "\(own)"
        case .othersLicence: "\(others)"
        case .parties: "[\(thieves.map(\.quoted).joined(separator: ", "))]"
        case .run: "\(run.sequences), microBatch: \(run.sequences), tokens: \(run.tokens), steps: \(run.steps)"
        case .count, .disguise: nil
        }
    }
}
