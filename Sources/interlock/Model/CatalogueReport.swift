import Accelerator
import Foundation

/// The catalogue as text and as JSON.
enum CatalogueReport {
    /// The table, and a footnote for each run.
    static func text(_ rows: [CatalogueRow]) -> String {
        var table = TextTable([
            ("", .right), ("run", .left), ("parameters", .right), ("tokens", .right), ("format", .left),
            ("metered", .right), ("scores", .right), ("formula", .left), ("formula says", .right), ("ratio", .right),
            ("published", .right), ("distance", .right), ("implied", .right), ("declared", .right),
        ])
        for (index, row) in rows.enumerated() {
            let run = row.run
            table.add([
                "\(index + 1)", run.name.rawValue, parameters(row.parameters), scaled(Double(run.tokens)),
                "\(run.format)\(run.recompute == .full ? " +r" : "")", scientific(Double(row.metered)),
                share(row.scoreFraction), run.formula.name, scientific(row.formulaOperations),
                row.ratio.map { String(format: "%.4f", $0) } ?? "n/a",
                run.published.map(scientific) ?? "-", row.distanceFromPublished.map(percent) ?? "-",
                row.impliedUtilisation.map(share) ?? "-", run.hardware?.utilisation.map(share) ?? "-",
            ])
        }
        let notes = rows.enumerated().map { index, row in
            "\(index + 1). \(row.run.source)." + (row.run.note.map { " \($0)" } ?? "")
        }
        return (table.lines + [""] + legend + [""] + notes).joined(separator: "\n")
    }

    private static let legend = [
        "parameters: total, and after the slash those active for one token, in billions. +r: activations recomputed.",
        "metered: operations that policy counts (two a multiply-accumulate, weighted by format; elementwise included).",
        "scores: the part that attention scores are, over every pair; a kernel that skips masked pairs does half of them.",
        "ratio: what the formula counts, as metered / as the formula says; for 6ND less what looked-up tables are",
        "  charged. n/a: the formula counts machine time, not operations.",
        "distance: metered total against the published figure, scores and elementwise operations included.",
        "implied, declared: utilisation of the declared chip-hours at peak, by the meter and by the source.",
    ]

    private static func parameters(_ count: ParameterCount) -> String {
        func billions(_ value: UInt128) -> String {
            String(format: value < 10_000_000_000 ? "%.3f" : "%.1f", Double(value) / 1e9)
        }
        return count.active == count.total
            ? billions(count.total) : "\(billions(count.total))/\(billions(count.active))"
    }

    private static func scaled(_ value: Double) -> String {
        value >= 1e12 ? String(format: "%.1fT", value / 1e12) : String(format: "%.0fB", value / 1e9)
    }

    private static func scientific(_ value: Double) -> String { String(format: "%.3e", value) }

    private static func percent(_ fraction: Double) -> String { String(format: "%+.1f %%", 100 * fraction) }

    private static func share(_ fraction: Double) -> String { String(format: "%.1f %%", 100 * fraction) }

    /// One run in JSON. Totals are decimal strings: they exceed what a JSON number holds.
    struct Entry: Encodable {
        let run: String
        let parameters: String
        let activeParameters: String
        let tokens: String
        let numberFormat: String
        let activationsRecomputed: Bool
        let meteredOperations: String
        let multiplyAccumulates: String
        let vectorOperations: String
        let scoreFraction: Double
        let formula: String
        let formulaOperations: Double
        let ratio: Double?
        let publishedOperations: Double?
        let distanceFromPublished: Double?
        let impliedUtilisation: Double?
        let declaredUtilisation: Double?
        let source: String
        let note: String?

        init(_ row: CatalogueRow) {
            run = row.run.name.rawValue
            parameters = "\(row.parameters.total)"
            activeParameters = "\(row.parameters.active)"
            tokens = "\(row.run.tokens)"
            numberFormat = "\(row.run.format)"
            activationsRecomputed = row.run.recompute == .full
            meteredOperations = "\(row.metered)"
            multiplyAccumulates = "\(row.counters.multiplyAccumulates)"
            vectorOperations = "\(row.counters.vectorOperations)"
            scoreFraction = row.scoreFraction
            formula = row.run.formula.name
            formulaOperations = row.formulaOperations
            ratio = row.ratio
            publishedOperations = row.run.published
            distanceFromPublished = row.distanceFromPublished
            impliedUtilisation = row.impliedUtilisation
            declaredUtilisation = row.run.hardware?.utilisation
            source = row.run.source
            note = row.run.note
        }
    }
}
