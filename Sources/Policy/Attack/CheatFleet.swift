import Agreement
import Fleet

/// Emulated chips under an agreement: the first is honest, the others try cheats of the library.
struct CheatFleet {
    /// When the first cheat is tried, in ticks.
    let time: UInt64
    /// How long they run, in ticks: two attestations after the cheat, and until an answer that is missing then is overdue.
    let duration: UInt64
    private let agreement: Agreement
    private let seed: UInt64
    private let models: [String]
    private let listed: String
    private let model: String
    private let trained: String
    private let thieves: [String]
    /// A training run that its allowance does not suffice for.
    private let overrun: (sequences: Int, tokens: Int, steps: Int)
    private let training: UInt128

    init(under agreement: Agreement, _ terms: AttackTerms, seed: UInt64) throws(AttackFleet.Untried) {
        let every = AttackScenario.every(under: agreement, terms)
        time = every + every / 2
        let overdue = agreement.attestationInterval == 0 ? 0 : agreement.grace / every
        let (end, overflow) = every.multipliedReportingOverflow(by: overdue.addingOrMost(3))
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
        training = min(agreement.licenceLimits.training ?? 0, 1_000_000_000_000_000, agreement.trainingAllowance)
        var models: [String] = []
        var overrun = (sequences: 1, tokens: ModelPlan.trainingTokens, steps: 1)
        for name in names {
            let (line, plan) = try AttackFleet.model(name, agreement, isTrained: false)
            models.append(line)
            guard name == trained, let run = plan?.training(of: 2 * training + 1) else { continue }
            (overrun.sequences, overrun.steps) = (run.sequences, run.steps)
        }
        (self.models, self.overrun) = (models, overrun)
        listed = Set([model, trained]).sorted().map(\.quoted).joined(separator: ", ")
        thieves = terms.colluders.map { agreement.parties[$0] }
        (self.agreement, self.seed) = (agreement, seed)
    }

    /// The scenario with a mix of cheats, or without any.
    func text(_ mix: CheatMix?) throws(AttackFleet.Untried) -> String {
        let covers = mix?.covers ?? []
        let cheaters = covers.contains(.spread) ? [1, 2] : [1]
        var lines = AttackFleet.head(
            "cheats", seed: seed, duration: duration, chips: cheaters.count + 1, models)
        lines.append("licences:")
        lines += ([0] + cheaters).map { licence(of: $0, for: $0 > 0 ? mix?.cheats ?? [] : []) }
        lines += [
            "workloads:",
            AttackFleet.inference(
                of: model, duration: duration, isBusy: false, hourly: covers.contains(.trickle) ? 1 : nil),
        ]
        guard let mix else { return lines.joined(separator: "\n") + "\n" }
        if covers.contains(.restart) {
            let chips = cheaters.map(AttackFleet.chip).joined(separator: ", ")
            lines.append("restarts: [{chips: [\(chips)], at: \(next - 1)s}]")
        }
        lines.append("cheats:")
        for (number, cheat) in mix.cheats.enumerated() {
            let chip = cheaters[number % cheaters.count]
            let moment = min(time + 60 * UInt64(number), next - 2)
            lines.append("  - " + sample(chip).entry(cheat, chip: AttackFleet.chip(chip), at: moment))
        }
        if covers.contains(.outage) {
            let times = challenges
            guard times.count * cheaters.count <= AttackFleet.maximumWithheld else {
                throw AttackFleet.Untried(
                    reason: "more than \(AttackFleet.maximumWithheld) answers would be kept back")
            }
            for chip in cheaters {
                lines += times.map {
                    "  - " + sample(chip).entry(.withheldEvidence, chip: AttackFleet.chip(chip), at: $0 - 1)
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// When the verifier asks after the first cheat, in ticks; a restart is announced, so that it asks then, too.
    private var challenges: [UInt64] {
        let every = agreement.attestationInterval
        guard every > 0, every < duration else { return [duration] }
        return stride(from: every, to: duration, by: Int(clamping: every)).filter { $0 > time } + [duration]
    }

    private var next: UInt64 { challenges.first ?? duration }

    /// A chip's licence. What one cheat alone is about, it has little of: time, or training.
    private func licence(of chip: Int, for cheats: [CheatKind]) -> String {
        let run = agreement.chipLimits(of: nil).run?.threshold ?? .max
        let training = cheats == [.trainingOverAllowance] ? min(training, run / 4) : training
        let end =
            cheats == [.spareQuantum]
            ? time + 120 : min(agreement.licenceLimits.validity ?? .max, duration.addingOrMost(86_400))
        let limits = agreement.licenceLimits
        let total = min(limits.total ?? .max, 100_000_000_000_000_000)
        return "  - {sequence: \(CheatFleet.sequence(of: chip)), chips: \(AttackFleet.chip(chip)), allowances: {total: "
            + "\(total), training: \(training)}, models: [\(listed)], quantum: \(min(limits.quantum ?? total, total)), "
            + "valid: {from: 0s, until: \(end)s}, "
            + "boots: {from: 1, through: \(limits.boots ?? 1000)}, "
            + "signers: [\(agreement.parties.map(\.quoted).joined(separator: ", "))]}"
    }

    /// The honest chip's is higher than the first cheat's, so that it is no replay there.
    private static func sequence(of chip: Int) -> UInt64 { chip == 0 ? 9 : UInt64(chip) }

    private func sample(_ chip: Int) -> CheatSample {
        CheatSample(
            permitted: model, unlisted: AttackFleet.unlisted.name, trained: trained,
            own: CheatFleet.sequence(of: chip), others: CheatFleet.sequence(of: 0), thieves: thieves, run: overrun)
    }
}
