import Appraisal
import Attestation
import Wire

/// What happened in a run, told to people in a page of text.
package struct Story {
    private let outcome: FleetOutcome
    private var scenario: Scenario { outcome.scenario }

    /// The story of a run.
    package init(_ outcome: FleetOutcome) { self.outcome = outcome }

    /// The text, and where to look; `directory` holds the files.
    package func text(directory: String) -> String {
        ([scenario.name, ""] + agreement + [""] + fleet + [""] + honest + cheats + [""] + verifier + [""]
            + places(directory)).joined(separator: "\n") + "\n"
    }

    private var agreement: [String] {
        let agreement = scenario.agreement
        let parties = Story.list(agreement.parties)
        return [
            "The agreement",
            "  \(parties) agreed on \"\(agreement.name)\"; \(agreement.licenceQuorum) of \(agreement.parties.count) must "
                + "sign a licence, \(agreement.firmwareQuorum) the firmware.",
            "  \(agreement.beneficiary) may compute: \(Rounded(agreement.totalAllowance)) operations, of which "
                + "\(Rounded(agreement.trainingAllowance)) may train.",
        ]
            + scenario.licences.map { licence in
                "  Licence \(licence.sequence) for \(Story.chips(licence.chips, of: scenario)), signed by "
                    + "\(Story.list(licence.signers.map { agreement.parties[$0] })): \(Rounded(licence.totalAllowance)) "
                    + "operations a chip, \(Rounded(licence.trainingAllowance)) of them for training."
            }
    }

    private var fleet: [String] {
        let booted = outcome.histories.count(where: \.hasBooted)
        let answers = outcome.histories.reduce(0) { $0 + $1.deliveries.count }
        return [
            "The fleet",
            "  \(booted) of \(outcome.histories.count) chips by \(scenario.vendor) booted firmware signed by vendor and "
                + "parties, and ran for \(Elapsed(scenario.duration)) of simulated time.",
            "  The inspectorate asked for evidence every \(Elapsed(scenario.agreement.attestationInterval)); "
                + "\(Grouped(answers)) answers came.",
        ]
    }

    private var honest: [String] {
        let work = outcome.work
        var lines = ["What was done"]
        if work.served + work.unserved > 0 {
            let origin =
                outcome.trace.map { "from the trace (\(Grouped($0.requests.count)) requests)" }
                ?? "from a synthetic process with the medians published for Azure's (no --trace was given)"
            let wait = work.served == 0 ? 0 : work.waiting / work.served / 1_000_000
            lines.append(
                "  \(Grouped(work.served)) requests answered, \(origin): \(Grouped(work.promptTokens)) tokens read, "
                    + "\(Grouped(work.generatedTokens)) generated, \(Grouped(wait)) ms of waiting on average"
                    + (work.unserved == 0 ? "." : "; \(Grouped(work.unserved)) were left over."))
        }
        for workload in scenario.workloads {
            guard case .training(let plan) = workload.kind else { continue }
            let done = workload.chips.map { outcome.histories[$0].work.trainingSteps }.min() ?? 0
            lines.append(
                "  \(workload.name): \(Grouped(done)) of \(Grouped(plan.steps)) steps of training on "
                    + "\(workload.chips.count) chips, \(Grouped(done * plan.tokensEachStep)) tokens.")
        }
        let metered = outcome.appraisal.chips.reduce(UInt128(0)) { $0 + ($1.latest?.meter.total ?? 0) }
        let training = outcome.appraisal.chips.reduce(UInt128(0)) { $0 + ($1.latest?.meter.training ?? 0) }
        lines.append(
            "  Metered: \(Rounded(metered)) operations, "
                + "\(Percentage(metered, of: scenario.agreement.totalAllowance)) of what the agreement allows; training "
                + "\(Rounded(training)), \(Percentage(training, of: scenario.agreement.trainingAllowance)).")
        for history in outcome.histories {
            for deed in history.deeds where deed.cheat == nil {
                lines.append("  \(scenario.chipName(history.chip)) \(deed.act); \(Story.answer(deed.answer)).")
            }
        }
        return lines
    }

    private var cheats: [String] {
        guard !scenario.cheats.isEmpty else { return [] }
        var lines = ["", "The cheats"]
        for (place, cheat) in scenario.cheats.enumerated() {
            let name = scenario.chipName(cheat.chip)
            lines.append("  \(place + 1). After \(Elapsed(cheat.tick)), the host of \(name) \(cheat.act.attempt).")
            let answers = outcome.deeds(of: place).map(\.answer)
            if let answer = answers.last, answer != .done {
                let times = answers.count { $0 == answer }
                lines.append(
                    "     \(Story.answer(answer, asSubject: "The chip"))" + (times > 1 ? ", \(times) times." : "."))
            }
            let findings = outcome.findings(of: cheat.chip).filter { cheat.act.findings.contains($0.rule) }
            guard let finding = findings.first else {
                lines.append(
                    !cheat.act.findings.isEmpty
                        ? "     The verifier found nothing."
                        : cheat.kind.isResidual
                            ? "     The verifier found nothing: no rule sees it."
                            : "     It gained nothing by it: the evidence is whole.")
                continue
            }
            lines.append(
                "     The verifier, from the evidence alone: \(finding.rule.id), \(finding.rule.title.lowered).")
        }
        return lines
    }

    private var verifier: [String] {
        let appraisal = outcome.appraisal
        let kept = appraisal.chips.count { $0.verdict == .kept }
        let broken = appraisal.chips.count { $0.verdict == .broken }
        let open = appraisal.chips.count - kept - broken
        var lines = [
            "The verdict",
            "  \(appraisal.verdict.rawValue): \(kept) chips keep the agreement, \(broken) break it"
                + (open == 0 ? "." : ", of \(open) it can't be told."),
        ]
        if appraisal.signatures == .classicalOnly { lines.append("  signatures: classical only.") }
        let difference = outcome.difference
        if difference.isEmpty {
            lines.append(
                scenario.expected.isEmpty
                    ? "  No finding was expected, and none was made."
                    : "  The findings are exactly the \(scenario.expected.reduce(0) { $0 + $1.count }) that the scenario "
                        + "expects.")
        }
        for item in difference.missing { lines.append("  MISSING     \(describe(item))") }
        for item in difference.unexpected { lines.append("  UNEXPECTED  \(describe(item))") }
        for sentence in outcome.contradictions { lines.append("  CONTRADICTION  \(sentence)") }
        return lines
    }

    private func describe(_ item: ExpectedFinding) -> String {
        let chip = item.chip.map { scenario.chipName($0) } ?? "the fleet"
        return "\(item.rule.id) (\(item.rule.title.lowered)), \(chip)"
            + (item.count == 1 ? "" : ", \(item.count) times")
    }

    private func places(_ directory: String) -> [String] {
        let chip = scenario.cheats.first?.chip ?? 0
        let evidence = FleetOutcome.evidencePaths(of: outcome.histories[chip], in: scenario).last ?? "evidence"
        return [
            "Where to look",
            "  \(directory)/report.html    plots, and every chip with its verdict",
            "  \(directory)/findings.json  the findings, each with the evidence that it rests on",
            "  \(directory)/evidence       what the chips signed", "",
            "What to try",
            "  interlock verify \(directory)/evidence --trust \(directory)/trust --agreement \(directory)/agreement.yaml",
            "  interlock inspect \(directory)/\(evidence)",
        ]
    }

    // MARK: Words

    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "nobody" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Chips in words: all, one, a range, or how many.
    static func chips(_ chips: [Int], of scenario: Scenario) -> String {
        guard let first = chips.first, let last = chips.last else { return "no chips" }
        if chips.count == scenario.chipCount { return "all \(chips.count) chips" }
        if chips.count == 1 { return scenario.chipName(first) }
        return last - first + 1 == chips.count
            ? "\(scenario.chipName(first)) to \(scenario.chipName(last))" : "\(chips.count) chips"
    }

    /// What the chip said, as the end of a sentence.
    static func answer(_ answer: Deed.Answer, asSubject subject: String = "the chip") -> String {
        switch answer {
        case .done: "\(subject) did it"
        case .refused(let fault): "\(subject) refused: \(fault.sentence)"
        case .blocked(.closed): "\(subject)'s interlock was closed"
        case .blocked(.trainingUnderInference):
            "\(subject)'s interlock shut: this trains, and it was open for inference"
        case .blocked(.lockedWeights): "\(subject)'s interlock shut: the weights are locked"
        case .blocked(.uncountable): "\(subject)'s interlock passed nothing: the meter could not count it"
        case .blocked(.tokens): "\(subject)'s interlock shut: there are no tokens left"
        case .blocked(.outside): "\(subject)'s interlock shut: this is too much traffic with other chips"
        case .blocked(.unprovedData): "\(subject)'s interlock shut: nobody has admitted these training data"
        case .silence: "\(subject) gave no answer"
        }
    }
}

extension String {
    /// The text with its first letter in lower case, unless it begins with an abbreviation.
    var lowered: String {
        guard let first, !(dropFirst().first?.isUppercase ?? false) else { return self }
        return first.lowercased() + dropFirst()
    }
}
