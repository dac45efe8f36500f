/// Table 1 of Shavit, "What does it take to catch a Chinchilla?" (arXiv 2303.11341): samples a year that catch a run.
///
/// Chips do 10¹⁵ operations a second; a run lasts 30 days, and so does a period between inspections; traces are kept at
/// a rate of 0.1 a day; the probability is 0.9.
public enum PublishedTable {
    /// Operations a second of one chip.
    public static let rate = 1e15
    /// Days that a run lasts, and days between inspections.
    public static let days = 30.0
    /// Traces that a chip keeps a day.
    public static let tracesADay = 0.1
    /// The probability of catching the run.
    public static let probability = 0.9
    /// The numbers of chips that its columns are for.
    public static let stocks = [1_000, 100_000, 10_000_000]

    /// One number of it, and what formulas give in its place.
    public struct Cell: Hashable, Sendable {
        /// The model of the row.
        public let model: String
        /// Operations to train it.
        public let operations: Double
        /// The number of chips of the column.
        public let stock: Int
        /// What the paper prints; nil where it has a dash: a year is not enough for so few chips.
        public let printed: Double?

        /// The chips that the run keeps busy for its days, with a fraction.
        public var busyChips: Double { operations / (rate * 86_400 * days) }
        /// Chips that the run needs to be done within a year.
        public var chipsInAYear: Int { Int((operations / (rate * 86_400 * 365)).rounded(.up)) }
        /// The formula that the printed numbers follow.
        public var table: Double {
            periods
                * SampleFormula.table(share: share, sensitivity: Cell.sensitivity, probability: probability)
        }
        /// The paper's own equation; nil where it has no value.
        public var equation: Double? {
            SampleFormula.equation(share: share, sensitivity: Cell.sensitivity, probability: probability).map {
                periods * $0
            }
        }
        /// Whole chips, none drawn twice, as many each period as it takes; nil where the run needs more than there are,
        /// or where looking at all of them is not enough.
        public var exact: Double? {
            guard
                let stock = Stock(
                    chips: stock, breaching: Int(busyChips.rounded(.up)), sensitivity: Cell.sensitivity),
                let draw = stock.draw(for: probability, rounds: 1)
            else { return nil }
            return periods * Double(draw)
        }

        private static let sensitivity = SampleFormula.sensitivity(tracesADay: tracesADay, days: days)
        private var share: Double { busyChips / Double(stock) }
        private var periods: Double { 365 / days }
    }

    /// Its numbers, row by row.
    public static let cells: [Cell] = rows.flatMap { model, operations, printed in
        zip(stocks, printed).map { Cell(model: model, operations: operations, stock: $0, printed: $1) }
    }

    private static let rows: [(String, Double, [Double?])] = [
        ("GPT-3", 3.14e23, [243, 2.43e4, 2.43e6]),
        ("Chinchilla", 5.76e23, [132, 1.33e4, 1.33e6]),
        ("PaLM", 2.56e24, [29, 2.98e3, 2.99e5]),
        ("Chinchilla-280B", 9.9e24, [7, 771, 7.72e4]),
        ("Chinchilla-1T", 1.27e26, [nil, 60, 6.02e3]),
        ("Chinchilla-10T", 1.3e28, [nil, nil, 58]),
    ]

    /// The paper's footnote 5, "roughly 232,000" samples a year for 10⁷ chips of 3·10¹⁵ operations a second.
    ///
    /// - Parameter operations: of the run; the footnote says 10²⁵, and the table's row is 9.9·10²⁴.
    /// - Returns: samples a year.
    public static func footnote(operations: Double) -> Double {
        let share = operations / (3e15 * 86_400 * days) / 1e7
        let sensitivity = SampleFormula.sensitivity(tracesADay: tracesADay, days: days)
        return 365 / days * SampleFormula.table(share: share, sensitivity: sensitivity, probability: probability)
    }
}
