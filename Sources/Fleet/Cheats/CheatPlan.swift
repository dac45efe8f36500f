import Agreement

/// A cheat of a scenario: which, on which chip, when.
package struct CheatPlan: Sendable {
    /// The fields that every cheat has.
    package static let fields = ["kind", "chip", "at"]

    /// Which it is.
    package let kind: CheatKind
    /// The chip, by number.
    package let chip: Int
    /// When, in ticks.
    package let tick: UInt64
    /// What is done.
    package let act: any Cheat

    init(
        _ field: YAMLField, _ context: ScenarioContext, _ licences: [LicencePlan]
    ) throws(AgreementError) {
        var known = CheatPlan.fields
        for kind in CheatKind.allCases { known += kind.fields.filter { !known.contains($0) } }
        let name = try field.mapping(known).member("kind")
        guard let kind = CheatKind(rawValue: try name.text()) else {
            throw name.error(
                "no cheat has this name",
                mend: "use one of " + CheatKind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let field = try field.mapping(CheatPlan.fields + kind.fields)
        let chip = try context.chip(field.member("chip"))
        self.kind = kind
        self.chip = chip
        tick = try context.tick(field.member("at"))
        switch kind {
        case .unlistedModel:
            let (model, name) = try CheatPlan.model("model", field, context)
            act = UnlistedModel(model: model, name: name)
        case .trainingOverAllowance:
            let plan = try TrainingPlan(field, chips: 1, context)
            act = TrainingOverAllowance(plan: plan, name: context.models[plan.model].name)
        case .replayedLicence:
            let (licence, sequence) = try CheatPlan.licence(field, of: chip, isTheirs: true, licences)
            act = ReplayedLicence(licence: licence, sequence: sequence)
        case .forgedLicence:
            let (licence, sequence) = try CheatPlan.licence(field, of: chip, isTheirs: true, licences)
            act = ForgedLicence(licence: licence, sequence: sequence)
        case .otherChipsLicence:
            let (licence, sequence) = try CheatPlan.licence(field, of: chip, isTheirs: false, licences)
            act = OtherChipsLicence(licence: licence, sequence: sequence)
        case .hiddenTraining:
            let (model, name) = try CheatPlan.model("model", field, context)
            act = HiddenTraining(model: model, name: name)
        case .lockedWeightWrite:
            let (model, name) = try CheatPlan.model("model", field, context)
            act = LockedWeightWrite(model: model, name: name)
        case .swappedWeights:
            let (model, name) = try CheatPlan.model("model", field, context)
            act = SwappedWeights(
                permitted: try CheatPlan.model("permitted", field, context).0, model: model, name: name)
        case .openedEnclosure: act = OpenedEnclosure()
        case .withheldEvidence: act = WithheldEvidence()
        case .powerCut: act = PowerCut()
        }
    }

    private static func model(
        _ member: String, _ field: YAMLField, _ context: ScenarioContext
    ) throws(AgreementError) -> (Int, String) {
        let model = try context.model(field.member(member))
        return (model, context.models[model].name)
    }

    /// A licence by its sequence, and whether the cheating chip must be among those that it is for.
    private static func licence(
        _ field: YAMLField, of chip: Int, isTheirs: Bool, _ licences: [LicencePlan]
    ) throws(AgreementError) -> (Int, UInt64) {
        let field = try field.member("licence")
        let sequence = try field.unsigned()
        guard let place = licences.firstIndex(where: { $0.sequence == sequence }) else {
            throw field.error(
                "no licence has the sequence \(sequence)", mend: "give the sequence of one under licences")
        }
        guard licences[place].chips.contains(chip) == isTheirs else {
            throw field.error(
                isTheirs ? "this licence is not for the chip that cheats" : "this licence is for the chip that cheats",
                mend: isTheirs ? "give one that is for it" : "give one that is not for it")
        }
        return (place, sequence)
    }
}
