import Fleet
import Glitch
import RV32

/// What came of faults in each instruction, over the disassembly of what was executed: one HTML file that needs no
/// other.
struct HeatMap {
    private let report: CampaignReport
    private let record: GlitchRecord
    private let names: FirmwareNames
    private let models: [UInt32: [Window: Set<FaultModel>]]

    init(_ report: CampaignReport, _ record: GlitchRecord, _ names: FirmwareNames) {
        self.report = report
        self.record = record
        self.names = names
        models = report.bypasses.reduce(into: [:]) {
            $0[$1.address, default: [:]][$1.window, default: []].insert($1.model)
        }
    }

    var html: String {
        let windows = Window.allCases.filter { report.heat[$0] != nil }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Glitch campaign</title><style>\(HeatMap.style)</style></head><body>
            <h1>Glitch campaign</h1>
            <p>\(report.bypasses.count) of \(report.runs) runs got past a check. Each line is an instruction that was \
            executed, each bar what came of all faults in it. Functions with a bypass are open.</p>
            <p>\(HeatMap.outcomes.map { "<i class=\"\($0.name)\"></i> \($0.title)" }.joined(separator: " &nbsp; "))</p>
            \(table)
            \(windows.map(section).joined(separator: "\n"))
            </body></html>

            """
    }

    /// A shade, what it stands for, and how many runs ended so.
    private static let outcomes: [(name: String, title: String, count: @Sendable (CampaignReport.Counts) -> Int)] = [
        ("b", "bypass", { $0.bypass }), ("d", "detected", { $0.detected }), ("c", "crash", { $0.crash }),
        ("h", "hang", { $0.hang }), ("n", "no effect", { $0.noEffect }),
    ]

    private static let style = """
        :root{color-scheme:light dark;--b:#d40000;--d:#2a7ab8;--c:#b8860b;--h:#8a5bb0;--n:#8883;--r:#d4000022}
        body{font:14px/1.4 system-ui,sans-serif;margin:1.5rem auto;max-width:80rem;padding:0 1rem}
        table{border-collapse:collapse;width:100%;font:12px/1.5 ui-monospace,monospace}
        td,th{padding:0 .6rem 0 0;text-align:left;white-space:nowrap}
        th{border-bottom:1px solid #8886}.t{width:auto;margin-bottom:1rem}.t td+td+td{text-align:right}
        details{margin:.2rem 0}summary{cursor:pointer;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        tr.x{background:var(--r)}.m{color:var(--b);font-weight:600}
        i{display:inline-block;height:.8em;min-width:1px}p i{width:1em}.bar{width:14rem}.bar div{display:flex}
        .b{background:var(--b)}.d{background:var(--d)}.c{background:var(--c)}.h{background:var(--h)}.n{background:var(--n)}
        """

    /// A row for each window and model, all attacks together.
    private var table: String {
        let rows = record.sums.map { sum in
            let cells = [sum.counts.runs] + HeatMap.outcomes.map { $0.count(sum.counts) }
            return "<tr><td>\(sum.window.rawValue)<td>\(sum.model?.rawValue ?? "pairs")"
                + cells.map { "<td>\($0)" }.joined()
        }
        return "<table class=t><tr><th>window<th>model<th>runs"
            + HeatMap.outcomes.map { "<th>\($0.title)" }.joined() + rows.joined(separator: "\n") + "</table>"
    }

    private func section(_ window: Window) -> String {
        let heat = (report.heat[window] ?? [:]).sorted { $0.key < $1.key }
        var functions: [(symbol: String, rows: [(key: UInt32, value: CampaignReport.Heat)])] = []
        for entry in heat {
            let symbol = names.symbols.place(of: entry.key)?.symbol ?? "0x" + String(entry.key >> 8, radix: 16) + "00"
            if functions.last?.symbol != symbol { functions.append((symbol, [])) }
            functions[functions.count - 1].rows.append(entry)
        }
        return "<h2>\(window.rawValue)</h2>"
            + functions.map { function($0.symbol, $0.rows, window) }.joined(separator: "\n")
    }

    private func function(
        _ symbol: String, _ rows: [(key: UInt32, value: CampaignReport.Heat)], _ window: Window
    ) -> String {
        let sum = rows.reduce(CampaignReport.Counts()) { $0 + $1.value.counts }
        let source = rows.first.flatMap { names.lines.place(of: $0.key) } ?? ""
        let bypasses = sum.bypass > 0 ? " <span class=m>\(sum.bypass) bypasses</span>" : ""
        return "<details\(sum.bypass > 0 ? " open" : "")><summary>\(Markup.escape(source)) "
            + "\(Markup.escape(symbol))\(bypasses)</summary><table>"
            + rows.map { line($0.key, $0.value, window) }.joined(separator: "\n") + "</table></details>"
    }

    private func line(_ address: UInt32, _ heat: CampaignReport.Heat, _ window: Window) -> String {
        let counts = heat.counts
        let bar =
            counts.runs == 0
            ? ""
            : HeatMap.outcomes.compactMap { outcome in
                let share = outcome.count(counts) * 1000 / counts.runs
                return outcome.count(counts) == 0 ? nil : "<i class=\(outcome.name) style=flex:\(max(share, 1))></i>"
            }.joined()
        let found = models[address]?[window] ?? []
        let named = FaultModel.allCases.filter(found.contains).map(\.rawValue).joined(separator: " ")
        let source = names.lines.place(of: address).map { String($0.split(separator: "/").last ?? "") } ?? ""
        let instruction = Instruction(decoding: heat.bits).description(at: address)
        return "<tr\(counts.bypass > 0 ? " class=x" : "")><td>\(String(address, radix: 16))"
            + "<td>\(Markup.escape(source))<td>\(Markup.escape(instruction))"
            + "<td>\(heat.executions)×<td class=bar><div>\(bar)</div><td>\(counts.runs)"
            + "<td class=m>\(counts.bypass > 0 ? "\(counts.bypass) \(named)" : "")"
    }
}
