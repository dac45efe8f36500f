import Agreement
import Appraisal
import Cryptography
import Telemetry

/// A cheat's entry in a scenario, on its way into a `Cheat`.
package struct CheatEntry {
    private let field: YAMLField
    private let context: ScenarioContext
    private let licences: [LicencePlan]
    private let fields: [CheatField]
    /// Which cheat it is.
    let kind: CheatKind
    /// The chip, by number.
    let chip: Int
    /// When, in ticks.
    let tick: UInt64

    init(
        _ field: YAMLField, chip: Int, at tick: UInt64, of kind: CheatKind, _ context: ScenarioContext,
        _ licences: [LicencePlan]
    ) {
        self.field = field
        self.chip = chip
        self.tick = tick
        self.kind = kind
        self.context = context
        self.licences = licences
        fields = kind.type.fields
    }

    /// The agreement.
    var agreement: Agreement { context.agreement }
    /// What licences hold chips to beside.
    var limits: AppraisalPolicy.ChipLimits { context.agreement.chipLimits(of: nil) }
    /// The training data that hosts have.
    var data: [DataPlan] { DataPlan.known(under: context.agreement) }
    /// Whether the agreement says what may be trained on, or what may not.
    var limitsData: Bool { !context.agreement.dataClasses.isEmpty }
    /// The filter that a model runs with, by the model's place in the scenario.
    func filter(ofModel place: Int) -> Digest384? {
        context.agreement.models.first { $0.weights == context.models[place].weights }?.filter
    }
    /// A licence, by its place in the scenario.
    func plan(ofLicence place: Int) -> LicencePlan { licences[place] }
    /// The most training that any of the chip's licences gives.
    var trainingAllowance: UInt128 { licences.filter { $0.chips.contains(chip) }.map(\.trainingAllowance).max() ?? 0 }

    /// How many parties must sign a licence.
    var quorum: Int { context.agreement.licenceQuorum }

    /// A model by its place in the scenario, and its name.
    func model(_ name: String = "model") throws(AgreementError) -> (place: Int, name: String) {
        let place = try context.model(field.member(name))
        return (place, context.models[place].name)
    }

    /// A licence by its place in the scenario, and its sequence. Whether it must be for the chip is what the field means.
    func licence(_ name: String = "licence") throws(AgreementError) -> (place: Int, sequence: UInt64) {
        let isOwn = !fields.contains { $0.name == name && $0.meaning == .othersLicence }
        let field = try field.member(name)
        let sequence = try field.unsigned()
        guard let place = licences.firstIndex(where: { $0.sequence == sequence }) else {
            throw field.error(
                "no licence has the sequence \(sequence)", mend: "give the sequence of one under licences")
        }
        guard licences[place].chips.contains(chip) == isOwn else {
            throw field.error(
                isOwn ? "this licence is not for the chip that cheats" : "this licence is for the chip that cheats",
                mend: isOwn ? "give one that is for it" : "give one that is not for it")
        }
        return (place, sequence)
    }

    /// Parties, by place in the agreement.
    func parties(_ name: String) throws(AgreementError) -> [Int] {
        let list = try field.member(name)
        let parties = try list.items { (item) throws(AgreementError) in try context.party(item) }
        guard !parties.isEmpty, Set(parties).count == parties.count else {
            throw list.error("the list is empty, or a party occurs twice", mend: "name each party once")
        }
        return parties
    }

    /// A training run of one chip.
    func run() throws(AgreementError) -> (plan: TrainingPlan, model: String) {
        let plan = try TrainingPlan(field, chips: 1, context)
        return (plan, context.models[plan.model].name)
    }

    /// A disguise of training; nil where none is named.
    func disguise(_ name: String) throws(AgreementError) -> Disguise? {
        guard let field = field.optional(name) else { return nil }
        guard let disguise = Disguise(rawValue: try field.text()) else {
            throw field.error(
                "no disguise has this name",
                mend: "use one of " + Disguise.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return disguise
    }

    /// How often, or how many: within what the field says, or what it takes where it is left out.
    func count(_ name: String) throws(AgreementError) -> UInt64 {
        guard case .count(let range, let usual)? = fields.first(where: { $0.name == name })?.meaning else { return 0 }
        return try field.optional(name)?.unsigned(range) ?? usual
    }
}
