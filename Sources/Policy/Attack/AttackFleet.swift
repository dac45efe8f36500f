import Agreement
import Attestation
import Fleet

/// A scenario of emulated chips that do what an attack says, in the language of `Specs/Scenario.md`.
struct AttackFleet {
    /// Why emulated chips can't try it.
    struct Untried: Error, Hashable, Sendable {
        /// A sentence without its end.
        let reason: String
    }

    /// What a host trains with at least, in operations a second: half of what an emulated chip does.
    static let pace: UInt128 = 240_000_000_000_000
    /// The most answers that a scenario keeps back.
    static let maximumWithheld = 64
    /// A name that the agreement need not have.
    static let unlisted = (name: "unlisted-8b", preset: "llama-3.1-8b", format: "bf16")

    /// The file.
    let text: String
    /// Until when verdicts are looked at, in ticks.
    let deadline: UInt64
    /// Operations that must pass, or the attack did not reach its goal.
    let goal: UInt128

    /// What an attack that was written takes on chips.
    init(_ attack: AttackScenario, under agreement: Agreement, _ terms: AttackTerms, seed: UInt64) throws(Untried) {
        let plan = attack.plan
        guard !plan.covers.contains(.late) else { throw Untried(reason: "hosts of a fleet answer at once") }
        let model = try AttackFleet.model(attack.model, agreement, isTrained: plan.goal.isTraining)
        let every = attack.every
        let training = plan.goal.isTraining ? model.plan?.training(of: attack.share) : nil
        if plan.goal.isTraining, training == nil { throw Untried(reason: "the model can't be trained on one chip") }
        let limits = agreement.licenceLimits
        let amount = training?.operations ?? max(attack.share, min(limits.total ?? .max, 1_000_000_000_000_000_000))
        guard amount <= limits.total ?? .max, training == nil || amount <= limits.training ?? .max else {
            throw Untried(reason: "whole steps of training do not fit the licence")
        }
        // How long one licence's part takes, in whole intervals.
        let length = UInt64(clamping: (training == nil ? 0 : amount / AttackFleet.pace) / UInt128(every) + 1) * every
        let (parts, overflow) = length.multipliedReportingOverflow(by: UInt64(plan.licences))
        let end =
            plan.goal == .dark ? terms.within : parts.addingOrMost(every)
        guard !overflow, length <= attack.validity, (1...Scenario.maximumDuration).contains(end) else {
            throw Untried(reason: "it takes longer than a licence, or than a scenario may be")
        }
        var lines = AttackFleet.head("attack", seed: seed, duration: end, chips: plan.chips, [model.line])
        lines.append("licences:")
        for number in 0..<plan.licences {
            let start = UInt64(number) * length
            lines.append(
                AttackFleet.licence(
                    number + 1, chips: "all", from: start, until: start.addingOrMost(attack.validity), total: amount,
                    training: training == nil ? 0 : amount, model: attack.model, attack,
                    agreement))
        }
        lines.append("workloads:")
        if let training {
            for chip in 0..<plan.chips {
                for number in 0..<plan.licences {
                    let start = UInt64(number) * length + 1
                    lines.append(
                        AttackFleet.training(
                            of: attack.model, training, chip: chip, name: "run \(chip) \(number)", start: start))
                }
            }
        } else {
            lines.append(AttackFleet.inference(of: attack.model, duration: end, isBusy: false))
        }
        if plan.covers.contains(.restart) {
            lines.append("restarts: [{chips: \(AttackFleet.chip(0)), at: \(parts - 1)s}]")
        }
        let withheld = AttackFleet.withheld(plan, every: agreement.attestationInterval, parts: parts, end: end)
        guard withheld.count <= AttackFleet.maximumWithheld else {
            throw Untried(reason: "more than \(AttackFleet.maximumWithheld) answers would be kept back")
        }
        if !withheld.isEmpty {
            lines.append("cheats:")
            lines += withheld.map { "  - {kind: withheld-evidence, chip: \(AttackFleet.chip(0)), at: \($0)s}" }
        }
        text = lines.joined(separator: "\n") + "\n"
        deadline = end
        goal =
            switch plan.goal {
            case .threshold, .training, .total: plan.goal.granted(under: agreement, every: every)
            case .stranger, .otherUse, .alone, .dark: 0
            }
    }

