import Appraisal
import Attestation

/// An appraisal for people.
struct AppraisalText {
    private let appraisal: Appraisal

    init(_ appraisal: Appraisal) {
        self.appraisal = appraisal
    }

    var text: String {
        var lines = [headline]
        if appraisal.signatures == .classicalOnly { lines.append("signatures: classical only") }
        if !appraisal.chips.isEmpty { lines += ["", "Chips"] + table }
        if !owners.isEmpty { lines += ["", "Owners"] + AppraisalText.columns(owners) }
        let groups: [(String, Severity)] = [("Breaches", .breach), ("Doubts", .doubt), ("Notes", .note)]
        for (heading, severity) in groups {
            let findings = appraisal.findings.filter { $0.severity == severity }
            if !findings.isEmpty { lines += ["", "\(heading) (\(findings.count))"] + findings.flatMap(describe) }
        }
        let gaps = notChecked
        if !gaps.isEmpty { lines += ["", "Not checked"] + gaps }
        return lines.joined(separator: "\n") + "\n"
    }

    private var headline: String {
        let count = appraisal.exhibitCount
        let evidence = "\(count) piece\(count == 1 ? "" : "s") of evidence"
        let chips = "\(appraisal.chips.count) chip\(appraisal.chips.count == 1 ? "" : "s")"
        let breaches = appraisal.findings.count { $0.severity == .breach }
        let doubts = appraisal.findings.count { $0.severity == .doubt }
        let (shows, leaves) = count == 1 ? ("shows", "leaves") : ("show", "leave")
        return switch appraisal.verdict {
        case .kept: "kept: \(evidence) of \(chips) \(shows) the agreement kept"
        case .broken: "broken: \(evidence) of \(chips) \(shows) \(breaches) breach\(breaches == 1 ? "" : "es")"
        case .indeterminate:
            "indeterminate: \(evidence) of \(chips) \(leaves) \(doubts) doubt\(doubts == 1 ? "" : "s"), so that the "
                + "agreement is neither shown kept nor broken"
        }
    }

    private var table: [String] {
        var rows = [["name", "verdict", "evidence", "tick", "boot", "licence", "used", "of training", "findings"]]
        for chip in appraisal.chips {
            let latest = chip.latest
            let licence = latest?.licence
            let count = chip.findings.count { $0.severity != .note }
            rows.append([
                chip.name, chip.verdict.rawValue, "\(chip.evidenceCount)", latest.map { "\($0.tick)" } ?? "-",
                latest.map { "\($0.bootCount)" } ?? "-", licence.map { "\($0.sequence)" } ?? "none",
                licence.map { AppraisalText.share($0.total) } ?? "-",
                licence.map { AppraisalText.share($0.training) } ?? "-", count == 0 ? "-" : "\(count)",
            ])
        }
        return AppraisalText.columns(rows)
    }

    /// Whose chips are, where they are somebody's.
    private var owners: [[String]] {
        appraisal.chips.compactMap { chip in
            guard let ownership = chip.latest?.ownership else { return nil }
            let owner = ownership.epoch == 0 ? "nobody" : "keys \(ownership.owner)"
            return [chip.name, "epoch \(ownership.epoch)", owner, ownership.next.map { "offered to keys \($0)" } ?? ""]
        }
    }

    private func describe(_ finding: Finding) -> [String] {
        let name = finding.chip.map { chip in
            appraisal.chips.first { $0.chip == chip }?.name ?? chip.description
        }
        var lines = ["  \(finding.rule.id)  " + (name.map { "\($0): " } ?? "") + finding.rule.title]
        lines.append("      \(finding.reason).")
        let shown = finding.evidence.prefix(3)
        for pointer in shown { lines.append("      rests on \(pointer.exhibit), \(pointer.field)") }
        if finding.evidence.count > shown.count {
            lines.append("      and \(finding.evidence.count - shown.count) more places (--format json lists them)")
        }
        return lines
    }

    /// What was not checked, chips with the same reason together.
    private var notChecked: [String] {
        var gaps: [(text: String, chips: [String])] = []
        for chip in appraisal.chips {
            let notMade = chip.checks.compactMap { check, outcome in
                if case .notMade(let reason) = outcome { "\(check.rawValue): \(reason)" } else { nil }
            }
            let texts = chip.evidenceCount > 0 ? notMade : ["nothing was checked: there is no evidence"]
            for text in texts {
                if let known = gaps.firstIndex(where: { $0.text == text }) {
                    gaps[known].chips.append(chip.name)
                } else {
                    gaps.append((text, [chip.name]))
                }
            }
        }
        return gaps.map { text, chips in
            let whom =
                chips.count == appraisal.chips.count
                ? "all chips" : chips.prefix(4).joined(separator: ", ") + (chips.count > 4 ? ", …" : "")
            return "  \(text) (\(whom))"
        }
    }

    /// Used out of allowed, in per cent where that says more.
    private static func share(_ allowance: Allowance) -> String {
        guard allowance.allowed > 0 else { return "\(allowance.used) of 0" }
        let (scaled, overflow) = allowance.used.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return "\(allowance.used) of \(allowance.allowed)" }
        let tenths = scaled / allowance.allowed
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func columns(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let line = "  " + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
