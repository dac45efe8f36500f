import Appraisal
import Attestation

/// A run as one page of HTML that needs nothing else: no script, no network, light and dark.
///
/// Its plots show what evidence states, so that a verifier could draw them too.
struct Report {
    private let outcome: FleetOutcome
    private let data: ReportData
    private var scenario: Scenario { outcome.scenario }
    private var appraisal: Appraisal { outcome.appraisal }

    init(_ outcome: FleetOutcome) {
        self.outcome = outcome
        data = ReportData(outcome)
    }

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Markup.escape(scenario.name))</title>
        <style>\(ReportStyle.css)</style>
        </head>
        <body>
        <header>
        <p class="over">Interlock fleet report</p>
        <h1>\(Markup.escape(scenario.name))</h1>
        <p class="verdict \(appraisal.verdict.rawValue)"><strong>\(Report.word(appraisal.verdict))</strong>
        \(Markup.escape(summary))</p>\(signatures)
        </header>
        <main>
        <section aria-label="In numbers"><dl class="cards">\(cards)</dl></section>
        <section><h2>What was found</h2>\(findings)</section>
        <section><h2>Over time</h2><p>Read from the chips' signed evidence alone, all but the hollow
        circles; each point is an answer to a challenge.</p>
        <div class="plots">\(FindingsTimeline(outcome).html)\(plots)</div></section>
        <section><h2>The fleet</h2>\(fleet)</section>
        <section><h2>The agreement</h2>\(agreement)</section>
        </main>
        <footer><p>Seed \(scenario.seed) · starts \(scenario.epoch.rfc3339) · \(Elapsed(scenario.duration)) of virtual time ·
        the same scenario and seed give the same bytes.</p></footer>
        </body>
        </html>

        """
    }

    /// Said only where it weakens the verdict.
    private var signatures: String {
        appraisal.signatures == .hybrid
            ? "" : "\n<p>Signatures: classical only (P-384, without ML-DSA-87 beside it).</p>"
    }

    private static func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .kept: "Kept."
        case .broken: "Broken."
        case .indeterminate: "Indeterminate."
        }
    }

    private var summary: String {
        let kept = appraisal.chips.count { $0.verdict == .kept }
        let broken = appraisal.chips.count { $0.verdict == .broken }
        let open = appraisal.chips.count - kept - broken
        return
            "\(Grouped(kept)) of \(Grouped(appraisal.chips.count)) chips keep the agreement, \(Grouped(broken)) break it"
            + (open == 0 ? "." : ", and of \(Grouped(open)) it can't be told.")
            + (outcome.difference.isEmpty
                ? " The findings are exactly those that the scenario expects."
                : " The findings are not those that the scenario expects.")
    }

    private var cards: String {
        let work = outcome.work
        let metered = appraisal.chips.reduce(UInt128(0)) { $0 + ($1.latest?.meter.total ?? 0) }
        let training = appraisal.chips.reduce(UInt128(0)) { $0 + ($1.latest?.meter.training ?? 0) }
        let agreement = scenario.agreement
        let items: [(String, String, String)] = [
            ("Chips", "\(Grouped(outcome.histories.count))", "\(outcome.histories.count(where: \.hasBooted)) booted"),
            (
                "Evidence", "\(Grouped(appraisal.exhibitCount))",
                "every \(Elapsed(agreement.attestationInterval)) from each chip"
            ),
            (
                "Requests", "\(Grouped(work.served))",
                outcome.trace == nil ? "from a synthetic process" : "from the trace given"
            ),
            (
                "Tokens", "\(Grouped(work.promptTokens + work.generatedTokens))",
                "\(Grouped(work.generatedTokens)) generated"
            ),
            (
                "Operations", "\(Rounded(metered))",
                "\(Percentage(metered, of: agreement.totalAllowance)) of what is allowed"
            ),
            (
                "Of training", "\(Rounded(training))",
                "\(Percentage(training, of: agreement.trainingAllowance)) of what is allowed"
            ),
        ]
        return items.map { title, value, note in
            "<div><dt>\(title)</dt><dd>\(value)</dd><dd class=\"note\">\(Markup.escape(note))</dd></div>"
        }.joined()
    }

    // MARK: Findings

    private var findings: String {
        guard !appraisal.findings.isEmpty else { return "<p>Nothing. Every check that was made held.</p>" }
        return appraisal.findings.prefix(200).map(article).joined()
            + (appraisal.findings.count > 200
                ? "<p>The others are in <a href=\"findings.json\">findings.json</a>.</p>" : "")
    }

    private func article(_ finding: Finding) -> String {
        let number = finding.chip.flatMap { outcome.world.chips.firstIndex(of: $0) }
        let cheats = scenario.cheats.filter { $0.chip == number && $0.act.findings.contains(finding.rule) }
        let story = cheats.map { cheat in
            "<p>After \(Elapsed(cheat.tick)), the host \(Markup.escape(cheat.act.attempt)).</p>"
        }.joined()
        let evidence = finding.evidence.prefix(3).map { pointer in
            "<li><a href=\"\(Markup.escape(pointer.exhibit))\">\(Markup.escape(pointer.exhibit))</a> "
                + "<code>\(Markup.escape(pointer.field))</code></li>"
        }.joined()
        let chip = number.map { scenario.chipName($0) } ?? "the fleet"
        return """
            <article class="\(finding.severity.rawValue)">
            <h3><code>\(finding.rule.id)</code> \(Markup.escape(finding.rule.title)) <span>\(chip)</span></h3>
            \(story)<p>\(Markup.escape(finding.reason.prefix(1).uppercased() + finding.reason.dropFirst())).</p>
            \(evidence.isEmpty ? "" : "<ul class=\"evidence\">\(evidence)</ul>")</article>
            """
    }

    // MARK: Plots

    private var plots: String {
        let axis = TimeAxis(duration: scenario.duration)
        let groups = Array(data.groups.enumerated())
        let used = groups.flatMap { colour, group in
            [
                LinePlot.Series(name: group.name, values: group.sums(\.used), colour: colour),
                LinePlot.Series(
                    name: "\(group.name), allowed", values: group.sums(\.allowed), colour: colour, isLimit: true),
            ]
        }
        let series = { (values: (ReportData.Group) -> [UInt128]) in
            groups.map { LinePlot.Series(name: $1.name, values: values($1), colour: $0) }
        }
        let ticks = data.ticks
        return [
            LinePlot(
                id: "operations", title: "Operations against allowance",
                description:
                    "Weighted operations used under each licence, over all of its chips; broken lines are what "
                    + "the licence allows them together." + Report.scaleNote(used),
                unit: "operations", shape: .lines, axis: axis, ticks: ticks, series: used),
            plot(
                "memory", "Memory traffic", "Bytes a second read from and written to high-bandwidth memory.", "B/s",
                axis,
                series { $0.rates(\.memory, ticks: ticks) }),
            plot(
                "links", "Link traffic",
                "Bytes a second sent to and received from other chips: a training run shared by chips can't do without.",
                "B/s", axis, series { $0.rates(\.link, ticks: ticks) }),
            plot(
                "openings", "Interlock openings",
                "How often the interlock opened in each interval. Each opening passes one quantum at most.", "openings",
                axis, series { $0.growth(\.openings) }),
        ].map(\.html).joined()
    }

    private func plot(
        _ id: String, _ title: String, _ description: String, _ unit: String, _ axis: TimeAxis,
        _ series: [LinePlot.Series]
    ) -> LinePlot {
        LinePlot(
            id: id, title: title, description: description + Report.scaleNote(series), unit: unit, shape: .steps,
            axis: axis, ticks: data.ticks, series: series)
    }

    private static func scaleNote(_ series: [LinePlot.Series]) -> String {
        ValueScale(series.flatMap(\.values)).isLogarithmic ? " Logarithmic; the lowest line is as much or less." : ""
    }

    // MARK: Tables

    private var fleet: String {
        let rows = appraisal.chips.map { chip in
            let latest = chip.latest
            let licence = latest?.licence
            let rules = Set(chip.findings.map(\.rule)).sorted().map(\.id).joined(separator: " ")
            return "<tr class=\"\(chip.verdict.rawValue)\"><th scope=\"row\">\(Markup.escape(chip.name))</th>"
                + "<td class=\"state\">\(chip.verdict.rawValue)</td><td>\(licence.map { "\($0.sequence)" } ?? "none")</td>"
                + "<td>\(Report.bar(licence?.total))</td><td>\(Report.bar(licence?.training))</td>"
                + "<td>\(Grouped(latest?.interlock.openings ?? 0))</td><td>\(Grouped(latest?.interlock.refusals ?? 0))</td>"
                + "<td>\(Grouped(chip.evidenceCount))</td><td><code>\(rules)</code></td></tr>"
        }
        let head = ["Chip", "Verdict", "Licence", "Used", "Trained", "Openings", "Refusals", "Evidence", "Findings"]
        let table =
            "<div class=\"wide\"><table class=\"fleet\"><thead><tr>"
            + head.map { "<th scope=\"col\">\($0)</th>" }.joined()
            + "</tr></thead><tbody>\(rows.joined())</tbody></table></div>"
        guard rows.count > 64 else { return table }
        return "<details><summary>All \(Grouped(rows.count)) chips</summary>\(table)</details>"
    }

    private static func bar(_ allowance: Allowance?) -> String {
        guard let allowance, allowance.allowed > 0 else { return "<span class=\"none\">–</span>" }
        let (scaled, overflow) = allowance.used.multipliedReportingOverflow(by: 100)
        let share = overflow ? 100 : min(100, scaled / allowance.allowed)
        return "<span class=\"bar\"><i style=\"width:\(share)%\"></i></span>"
            + "\(Percentage(allowance.used, of: allowance.allowed))"
    }

    private var agreement: String {
        let agreement = scenario.agreement
        let models = agreement.models.map { model in
            [
                model.name, model.uses.contains(.training) ? "inference and training" : "inference",
                model.weights.description,
            ]
        }
        return "<p>\(Markup.escape(Story.list(agreement.parties))) agreed on “\(Markup.escape(agreement.name))” for "
            + "\(Markup.escape(agreement.beneficiary)). \(agreement.licenceQuorum) of \(agreement.parties.count) sign a "
            + "licence. All chips together may execute \(Rounded(agreement.totalAllowance)) operations, of which "
            + "\(Rounded(agreement.trainingAllowance)) may train.</p>"
            + Markup.table(["Permitted model", "Uses", "SHA-384 of its weights"], models)
    }
}
