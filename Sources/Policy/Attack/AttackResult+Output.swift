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
        if mixesTried > 0 {
            lines += ["", "Mixes of these cheats and of covers on emulated chips (\(mixesTried) tried)"]
            lines += mix.map { AttackResult.lines($0) } ?? ["  none passes unnoticed and gains something"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ breach: MixBreach) -> [String] {
        [
            "  UNNOTICED for \(breach.deadline.asDuration): \(breach.mix.parts.joined(separator: " + "))",
            "      cost    \(breach.cost)", "      gains   \(breach.gained) operations",
            breach.mend.map { "      mend    \($0.changes.joined(separator: ", ")); then \(words($0.notice))" }
                ?? "      mend    none is known: no rule of the verifier sees it",
        ] + (breach.accepted.map { ["      accepted, because \($0)"] } ?? [])
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
            "mixesTried": .number(mixesTried), "mix": mix.map(AttackResult.json) ?? .null,
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

    private static func json(_ breach: MixBreach) -> JSONValue {
        .object([
            "outcome": .string(breach.accepted == nil ? "unnoticed" : "accepted"),
            "parts": .array(breach.mix.parts.map { .string($0) }), "cost": .number(breach.cost),
            "operationsGained": .string("\(breach.gained)"), "unnoticedSeconds": .string("\(breach.deadline)"),
            "mend": .array((breach.mend?.changes ?? []).map { .string($0) }),
            "then": breach.mend.map { json($0.notice) } ?? .null,
        ])
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
    ///   - fleet: the file that `openMix` is written to, relative to the suite's file.
    /// - Returns: the suite's file; there must be such a breach.
    package func suite(agreement path: String, known isKnown: Bool, fleet: String) -> String {
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
        if let mix = openMix {
            let target = mix.mend?.notice.rule?.id ?? mix.mend?.notice.verdict.rawValue ?? "broken"
            lines += [
                "  - name: \(("a mix: " + mix.mix.parts.joined(separator: " and ")).quoted)",
                "    tags: [attack, \(isKnown ? "known" : "open")]", "    fleet: \(fleet.quoted)",
            ]
            lines += (terms.phase.map { ["    phase: \($0.quoted)"] } ?? []) + ["    expect:"]
            lines +=
                isKnown
                ? ["      - {always: kept}", "      - {gained: operations, least: 1}"]
                : ["      - {first: \(target), by: \(mix.deadline)s}"]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
