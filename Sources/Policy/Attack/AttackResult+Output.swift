import Attestation

extension AttackResult {
    /// For people.
    package var text: String {
        var lines = ["\(agreement.name): \(outcomes.count) goals, \(judged) scenarios judged, seed \(seed)"]
        for (heading, found) in [("Unnoticed", breaches), ("Unnoticed, and accepted by the parties", accepted)]
        where !found.isEmpty {
            lines += ["", "\(heading) (\(found.count))"]
            for (title, breach) in found { lines += AttackResult.lines(title, breach, terms) }
        }
        let noticed = outcomes.compactMap { outcome -> String? in
            switch outcome.kind {
            case .unnoticed: nil
            case .noticed(let notice): "  \(outcome.title): \(AttackResult.words(notice))"
            case .impossible: "  \(outcome.title): no licence that the agreement permits lets so few chips do it"
            }
        }
        if !noticed.isEmpty { lines += ["", "Noticed or prevented (\(noticed.count))"] + noticed }
        if !cheats.isEmpty {
            lines += ["", "The library's cheats on emulated chips (\(cheats.count))"]
            lines += cheats.map { "  \($0.name): \($0.words)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ title: String, _ breach: Breach, _ terms: AttackTerms) -> [String] {
        let plan = breach.plan
        var means = [
            "\(plan.chips) \(plan.chips == 1 ? "chip" : "chips")",
            "\(plan.licences) \(plan.licences == 1 ? "licence" : "licences")",
        ]
        if plan.goal == .alone { means.append("\(terms.blocs) colluding \(terms.blocs == 1 ? "bloc" : "blocs")") }
        means += plan.covers.map(\.rawValue)
        var lines = [
            "  \(title)", "      cost    \(breach.cost): \(means.joined(separator: ", "))",
            "      gains   up to \(breach.gained) operations",
        ]
        if let confirmation = breach.confirmation { lines.append("      chips   \(confirmation.words)") }
        if let mend = breach.mend {
            lines.append("      mend    \(mend.changes.joined(separator: ", ")); then \(words(mend.notice))")
        } else {
            lines.append("      mend    none is known: no rule of the verifier sees it")
        }
        if let accepted = breach.accepted { lines.append("      accepted, because \(accepted)") }
        return lines
    }

    static func words(_ notice: AttackSearch.Notice) -> String {
        "\(notice.verdict.rawValue)\(notice.rule.map { ", \($0.id)," } ?? "") after \(notice.tick.asDuration)"
    }

    /// For programs.
    package var json: JSONValue {
        .object([
            "agreement": .string(agreement.name), "seed": .string("\(seed)"), "judged": .number(judged),
            "outcomes": .array(outcomes.map(AttackResult.json)),
            "cheats": .array(
                cheats.map {
                    .object(["cheat": .string($0.name), "outcome": .string($0.words), "breach": .boolean($0.isBreach)])
                }),
        ])
    }

    private static func json(_ outcome: Outcome) -> JSONValue {
        switch outcome.kind {
        case .impossible: .object(["goal": .string(outcome.title), "outcome": .string("prevented")])
        case .noticed(let notice):
            .object(["goal": .string(outcome.title), "outcome": .string("noticed"), "by": json(notice)])
        case .unnoticed(let breach):
            .object([
                "goal": .string(outcome.title),
                "outcome": .string(breach.accepted == nil ? "unnoticed" : "accepted"),
                "chips": .number(breach.plan.chips), "licences": .number(breach.plan.licences),
                "covers": .array(breach.plan.covers.map { .string($0.rawValue) }), "cost": .number(breach.cost),
                "operationsGained": .string("\(breach.gained)"),
                "onChips": breach.confirmation.map { .string($0.words) } ?? .null,
                "mend": .array((breach.mend?.changes ?? []).map { .string($0) }),
                "then": breach.mend.map { json($0.notice) } ?? .null,
            ])
        }
    }

    private static func json(_ notice: AttackSearch.Notice) -> JSONValue {
        .object([
            "verdict": .string(notice.verdict.rawValue), "rule": notice.rule.map { .string($0.id) } ?? .null,
            "seconds": .string("\(notice.tick)"),
        ])
    }

    /// The breaches that nobody accepted, as a suite.
    ///
    /// - Parameters:
    ///   - path: where the agreement is, relative to the suite's file.
    ///   - isKnown: whether the suite is to pass as long as nothing notices, instead of failing.
    /// - Returns: the suite's file; there must be such a breach.
    package func suite(agreement path: String, known isKnown: Bool) -> String {
        var lines = [
            isKnown
                ? "# Breaches that pass unnoticed today. A case that fails tells that one is noticed now: drop it then."
                : "# Breaches that pass unnoticed. They fail until the agreement notices them.",
            "# Found by interlock policy attack with seed \(seed).", "suite: 1",
            "name: \("Attacks on \(agreement.name)".quoted)",
            "agreement: \(path.quoted)", "strangers: [\(AttackScenario.stranger)]", "tests:",
        ]
        for (title, breach) in breaches {
            let scenario = breach.scenario
            let notice = breach.mend?.notice
            let target = notice?.rule?.id ?? notice?.verdict.rawValue ?? "broken"
            let expectation =
                isKnown
                ? "{always: kept, from: \(scenario.delay)s, by: \(scenario.deadline)s}"
                : "{first: \(target), by: \(scenario.deadline)s}"
            lines += scenario.test(named: title, tag: isKnown ? "known" : "open", expecting: expectation)
            guard let phase = terms.phase else { continue }
            lines.insert("    phase: \(phase.quoted)", at: lines.count - 2)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
