import Agreement
import Attestation

/// One way towards a goal: by how many chips and licences, how much, and how it is covered up.
package struct AttackPlan: Hashable, Sendable {
    /// A way to cover up.
    package enum Cover: String, CaseIterable, Hashable, Sendable {
        /// The chip is switched off and on before it attests.
        case restart
        /// The answer after the deed is kept back.
        case withheld
        /// Answers come as late as the agreement's grace lets them.
        case late
    }

    /// The most chips that take part.
    static let maximumChips = 16
    /// The most licences, one after the other.
    static let maximumLicences = 8

    /// What is wanted.
    package let goal: AttackGoal
    /// How many chips share the work.
    package var chips = 1
    /// How many licences each of them takes, one after the other.
    package var licences = 1
    /// How often what is beyond the limit is doubled.
    package var doublings = 0
    /// How it is covered up, in order.
    package var covers: [Cover] = []

    /// The price, in points: one for a chip, a further licence and a cover, ten for a bloc that colludes.
    package func cost(_ terms: AttackTerms) -> Int {
        chips + licences - 1 + covers.count + (goal == .alone ? 10 * terms.blocs : 0)
    }
}

/// A plan in figures, under one agreement; there is none where chips or licences could not carry it out.
struct AttackScenario {
    /// The model that is not listed.
    static let stranger = "unlisted-model"

    let plan: AttackPlan
    /// Operations that the agreement grants none of, over all chips.
    let gained: UInt128
    /// The test, in the language of suites, without what is expected.
    let lines: [String]
    /// What each chip does under each licence, in operations.
    let share: UInt128
    /// The model that it is done with.
    let model: String
    /// Who signs, by place among the parties.
    let signers: [Int]
    /// How long each licence is valid, in ticks.
    let validity: UInt64
    /// For how many power cycles.
    let boots: UInt64
    /// How many ticks lie between two answers.
    let every: UInt64
    /// How many ticks after a challenge chips answer.
    let delay: UInt64
    /// When the verifier must have noticed, in ticks.
    let deadline: UInt64

    init?(_ plan: AttackPlan, under agreement: Agreement, _ terms: AttackTerms) {
        self.plan = plan
        every = AttackScenario.every(under: agreement, terms)
        let limits = agreement.licenceLimits
        let granted = plan.goal.granted(under: agreement, every: every)
        let least: UInt128 = granted == 0 && plan.goal != .training && plan.goal != .total ? 1_000_000_000_000_000 : 1
        let beyond = least << UInt128(plan.doublings)
        let (operations, overflow) = granted.addingReportingOverflow(beyond)
        guard !overflow, plan.doublings < 64, plan.chips <= limits.chips.map({ Int(clamping: $0) }) ?? .max
        else { return nil }
        // What each opening of the series adds; the first ones carry the rest.
        let parts = UInt128(plan.chips * plan.licences)
        share = operations / parts + (operations % parts == 0 ? 0 : 1)
        guard !share.multipliedReportingOverflow(by: UInt128(plan.licences)).overflow else { return nil }
        let training = plan.goal.isTraining ? share : 0
        guard share <= limits.total ?? .max, training <= limits.training ?? .max else { return nil }
        boots = min(limits.boots ?? 2, 2)
        guard !plan.covers.contains(.restart) || boots >= 2 else { return nil }
        var validity = limits.validity ?? 7 * 86_400
        if let sunset = agreement.sunset {
            let start = PolicyCase.defaultStart.value
            validity = min(validity, sunset.value > start ? UInt64(clamping: sunset.value - start) : 0)
        }
        guard validity > every, let model = AttackScenario.model(of: plan.goal, agreement) else { return nil }
        (self.validity, self.model) = (validity, model)
        let quantum = min(limits.quantum ?? share, max(1, share))
        signers = plan.goal == .alone ? terms.colluders : Array(agreement.parties.indices)
        let signing = "[\(signers.map { agreement.parties[$0].quoted }.joined(separator: ", "))]"
        let listed: String =
            switch plan.goal {
            case .stranger, .otherUse: ", models: [\(model.quoted)], uses: [inference, training]"
            case .threshold, .training, .total, .alone, .dark: ""
            }
        gained = plan.goal == .dark ? limits.total ?? 0 : beyond
        let total = plan.goal == .dark ? limits.total ?? 1 : max(1, share)
        // Licences come just after the answer before, so that each carries one part of the work.
        delay = plan.covers.contains(.late) ? min(agreement.grace, every - 2) : 0
        var lines = ["    chips: \(plan.chips)", "    licences:"]
        for number in 0..<(plan.goal == .dark ? 1 : plan.licences) {
            let time = number == 0 ? 0 : UInt64(number) * every + delay + 1
            lines.append(
                "      - {at: \(time)s, total: \(total), training: \(training), validity: \(validity)s, "
                    + "boots: \(boots), quantum: \(quantum), signers: \(signing)\(listed)}")
        }
        var samples = ["0"]
        if plan.goal != .dark {
            for number in 1...plan.licences { samples.append("\(share * UInt128(number))") }
            if plan.covers.contains(.withheld) { samples[samples.count - 1] = "_" }
            samples += [String](repeating: "\(share * UInt128(plan.licences))", count: 2)
        }
        lines += [
            "    series:",
            "      - {model: \(model.quoted), use: \(plan.goal.isTraining ? "training" : "inference"), "
                + "every: \(every)s, answered: \(delay)s, operations: \"\(samples.joined(separator: " "))\"}",
        ]
        if plan.covers.contains(.restart) {
            lines.append("    incidents: [{at: \(UInt64(plan.licences) * every - 1)s, chip: chip-0, do: restart}]")
        }
        self.lines = lines
        deadline = plan.goal == .dark ? terms.within : UInt64(samples.count - 1) * every + delay
    }

    /// How many ticks lie between two answers: what the agreement, or the phase, says; ten minutes where that is nothing.
    static func every(under agreement: Agreement, _ terms: AttackTerms) -> UInt64 {
        let interval = agreement.appraisalPolicy(inPhase: terms.phase).attestationInterval
        return interval > 2 ? interval : 600
    }

    /// The model that the work is done with; nil where the agreement has none for it.
    private static func model(of goal: AttackGoal, _ agreement: Agreement) -> String? {
        let trained = agreement.models.first { $0.uses.contains(.training) }?.name
        let any = agreement.models.first?.name
        return switch goal {
        case .threshold, .training: trained ?? any ?? stranger
        case .otherUse(let place): agreement.models[place].name
        case .stranger: stranger
        case .total, .dark: any ?? stranger
        case .alone: any
        }
    }

    /// The test as an item of a suite's `tests`.
    func test(named name: String, tag: String, expecting expectation: String) -> [String] {
        ["  - name: \(name.quoted)", "    tags: [attack, \(tag)]"] + lines + [
            "    expect:", "      - \(expectation)",
        ]
    }
}
