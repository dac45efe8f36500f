import Appraisal
import Attestation

/// The findings about each chip at the time of the evidence that they rest on, and the cheats that caused them.
struct FindingsTimeline {
    private struct Mark {
        let tick: UInt64
        let finding: Finding
    }

    private static let rowHeight = 340
    private static let top = 140
    private let outcome: FleetOutcome
    private let rows: [(chip: Int, marks: [Mark], cheats: [(tick: UInt64, attempt: String)])]
    private let axis: TimeAxis

    init(_ outcome: FleetOutcome) {
        self.outcome = outcome
        axis = TimeAxis(duration: outcome.scenario.duration)
        let scenario = outcome.scenario
        let cheating = scenario.cheats.map(\.chip)
        let accused = outcome.histories.indices.filter { !outcome.findings(of: $0).isEmpty }
        rows = Set(cheating + accused).sorted().prefix(40).map { chip in
            let history = outcome.histories[chip]
            let paths = FleetOutcome.evidencePaths(of: history, in: scenario)
            let marks = outcome.findings(of: chip).map { finding in
                let place = finding.evidence.first.flatMap { paths.firstIndex(of: $0.exhibit) }
                let challenge = place.map { outcome.world.challenges[chip][history.deliveries[$0].challenge] }
                return Mark(tick: challenge?.tick ?? scenario.duration, finding: finding)
            }
            return (
                chip, marks, scenario.cheats.filter { $0.chip == chip }.map { (tick: $0.tick, attempt: $0.act.attempt) }
            )
        }
    }

    /// The figure; empty where there is nothing to show.
    var html: String {
        guard !rows.isEmpty else { return "<p>No cheat was played, and no chip gave cause for a finding.</p>" }
        let height = FindingsTimeline.top + rows.count * FindingsTimeline.rowHeight + 300
        let floor = height - 300
        let description =
            "Each row is a chip. A hollow circle is a cheat when it is tried, a filled diamond is the evidence in which "
            + "the verifier finds it."
        return """
            <figure class="full">
            <h3 id="timeline">Findings over time</h3>
            <p>\(description)</p>
            <svg viewBox="0 0 720 \(height / 10)" role="img" aria-labelledby="timeline-t timeline-d">
            <title id="timeline-t">Findings over time</title><desc id="timeline-d">\(description)</desc>
            \(axis.svg(top: FindingsTimeline.top, bottom: floor))
            \(rows.enumerated().map { row($0.offset) }.joined())
            </svg>
            </figure>
            """
    }

    private func row(_ place: Int) -> String {
        let (chip, marks, cheats) = rows[place]
        let middle = FindingsTimeline.top + place * FindingsTimeline.rowHeight + FindingsTimeline.rowHeight / 2
        let y = Markup.tenths(middle)
        var svg =
            "<text class=\"tick\" x=\"\(Markup.tenths(TimeAxis.left - 80))\" y=\"\(Markup.tenths(middle + 40))\" "
            + "text-anchor=\"end\">\(outcome.scenario.chipName(chip))</text><line class=\"lane\" "
            + "x1=\"\(Markup.tenths(TimeAxis.left))\" x2=\"\(Markup.tenths(TimeAxis.width - TimeAxis.right))\" "
            + "y1=\"\(y)\" y2=\"\(y)\"/>"
        for (tick, attempt) in cheats {
            svg +=
                "<circle class=\"cheat\" cx=\"\(Markup.tenths(axis.x(tick)))\" cy=\"\(y)\" r=\"5\"><title>"
                + "\(Markup.escape("\(Elapsed(tick)): the host \(attempt)"))</title></circle>"
        }
        var labels: [UInt64: [String]] = [:]
        for mark in marks { labels[mark.tick, default: []].append(mark.finding.rule.id) }
        for mark in marks {
            let x = axis.x(mark.tick)
            svg +=
                "<path class=\"finding \(mark.finding.severity.rawValue)\" d=\"M\(Markup.tenths(x)) "
                + "\(Markup.tenths(middle - 70))l7 7l-7 7l-7 -7z\"><title>\(Markup.escape(mark.finding.rule.id)): "
                + "\(Markup.escape(mark.finding.reason))</title></path>"
        }
        for (tick, rules) in labels.sorted(by: { $0.key < $1.key }) {
            let x = axis.x(tick)
            let isLate = x > TimeAxis.width - 1600
            svg +=
                "<text class=\"rule\" x=\"\(Markup.tenths(isLate ? x - 110 : x + 110))\" y=\"\(Markup.tenths(middle + 40))\""
                + "\(isLate ? " text-anchor=\"end\"" : "")>\(rules.joined(separator: " "))</text>"
        }
        return svg
    }
}
