import Agreement
import Attestation
import Inspection

/// How many chips to inspect, for people and for programs.
struct PlanText {
    /// What one inspector can do in a year (IAEA's rate as arXiv 2303.11341 takes it, in chips).
    private static let chipsAnInspector = 1_000
    private let stock: Stock
    private let probability: Double
    private let every: UInt64?
    private let within: UInt64?
    private let rounds: Int
    private let draw: Int?

    init(stock: Stock, probability: Double, every: UInt64?, within: UInt64?) {
        self.stock = stock
        self.probability = probability
        self.every = every
        self.within = within
        rounds = every.map { Int(clamping: (within ?? 0) / $0) } ?? 1
        draw = stock.draw(for: probability, rounds: rounds)
    }

    /// Whether some number of chips is enough.
    var isPossible: Bool { draw != nil }

    private var share: Double { Double(stock.breaching) / Double(stock.chips) }

    /// The published equation, for one of the rounds.
    private var equation: Double? {
        SampleFormula.equation(share: share, sensitivity: stock.sensitivity, probability: probability).map {
            $0 / Double(rounds)
        }
    }

    private var table: Double {
        SampleFormula.table(share: share, sensitivity: stock.sensitivity, probability: probability) / Double(rounds)
    }

    /// Chips that are looked at in a year, where it is said how often.
    private var annual: Int? {
        guard let every, let draw else { return nil }
        let times = Double(365 * 86_400) / Double(every)
        return Int((Double(draw) * times).rounded(.up))
    }

    var text: String {
        var lines = [
            "Chips    \(Figures.grouped(stock.chips)), of which \(Figures.grouped(stock.breaching)) "
                + "(\(Figures.percent(share))) are in breach",
            "A look   finds a breach that is there with \(Figures.percent(stock.sensitivity)) probability",
            "Goal     \(Figures.percent(probability)) probability" + when, "",
        ]
        guard let draw else {
            let most = stock.detection(drawing: stock.chips, rounds: rounds)
            return
                (lines + [
                    "Looking at every chip each time finds it with \(Figures.percent(most)) probability, which is less: look "
                        + "more often, or closer."
                ]).joined(separator: "\n")
        }
        lines.append(
            "Look at  \(Figures.chips(draw))\(rounds == 1 ? "" : " each time"), drawn from all: "
                + "\(Figures.percent(Double(draw) / Double(stock.chips))) of them")
        if let annual {
            let inspectors = (annual + PlanText.chipsAnInspector - 1) / PlanText.chipsAnInspector
            lines.append(
                "A year   \(Figures.chips(annual)), the work of \(Figures.grouped(inspectors)) "
                    + "inspector\(inspectors == 1 ? "" : "s") at 1,000 chips a year")
        }
        lines.append(
            "Found    with \(Figures.percent(stock.detection(drawing: draw, rounds: rounds))); with one chip fewer, "
                + Figures.percent(stock.detection(drawing: draw - 1, rounds: rounds)))
        lines += [
            "", "Published formulas, for comparison",
            "  with putting back (the equation)  "
                + (equation.map { Figures.grouped(Int($0.rounded(.up))) } ?? "no value"),
            "  -ln(1 - p) / share (its table)    \(Figures.grouped(Int(table.rounded(.up))))",
        ]
        return lines.joined(separator: "\n")
    }

    private var when: String {
        guard let every, let within else { return ", at one inspection" }
        return " within \(within.asDuration), at \(rounds) inspection\(rounds == 1 ? "" : "s"), one every "
            + every.asDuration
    }

    var json: JSONValue {
        .object([
            "chips": .number(stock.chips), "breaching": .number(stock.breaching),
            "finds": .double(stock.sensitivity), "probability": .double(probability), "rounds": .number(rounds),
            "draw": draw.map { .number($0) } ?? .null,
            "detection": .double(stock.detection(drawing: draw ?? stock.chips, rounds: rounds)),
            "annual": annual.map { .number($0) } ?? .null,
            "published": .object(["equation": equation.map { .double($0) } ?? .null, "table": .double(table)]),
        ])
    }
}

extension JSONValue {
    /// A number with a fraction, to nine digits.
    static func double(_ value: Double) -> JSONValue { JSONValue(.number(Figures.number(value))) }
}
