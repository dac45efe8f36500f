import Accelerator
import Agreement
import Appraisal
import Attestation

extension ModelPlan {
    /// The fields of a model.
    package static let fields = ["name", "preset", "format", "uses"]

    init(_ field: YAMLField) throws(AgreementError) {
        let field = try field.mapping(ModelPlan.fields)
        let preset = try field.member("preset")
        guard let model = PublishedModel(rawValue: try preset.text()) else {
            throw preset.error(
                "no published model has this name",
                mend: "use one of " + PublishedModel.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let format = try field.member("format")
        guard let number = NumberFormat(name: try format.text()) else {
            throw format.error(
                "no number format has this name",
                mend: "use one of " + NumberFormat.allCases.map { "\($0)" }.joined(separator: ", "))
        }
        do {
            self = try ModelPlan(
                name: try field.member("name").text(), preset: model, format: number,
                uses: try field.member("uses").uses())
        } catch let error as AgreementError {
            throw error
        } catch {
            throw preset.error("the model can't be built (\(error))", mend: "use another one")
        }
    }
}

extension LicencePlan {
    /// The fields of a licence.
    package static let fields = [
        "sequence", "chips", "at", "allowances", "models", "quantum", "valid", "boots", "signers", "limits",
    ]

    init(_ field: YAMLField, _ context: ScenarioContext) throws(AgreementError) {
        let field = try field.mapping(LicencePlan.fields)
        let allowances = try field.member("allowances").mapping(["total", "training"])
        let training = try allowances.member("training")
        let quantum = try field.member("quantum")
        let valid = try field.member("valid").mapping(["from", "until"])
        let (from, until) = (try valid.member("from").duration(), try valid.member("until").duration())
        guard from < until else { throw valid.error("the validity is empty", mend: "make from earlier than until") }
        let boots = try field.optional("boots")?.mapping(["from", "through"])
        let first = try boots?.member("from").unsigned() ?? 1
        let last = try boots?.member("through").unsigned() ?? 1000
        guard first <= last else {
            throw (boots ?? field).error("the validity is empty", mend: "make from at most through")
        }
        let models = try field.member("models")
        let signers = try field.member("signers")
        self.init(
            sequence: try field.member("sequence").unsigned(1...UInt64.max),
            chips: try context.chips(field.member("chips")), installation: try context.tick(field.optional("at")),
            totalAllowance: try allowances.member("total").quantity(), trainingAllowance: try training.quantity(),
            models: try models.items { (item) throws(AgreementError) in try context.model(item) },
            quantum: try quantum.quantity(), ticks: from..<until, boots: first...last,
            signers: try signers.items { (item) throws(AgreementError) in try context.party(item) },
            isLimited: try field.optional("limits")?.flag() ?? true)
        guard trainingAllowance <= totalAllowance else {
            throw training.error("the training allowance is above the total", mend: "make it at most the total")
        }
        guard self.quantum > 0 else { throw quantum.error("nothing may pass", mend: "give at least 1") }
        let entries = self.models.reduce(0) { count, model in
            let weights = context.models[model].weights
            return count + 1 + (context.agreement.models.first { $0.weights == weights }?.adapters.count ?? 0)
        }
        guard entries <= Licence.Terms.modelCapacity, Set(self.models).count == self.models.count else {
            throw models.error(
                "there are more than 16 models with their adapters, or one twice", mend: "list each of at most 16 once")
        }
        guard !self.signers.isEmpty, Set(self.signers).count == self.signers.count else {
            throw signers.error("nobody signs, or a party signs twice", mend: "list each signing party once")
        }
    }
}

extension TrainingPlan {
    /// The fields of a training run.
    package static let fields = [
        "model", "sequences", "tokens", "steps", "microBatch", "tensorParallel", "pipelineParallel", "dataParallel",
    ]

    /// Reads a run; `chips` take part.
    init(_ field: YAMLField, chips: Int, _ context: ScenarioContext) throws(AgreementError) {
        let model = try context.model(field.member("model"))
        let plan = context.models[model]
        let degree = 1...UInt64(4096)
        let tensor = try context.integer(field.optional("tensorParallel"), degree, default: 1)
        let pipeline = try context.integer(field.optional("pipelineParallel"), degree, default: 1)
        let data = try context.integer(field.optional("dataParallel"), degree, default: 1)
        guard tensor * pipeline * data == chips else {
            throw field.error(
                "\(tensor) × \(pipeline) × \(data) chips are needed, and there are \(chips)",
                mend: "make tensorParallel × pipelineParallel × dataParallel the number of chips")
        }
        let limits = context.agreement.chipLimits(of: nil)
        guard chips == 1 || limits.run == nil && limits.rates.outside == nil else {
            throw field.error(
                "under a run's threshold or a cap on links, chips that train together must tell each other their "
                    + "progress, and a fleet's chips run apart",
                mend: "train on one chip here; workload run trains on several")
        }
        let size = 1...UInt64(1 << 30)
        let sequences = Int(try field.member("sequences").unsigned(size))
        let tokens = Int(try field.member("tokens").unsigned(size))
        let microBatch = try context.integer(field.optional("microBatch"), size, default: 1)
        let step: TrainingStep
        do {
            step = try TrainingStep(
                model: plan.transformer, format: plan.format, sequences: sequences, microBatch: microBatch,
                tokens: tokens, parallelism: Parallelism(tensor: tensor, pipeline: pipeline, data: data),
                counting: .causal)
        } catch {
            throw field.error("\(error)", mend: "change the run so that it divides")
        }
        self.init(model: model, step: step, steps: Int(try field.member("steps").unsigned(1...1_000_000_000)))
    }
}

extension WorkloadPlan {
    /// The fields that every workload has.
    package static let fields = ["name", "kind", "chips", "start"]
    /// The further fields of inference.
    package static let inferenceFields = ["model", "trace", "repeat", "requestsPerHour"]

    init(_ field: YAMLField, _ context: ScenarioContext) throws(AgreementError) {
        let kind = try field.mapping(
            WorkloadPlan.fields + WorkloadPlan.inferenceFields + TrainingPlan.fields.dropFirst()
        ).member("kind")
        let chips = try context.chips(field.member("chips"))
        let work: Kind
        switch try kind.text() {
        case "inference":
            let field = try field.mapping(WorkloadPlan.fields + WorkloadPlan.inferenceFields)
            work = .inference(model: try context.model(field.member("model")), try Arrivals(field, context))
        case "training":
            let field = try field.mapping(WorkloadPlan.fields + TrainingPlan.fields)
            work = .training(try TrainingPlan(field, chips: chips.count, context))
        case let other: throw kind.error("\"\(other)\" is no kind of work", mend: "write inference or training")
        }
        self.init(
            name: try field.member("name").text(), chips: chips, start: try context.tick(field.optional("start")),
            kind: work)
    }
}

extension WorkloadPlan.Arrivals {
    fileprivate init(_ field: YAMLField, _ context: ScenarioContext) throws(AgreementError) {
        let rate = try field.optional("requestsPerHour")?.unsigned(1...100_000_000)
        let repeats = field.optional("repeat")
        let isRepeated: Bool
        switch try repeats?.text() {
        case nil, "no": isRepeated = false
        case "yes": isRepeated = true
        case let other?: throw (repeats ?? field).error("\"\(other)\" is neither", mend: "write yes or no")
        }
        let trace = field.optional("trace")
        switch (try trace?.text(), rate) {
        case ("required", nil): self = .trace(repeats: isRepeated)
        case ("optional", let rate?): self = .traceOrRate(repeats: isRepeated, requestsPerHour: rate)
        case (nil, let rate?): self = .rate(requestsPerHour: rate)
        case ("required", _?):
            throw (trace ?? field).error(
                "a required trace leaves the rate without use", mend: "take requestsPerHour out")
        case ("optional", nil), (nil, nil):
            throw field.error("nothing says how many requests come", mend: "add requestsPerHour, or trace: required")
        case (let other?, _):
            throw (trace ?? field).error("\"\(other)\" is neither", mend: "write required or optional")
        }
    }
}

extension RestartPlan {
    /// The fields of a restart.
    package static let fields = ["chips", "at"]

    init(_ field: YAMLField, _ context: ScenarioContext) throws(AgreementError) {
        let field = try field.mapping(RestartPlan.fields)
        self.init(chips: try context.chips(field.member("chips")), tick: try context.tick(field.member("at")))
    }
}

extension ExpectedFinding {
    /// The fields of an expected finding.
    package static let fields = ["rule", "chip", "count"]

    init(_ field: YAMLField, _ context: ScenarioContext) throws(AgreementError) {
        let field = try field.mapping(ExpectedFinding.fields)
        let rule = try field.member("rule")
        guard let known = Rule(rawValue: try rule.text()) else {
            throw rule.error("no rule has this identifier", mend: "use one of Specs/Findings.md, such as IL-COMP-11")
        }
        let chip = field.optional("chip")
        self.init(
            rule: known, chip: try chip.map { (chip) throws(AgreementError) in try context.chip(chip) },
            count: try context.integer(field.optional("count"), 1...1_000_000, default: 1))
    }
}