    // MARK: Parts of scenarios

    /// A model of the agreement, or the one that is not listed, as a scenario lists it.
    static func model(
        _ name: String, _ agreement: Agreement, isTrained: Bool
    ) throws(Untried) -> (line: String, plan: ModelPlan?) {
        guard let model = agreement.models.first(where: { $0.name == name }) else {
            let (_, preset, format) = AttackFleet.unlisted
            return (
                "  - {name: \(name.quoted), preset: \(preset), format: \(format), uses: [inference, training]}", nil
            )
        }
        guard let plan = ModelPlan.published(name, weights: model.weights, uses: model.uses) else {
            throw Untried(reason: "the weights of \(name) are of no published architecture")
        }
        let uses = isTrained || model.uses.contains(.training) ? "inference, training" : "inference"
        return (
            "  - {name: \(name.quoted), preset: \(plan.preset.rawValue), format: \(plan.format), uses: [\(uses)]}", plan
        )
    }

    static func head(_ name: String, seed: UInt64, duration: UInt64, chips: Int, _ models: [String]) -> [String] {
        [
            "scenario: 1", "name: \(name)", "seed: \(seed)", "epoch: \(PolicyCase.defaultStart.rfc3339)",
            "duration: \(duration)s", "vendor: Halden Semiconductor", "agreement: agreement.yaml",
            "fleet: {chips: \(chips)}", "models:",
        ] + models
    }

    static func chip(_ number: Int) -> String {
        let text = String(number)
        return "chip-" + String(repeating: "0", count: max(0, 3 - text.count)) + text
    }

    private static func licence(
        _ sequence: Int, chips: String, from: UInt64, until: UInt64, total: UInt128, training: UInt128, model: String,
        _ attack: AttackScenario, _ agreement: Agreement
    ) -> String {
        let signers = attack.signers.map { agreement.parties[$0].quoted }.joined(separator: ", ")
        return "  - {sequence: \(sequence), chips: \(chips), at: \(from)s, allowances: {total: \(total), training: "
            + "\(training)}, models: [\(model.quoted)], quantum: \(agreement.licenceLimits.quantum ?? total), "
            + "valid: {from: \(from)s, until: \(until)s}, boots: {from: 1, through: \(attack.boots)}, "
            + "signers: [\(signers)]}"
    }

    /// A training run of one chip.
    private static func training(
        of model: String, _ run: (sequences: Int, steps: Int, operations: UInt128), chip: Int, name: String,
        start: UInt64
    ) -> String {
        "  - {name: \(name), kind: training, chips: \(AttackFleet.chip(chip)), start: \(start)s, "
            + "model: \(model.quoted), sequences: \(run.sequences), microBatch: \(run.sequences), "
            + "tokens: \(ModelPlan.trainingTokens), steps: \(run.steps)}"
    }

    /// Requests for a model on all chips: many, or few enough for a long run.
    static func inference(of model: String, duration: UInt64, isBusy: Bool, hourly: UInt64? = nil) -> String {
        let hourly = hourly ?? (isBusy ? 36_000 : max(1, min(60, 2000 * 3600 / duration)))
        return "  - {name: requests, kind: inference, chips: all, start: 60s, model: \(model.quoted), "
            + "requestsPerHour: \(hourly)}"
    }

    /// When answers are kept back, just before their challenges.
    private static func withheld(_ plan: AttackPlan, every: UInt64, parts: UInt64, end: UInt64) -> [UInt64] {
        if plan.goal == .dark {
            // Where there is no interval, a fleet's verifier asks at the beginning and at the end.
            // No more than it takes to see that they are too many.
            let most = AttackFleet.maximumWithheld
            let later =
                every == 0 ? [] : Array(stride(from: every, to: end, by: Int(clamping: every)).prefix(most))
            return (later + [end]).map { $0 - 1 }
        }
        return plan.covers.contains(.withheld) ? [parts - 1] : []
    }
}
