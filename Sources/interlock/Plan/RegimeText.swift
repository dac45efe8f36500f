import Agreement
import Attestation
import Inspection

/// What the inspections of an agreement achieve, for people and for programs.
struct RegimeText {
    private let agreement: Agreement
    private let chips: Int
    private let goal: Int?
    private let sensitivity: Double
    private let probability: Double
    private let horizon: UInt64
    private let regime: Regime?

    init(
        agreement: Agreement, chips: Int, breaching: Int?, sensitivity: Double, probability: Double, horizon: UInt64
    ) {
        self.agreement = agreement
        self.chips = chips
        goal = breaching
        self.sensitivity = sensitivity
        self.probability = probability
        self.horizon = horizon
        regime = agreement.inspections.flatMap { Regime(chips: chips, share: $0.share, every: $0.every) }
    }

    /// Whoever knows beforehand which chips are looked at moves the breach to others.
    private var isForeseen: Bool { agreement.inspections?.drawn == .announced }

    /// Whether a breach of the size in question is found with the probability that is wanted; true where none is asked.
    var suffices: Bool {
        guard let goal else { return true }
        return !isForeseen && achievement(against: goal).map { $0.within >= probability } ?? false
    }

    private func achievement(against breaching: Int) -> Regime.Achievement? {
        regime?.achievement(
            against: breaching, sensitivity: sensitivity, within: horizon, probability: probability)
    }

    /// Sizes of breaches: the one in question, or some from one chip to all.
    private var sizes: [Int] {
        if let goal { return [goal] }
        let some = [1, 2, 5, 10, chips / 1000, chips / 100, chips / 10, chips].filter { (1...chips).contains($0) }
        return Set(some).sorted()
    }

    var text: String {
        var lines = [agreement.name, "Chips    \(Figures.grouped(chips))"]
        guard let regime, let inspections = agreement.inspections else {
            return
                (lines + [
                    "",
                    "No inspections are agreed: what chips don't sign, nobody finds. Add inspections to the agreement.",
                ]).joined(separator: "\n")
        }
        lines += [
            "Looks    at \(Figures.chips(regime.drawn)) every \(inspections.every.asDuration), "
                + "\(inspections.drawn.rawValue); each finds a breach that is there with "
                + "\(Figures.percent(sensitivity)) probability", "",
        ]
        if isForeseen {
            lines += [
                "Which chips and when is announced: who knows it moves the breach to other chips, and nothing below",
                "holds against them. Agree on drawing at random.", "",
            ]
        }
        var table = TextTable([
            ("in breach", .right), ("found at once", .right), ("within \(horizon.asDuration)", .right),
            ("\(Figures.percent(probability)) found after", .right),
        ])
        for size in sizes {
            guard let achieved = achievement(against: size) else { continue }
            table.add([
                Figures.grouped(size), Figures.percent(achieved.once), Figures.percent(achieved.within),
                achieved.time?.asDuration ?? "never",
            ])
        }
        lines += table.lines
        let smallest = regime.smallestFound(sensitivity: sensitivity, within: horizon, probability: probability)
        lines += [
            "",
            smallest.map {
                "The smallest breach found with \(Figures.percent(probability)) within \(horizon.asDuration): "
                    + "\(Figures.chips($0))."
            } ?? "No breach is found with \(Figures.percent(probability)) within \(horizon.asDuration).",
        ]
        if goal != nil { lines.append(suffices ? "That suffices." : "That does not suffice.") }
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        .object([
            "agreement": .string(agreement.name), "chips": .number(chips),
            "drawn": regime.map { .number($0.drawn) } ?? .null,
            "everySeconds": regime.map { .number($0.every) } ?? .null,
            "drawing": agreement.inspections.map { .string($0.drawn.rawValue) } ?? .null,
            "finds": .double(sensitivity), "probability": .double(probability), "withinSeconds": .number(horizon),
            "breaches": .array(
                sizes.compactMap { achievement(against: $0) }.map { achieved in
                    .object([
                        "breaching": .number(achieved.breaching), "once": .double(achieved.once),
                        "within": .double(achieved.within),
                        "secondsToProbability": achieved.time.map { .number($0) } ?? .null,
                    ])
                }),
            "smallestFound": regime?.smallestFound(
                sensitivity: sensitivity, within: horizon, probability: probability
            ).map { .number($0) } ?? .null,
            "suffices": goal == nil ? .null : .boolean(suffices),
        ])
    }
}
