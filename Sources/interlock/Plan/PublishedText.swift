import Attestation
import Inspection

/// The published table of samples a year, beside what its own equation and exact counting give.
struct PublishedText {
    var text: String {
        var table = TextTable([
            ("model", .left), ("operations", .right), ("chips", .right), ("printed", .right), ("its formula", .right),
            ("its equation", .right), ("printed is above by", .right), ("exact", .right),
        ])
        for cell in PublishedTable.cells {
            guard let printed = cell.printed else { continue }
            table.add([
                cell.model, Figures.samples(cell.operations), Figures.grouped(cell.stock), Figures.samples(printed),
                Figures.samples(cell.table), cell.equation.map(Figures.samples) ?? "no value",
                cell.equation.map { Figures.percent(cell.table / $0 - 1) } ?? "-",
                cell.exact.map(Figures.samples) ?? "impossible",
            ])
        }
        let dashes = PublishedTable.cells.filter { $0.printed == nil }.map {
            "\($0.model) with \(Figures.grouped($0.stock))"
        }
        let worst = SampleFormula.kept(share: 0.2, custodians: 100, probability: 0.9)
        return """
            Samples a year that catch a run with 90 %: Table 1 of arXiv 2303.11341
            Chips of 1e15 operations a second, runs and periods of 30 days, traces kept at 0.1 a day.

            \(table.lines.joined(separator: "\n"))

            its formula   (365/30) -ln(1 - p) / (share (1 - e^(-0.1 30))): what the printed numbers follow
            its equation  (365/30) ln(1 - p) / ln(1 - share (1 - e^(-0.1 30))): Equation 1, with putting back
            exact         (365/30) times the fewest chips, none drawn twice; the run keeps whole chips busy
            no value      the run needs more chips in 30 days than there are; the equation takes the logarithm of a
                          negative number, and the printed number means nothing
            A dash in print, a run that takes longer than a year: \(dashes.joined(separator: ", ")).

            Footnote 5, 1e7 chips of 3e15 a second, "roughly 232,000" samples: \
            \(Figures.grouped(Int(PublishedTable.footnote(operations: 9.9e24).rounded()))) for 9.9e24 operations, \
            \(Figures.grouped(Int(PublishedTable.footnote(operations: 1e25).rounded()))) for the 1e25 that it states.
            Appendix C.1, a stock divided among custodians: at worst \(Figures.percent(worst)) of the probability are left \
            (100 custodians, 20 % in breach); the claim is above 95 %.
            """
    }

    var json: JSONValue {
        .array(
            PublishedTable.cells.map { cell in
                .object([
                    "model": .string(cell.model), "operations": .double(cell.operations), "chips": .number(cell.stock),
                    "printed": cell.printed.map { .double($0) } ?? .null, "formula": .double(cell.table),
                    "equation": cell.equation.map { .double($0) } ?? .null,
                    "exact": cell.exact.map { .double($0) } ?? .null,
                ])
            })
    }
}
