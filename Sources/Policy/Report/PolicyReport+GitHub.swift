extension PolicyReport {
    /// The most annotations of one level that GitHub shows for a step; it drops the rest without a word.
    package static let maximumAnnotations = 10

    /// Workflow commands of GitHub Actions: at most ten annotations. Where there are more, the last says how many.
    package var github: String {
        let all = annotations
        let most = PolicyReport.maximumAnnotations
        let shown = all.count > most ? all.prefix(most - 1) : all[...]
        var lines = shown.map { item in
            "::error file=\(item.file.property),line=\(item.line),col=\(item.column),title=\(item.title.property)::"
                + item.message.data
        }
        if shown.count < all.count {
            lines.append("::error title=interlock policy test::\(all.count - shown.count) more; see the summary")
        }
        lines.append((holds ? "holds: " : isEmpty ? "nothing was run: " : "fails: ") + PolicyReport.summary(counts))
        return lines.joined(separator: "\n") + "\n"
    }

    /// Markdown for a job's summary, with everything.
    package var markdown: String {
        var lines = ["### interlock policy test: \(holds ? "holds" : "fails")", "", PolicyReport.summary(counts), ""]
        lines += ["| suite | passed | failed | skipped | clauses | mutants |", "|---|---|---|---|---|---|"]
        for suite in suites {
            let counts = suite.counts
            let (coverage, score) = (
                suite.mutation.map { "\(Share($0.coverage))" }, suite.mutation.map { "\(Share($0.score))" }
            )
            lines.append(
                "| \(suite.suite.name.cell) | \(counts.passed) | \(counts.failed + counts.errors) | \(counts.skipped) | "
                    + "\(coverage ?? "–") | \(score ?? "–") |")
        }
        let all = annotations
        if !all.isEmpty { lines += ["", "| where | what |", "|---|---|"] }
        lines += all.map { "| \($0.file.cell):\($0.line) | \($0.message.cell) |" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// The message of a workflow command.
    fileprivate var data: String {
        replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    /// A property of a workflow command.
    fileprivate var property: String { data.replacing(":", with: "%3A").replacing(",", with: "%2C") }

    /// A cell of a Markdown table.
    fileprivate var cell: String { replacing("|", with: "\\|").replacing("\n", with: " ") }
}
