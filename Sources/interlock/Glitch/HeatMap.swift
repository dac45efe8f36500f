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
            <p>\(HeatMap.grouped(report.bypasses.count)) of \(HeatMap.grouped(report.runs)) runs got past a check. Each \
            bar is what came of all faults in a function, or in an instruction of it, that was executed. Functions with a \
            bypass are open.</p>
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
        :root{color-scheme:light dark;--b:#e03030;--d:#2a7ab8;--c:#b8860b;--h:#8a5bb0;--n:#8884;--r:#d4000022;--s:#808080}
        body{font:14px/1.4 system-ui,sans-serif;margin:1.5rem auto;max-width:80rem;padding:0 1rem}
        table{border-collapse:collapse;table-layout:fixed;width:100%;font:12px/1.5 ui-monospace,monospace}
        td,th{padding:0 .6rem 0 0;text-align:left;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        th{border-bottom:1px solid #8886}.t{table-layout:auto;width:auto;margin-bottom:1rem}
        .t :is(td,th):nth-child(n+3),.f :is(td,th):is(:nth-child(4),:nth-child(6)){text-align:right}
        .f{margin:.3rem 0 1rem 1.1rem;width:calc(100% - 1.1rem)}.f td:nth-child(-n+2){color:var(--s)}
        details{margin:.15rem 0}summary{cursor:pointer;display:flex;gap:.8rem;align-items:center}
        summary::before{content:"▸";width:.6rem}details[open]>summary::before{content:"▾"}
        summary span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}summary .g{flex:1}
        .s{color:var(--s)}summary .s{flex:0 1 auto;font-size:12px}.k{width:6rem;text-align:right;flex:none}
        .k,.t td{font-variant-numeric:tabular-nums}
        tr.x{background:var(--r)}.m{color:var(--b);font-weight:600}
        i{display:inline-block;height:.8em;min-width:1px}p i{width:1em}.bar{display:flex;width:14rem;flex:none}
        .b{background:var(--b)}.d{background:var(--d)}.c{background:var(--c)}.h{background:var(--h)}.n{background:var(--n)}
        """

    /// A row for each window and model, all attacks together.
    private var table: String {
        let rows = record.sums.map { sum in
            let cells = [sum.counts.runs] + HeatMap.outcomes.map { $0.count(sum.counts) }
            return "<tr><td>\(sum.window.rawValue)<td>\(sum.model?.rawValue ?? "pairs")"
                + cells.map { "<td>\(HeatMap.grouped($0))" }.joined()
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
        let source = rows.lazy.compactMap { names.lines.place(of: $0.key) }.first ?? ""
        let bypasses = sum.bypass > 0 ? "<span class=m>\(HeatMap.grouped(sum.bypass)) bypasses</span>" : ""
        return "<details\(sum.bypass > 0 ? " open" : "")><summary>\(HeatMap.bar(sum))"
            + "<span class=k>\(HeatMap.grouped(sum.runs))</span>"
            + "<span class=g>\(Markup.escape(names.readable(symbol)))</span>\(bypasses)"
            + "<span class=s>\(Markup.escape(source))</span></summary>\(HeatMap.head)"
            + rows.map { line($0.key, $0.value, window) }.joined(separator: "\n") + "</table></details>"
    }

    private static let head = """
        <table class=f><colgroup><col style="width:5.5rem"><col style="width:13rem"><col><col style="width:6rem">\
        <col style="width:15rem"><col style="width:6rem"><col style="width:12rem"></colgroup>\
        <tr><th>address<th>source<th>instruction<th>executed<th>outcomes<th>runs<th>bypasses
        """

    /// The outcomes as a bar; nothing where there was no run.
    private static func bar(_ counts: CampaignReport.Counts) -> String {
        let parts = outcomes.filter { $0.count(counts) > 0 }.map { outcome in
            "<i class=\(outcome.name) style=flex:\(max(outcome.count(counts) * 1000 / counts.runs, 1))></i>"
        }
        return "<span class=bar>\(parts.joined())</span>"
    }

    /// A number with a narrow space between thousands.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { place in
            (place > 0 && (digits.count - place) % 3 == 0 ? "\u{202f}" : "") + String(digits[place])
        }.joined()
    }

    private func line(_ address: UInt32, _ heat: CampaignReport.Heat, _ window: Window) -> String {
        let counts = heat.counts
        let found = models[address]?[window] ?? []
        let named = FaultModel.allCases.filter(found.contains).map(\.rawValue).joined(separator: " ")
        let source = names.lines.place(of: address).map { String($0.split(separator: "/").last ?? "") } ?? ""
        let instruction = Instruction(decoding: heat.bits).description(at: address)
        return "<tr\(counts.bypass > 0 ? " class=x" : "")><td>\(String(address, radix: 16))"
            + "<td>\(Markup.escape(source))<td>\(Markup.escape(instruction))"
            + "<td>\(HeatMap.grouped(heat.executions))<td>\(HeatMap.bar(counts))<td>\(HeatMap.grouped(counts.runs))"
            + "<td class=m>\(counts.bypass > 0 ? "\(counts.bypass) \(named)" : "")"
    }
}
