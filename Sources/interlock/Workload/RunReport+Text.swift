import Foundation

extension RunReport {
    /// For people.
    var text: String {
        var lines = [headline, ""]
        if !losses.isEmpty {
            lines += ["Loss, nats a byte: \(Self.number(losses[0])) at first, \(Self.number(lastMean)) at last"]
            lines += LossPlot.lines(losses) + [""]
        }
        lines += table + ["", meters] + lineage
        for answer in answers {
            lines += ["", "The trained weights, measured and locked, write:"] + Self.quoted(answer)
        }
        lines += [""] + conclusion
        return lines.joined(separator: "\n")
    }

    /// What ran.
    var headline: String {
        "\(Figures.grouped(parameters)) parameters in \(tensor * pipeline) parts on \(Figures.chips(chips.count)) "
            + "(tensor \(tensor) × pipeline \(pipeline) × data \(data)), \(numberFormat): \(losses.count) of "
            + "\(stepsPlanned) steps under licence"
    }

    /// Whether what was metered is what was computed.
    var meters: String {
        metersAreExact
            ? "Every counter of every meter is what the chip behind it loaded and computed."
            : "The meters show more than was computed: what passed for a step that another chip refused counts too."
    }

    /// What the tickets tell.
    var lineage: [String] {
        guard let trained else { return stopped == nil ? ["The trained weights have no ticket that holds."] : [] }
        return [
            "Each part's ticket tells the run's total over all chips: \(Figures.grouped(trained)) operations of "
                + "\(Figures.grouped(threshold))."
        ]
    }

    /// The verdicts, and what the chips said.
    var conclusion: [String] {
        var lines: [String] = []
        if let stopped { lines.append("Stopped at \(stopped).") }
        if let verdict { lines.append("The verifier, from the evidence alone: \(verdict).") }
        if triedToTrainOn {
            lines.append("Then one step more was tried.")
            lines.append(refused.map { "Refused at \($0)." } ?? "No chip refused it: the licence does not hold.")
        }
        if stopped != nil || triedToTrainOn {
            let what = findings.map { "\($0.rule), \($0.title.lowercased(with: nil)), on \(Figures.chips($0.chips))" }
            lines.append(
                "The verifier, from the evidence alone: \(verdictAtEnd)"
                    + (what.isEmpty ? "." : ": \(what.joined(separator: "; "))."))
        }
        return lines
    }

    private var table: [String] {
        var table = TextTable([
            ("chip", .left), ("replica", .right), ("stage", .right), ("rank", .right), ("operations", .right),
            ("of training", .right), ("openings", .right), ("bytes sent", .right),
        ])
        for chip in chips {
            table.add([
                chip.name, "\(chip.replica)", "\(chip.stage)", "\(chip.rank)", Figures.grouped(chip.operations),
                Figures.grouped(chip.ofTraining), "\(chip.openings)", Figures.grouped(chip.linkBytesSent),
            ])
        }
        return table.lines
    }

    /// The mean of the last tenth of the run.
    private var lastMean: Float {
        let tenth = losses.suffix(max(1, losses.count / 10))
        return tenth.reduce(0, +) / Float(tenth.count)
    }

    private static func number(_ value: Float) -> String { String(format: "%.3f", Double(value)) }

    private static func quoted(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "  |" : "  | \($0)" }
    }
}
