import Agreement
import Fleet

/// Two emulated chips under an agreement, of which the second tries a cheat of the library.
struct CheatFleet {
    /// When the cheat is tried, in ticks.
    let time: UInt64
    /// How long they run, in ticks: two attestations after the cheat.
    let duration: UInt64
    private let lines: [String]
    private let model: String
    private let trained: String
    /// A training run that its allowance does not suffice for.
    private let overrun: (sequences: Int, steps: Int)

    init(under agreement: Agreement, _ terms: AttackTerms, seed: UInt64) throws(AttackFleet.Untried) {
        let every = AttackScenario.every(under: agreement, terms)
        time = every + every / 2
        let (end, overflow) = every.multipliedReportingOverflow(by: 3)
        duration = end
        guard !overflow, end <= Scenario.maximumDuration else {
            throw AttackFleet.Untried(reason: "three attestations take longer than a scenario may be")
        }
        guard let first = agreement.models.first?.name else {
            throw AttackFleet.Untried(reason: "the agreement lists no model")
        }
        model = first
        trained = agreement.models.first { $0.uses.contains(.training) }?.name ?? first
        var names = [model, AttackFleet.unlisted.name]
        if trained != model { names.append(trained) }
        let limits = agreement.licenceLimits
        let training = min(limits.training ?? 0, 1_000_000_000_000_000, agreement.trainingAllowance)
        var models: [String] = []
        var overrun = (sequences: 1, steps: 1)
        for name in names {
            let (line, plan) = try AttackFleet.model(name, agreement, isTrained: false)
            models.append(line)
            guard name == trained, let run = plan?.training(of: 2 * training + 1) else { continue }
            overrun = (run.sequences, run.steps)
        }
        self.overrun = overrun
        let total = min(limits.total ?? .max, 100_000_000_000_000_000)
        let signers = agreement.parties.map(\.quoted).joined(separator: ", ")
        let listed = Set([model, trained]).sorted().map(\.quoted).joined(separator: ", ")
        lines =
            AttackFleet.head("cheats", seed: seed, duration: end, chips: 2, models) + ["licences:"]
            + [(2, 0), (1, 1)].map { sequence, chip in
                "  - {sequence: \(sequence), chips: \(AttackFleet.chip(chip)), allowances: {total: \(total), training: "
                    + "\(training)}, models: [\(listed)], quantum: \(min(limits.quantum ?? total, total)), "
                    + "valid: {from: 0s, until: \(min(limits.validity ?? .max, end.addingOrMost(86_400)))s}, "
                    + "boots: {from: 1, through: \(limits.boots ?? 1000)}, signers: [\(signers)]}"
            } + ["workloads:", AttackFleet.inference(of: model, duration: end, isBusy: false)]
    }

    /// The scenario with a cheat, or without any.
    func text(_ cheat: CheatKind?) -> String {
        guard let cheat else { return lines.joined(separator: "\n") + "\n" }
        let fields =
            switch cheat {
            case .unlistedModel: ", model: \(AttackFleet.unlisted.name)"
            case .trainingOverAllowance:
                ", model: \(trained.quoted), sequences: \(overrun.sequences), microBatch: \(overrun.sequences), "
                    + "tokens: \(ModelPlan.trainingTokens), steps: \(overrun.steps)"
            case .replayedLicence, .forgedLicence: ", licence: 1"
            // Of a higher sequence than its own, so that it is no replay.
            case .otherChipsLicence: ", licence: 2"
            case .hiddenTraining, .lockedWeightWrite: ", model: \(model.quoted)"
            case .swappedWeights: ", permitted: \(model.quoted), model: \(AttackFleet.unlisted.name)"
            case .openedEnclosure, .withheldEvidence, .powerCut: ""
            }
        let entry = "cheats: [{kind: \(cheat.rawValue), chip: \(AttackFleet.chip(1)), at: \(time)s\(fields)}]"
        return (lines + [entry]).joined(separator: "\n") + "\n"
    }
}
