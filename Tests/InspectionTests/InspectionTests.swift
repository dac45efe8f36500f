import Foundation
import Inspection
import InterlockTesting
import Testing

@Suite("Inspection")
struct InspectionTests {
    /// Every way to draw: bit masks of `count` chips out of `chips`, of which the first `breaching` are in breach.
    private func missedByCounting(_ chips: Int, _ breaching: Int, _ count: Int, finds: Double) -> Double {
        var all = 0
        var missed = 0.0
        for mask in 0..<(1 << chips) where mask.nonzeroBitCount == count {
            all += 1
            missed += pow(1 - finds, Double((mask & ((1 << breaching) - 1)).nonzeroBitCount))
        }
        return missed / Double(all)
    }

    @Test("the probability is that of counting every draw", arguments: [1.0, 0.9, 0.5, 0.03])
    func bruteForce(finds: Double) throws {
        for chips in 1...9 {
            for breaching in 1...chips {
                let stock = try #require(Stock(chips: chips, breaching: breaching, sensitivity: finds))
                for count in 0...chips {
                    let counted = missedByCounting(chips, breaching, count, finds: finds)
                    #expect(abs(stock.missed(drawing: count) - counted) < 1e-12, "\(chips) \(breaching) \(count)")
                }
            }
        }
    }

    @Test("the draw is the fewest chips that suffice, and nil where all are not enough")
    func fewest() throws {
        for (chips, breaching, finds, probability, rounds) in [
            (10_000, 50, 1.0, 0.9, 1), (10_000, 1, 1.0, 0.95, 1), (10_000_000, 46, 1.0, 0.9, 1),
            (1_000, 999, 1.0, 0.99, 1), (5_000, 20, 0.7, 0.9, 12), (1_000_000, 300_000, 0.01, 0.9, 3),
            (1, 1, 1.0, 0.9, 1),
        ] {
            let stock = try #require(Stock(chips: chips, breaching: breaching, sensitivity: finds))
            let draw = try #require(stock.draw(for: probability, rounds: rounds))
            #expect(stock.detection(drawing: draw, rounds: rounds) >= probability)
            #expect(stock.detection(drawing: draw - 1, rounds: rounds) < probability)
            let turns = try #require(stock.rounds(drawing: draw, for: probability))
            #expect(turns <= rounds && stock.detection(drawing: draw, rounds: turns) >= probability)
        }
        let blind = try #require(Stock(chips: 100, breaching: 2, sensitivity: 0.1))
        #expect(blind.draw(for: 0.9, rounds: 1) == nil)
        #expect(blind.draw(for: 0.9, rounds: 11) != nil)
        #expect(blind.rounds(drawing: 0, for: 0.9) == nil)
    }

    @Test("a billion chips take no time, however many are in breach", .timeLimit(.minutes(1)))
    func many() throws {
        for breaching in [1, 1_000, 1_000_000, 500_000_000, 1_000_000_000] {
            for finds in [1.0, 0.9, 0.05] {
                let stock = try #require(Stock(chips: 1_000_000_000, breaching: breaching, sensitivity: finds))
                for rounds in [1, 100] {
                    guard let draw = stock.draw(for: 0.9, rounds: rounds) else {
                        #expect(breaching == 1 && finds <= 0.9 && rounds == 1)
                        continue
                    }
                    #expect(stock.detection(drawing: draw, rounds: rounds) >= 0.9)
                    #expect(stock.detection(drawing: draw - 1, rounds: rounds) < 0.9)
                }
            }
        }
    }

    @Test("detection grows with the draw, the breach, the sensitivity and the rounds")
    func monotone() throws {
        var last = 0.0
        for count in 0...400 {
            let stock = try #require(Stock(chips: 400, breaching: 7, sensitivity: 0.8))
            let more = try #require(Stock(chips: 400, breaching: 8, sensitivity: 0.8))
            let keener = try #require(Stock(chips: 400, breaching: 7, sensitivity: 0.9))
            let now = stock.detection(drawing: count, rounds: 1)
            #expect(now >= last && now <= 1)
            #expect(more.detection(drawing: count, rounds: 1) >= now)
            #expect(keener.detection(drawing: count, rounds: 1) >= now)
            #expect(stock.detection(drawing: count, rounds: 2) >= now)
            last = now
        }
    }

    @Test("without putting back needs no more than the equation, and the equation no more than the table's formula")
    func order() throws {
        for chips in [100, 1_000, 40_000] {
            for breaching in [1, 3, chips / 20, chips / 3] {
                for probability in [0.5, 0.9, 0.99] {
                    let share = Double(breaching) / Double(chips)
                    let stock = try #require(Stock(chips: chips, breaching: breaching))
                    let exact = try #require(stock.draw(for: probability, rounds: 1))
                    let equation = try #require(
                        SampleFormula.equation(share: share, sensitivity: 1, probability: probability))
                    let table = SampleFormula.table(share: share, sensitivity: 1, probability: probability)
                    #expect(Double(exact) <= equation.rounded(.up), "\(chips) \(breaching) \(probability)")
                    #expect(equation < table)
                }
            }
        }
    }

    @Test("a stock is of chips that there are, and a look may find something")
    func refused() {
        #expect(Stock(chips: 0, breaching: 0) == nil)
        #expect(Stock(chips: 5, breaching: 6) == nil)
        #expect(Stock(chips: 5, breaching: 0) == nil)
        #expect(Stock(chips: 5, breaching: 1, sensitivity: 0) == nil)
        #expect(Stock(chips: 5, breaching: 1, sensitivity: 1.1) == nil)
        #expect(Stock(chips: 5, breaching: 1, sensitivity: .nan) == nil)
        #expect(Stock(chips: 1_000_000_001, breaching: 1) == nil)
        #expect(TrainingRun(operations: 0, rate: 1, duration: 1) == nil)
        #expect(TrainingRun(operations: 1e30, rate: 1, duration: 1)?.chips == nil)
        #expect(Regime(chips: 10, share: 1_000_001, every: 1) == nil)
        #expect(Regime(chips: 10, share: 10, every: 0) == nil)
    }

    @Test("all 15 numbers of the published table follow its formula; its equation gives others")
    func publishedTable() throws {
        var seen = 0
        for cell in PublishedTable.cells {
            guard let printed = cell.printed else {
                #expect(cell.chipsInAYear > cell.stock, "\(cell.model): a dash says that a year is not enough")
                continue
            }
            seen += 1
            let whole = cell.table.rounded(.down)
            let shown = whole < 1000 ? whole : Double(String(format: "%.2e", whole))
            #expect(shown == printed, "\(cell.model), \(cell.stock)")
            if let equation = cell.equation { #expect(equation < cell.table) }
        }
        #expect(seen == 15)
    }

    @Test("one published number means nothing: the run needs more chips than there are")
    func impossible() throws {
        let cell = try #require(PublishedTable.cells.first { $0.printed == 7 })
        #expect(Int(cell.busyChips.rounded(.down)) == 3819)
        #expect(cell.stock == 1000 && cell.equation == nil && cell.exact == nil)
        #expect(PublishedTable.cells.count { $0.printed != nil && $0.equation == nil } == 1)
    }

    @Test("the published numbers overstate, up to three times, and never understate")
    func overstated() throws {
        let ratios = PublishedTable.cells.filter { $0.printed != nil }.compactMap { cell in
            cell.equation.map { cell.table / $0 }
        }
        #expect(ratios.count == 14)
        #expect(ratios.allSatisfy { $0 > 1 })
        #expect(try #require(ratios.max()) < 3.1)
        #expect(try #require(ratios.max()) > 2.5)
    }

    @Test("footnote 5 and appendix C.1 come out")
    func footnotes() {
        #expect(Int(PublishedTable.footnote(operations: 9.9e24).rounded()) == 231_573)
        #expect(Int(PublishedTable.footnote(operations: 1e25).rounded()) == 229_257)
        var worst = 1.0
        for custodians in 1...100 {
            for step in 1...200 {
                worst = min(
                    worst,
                    SampleFormula.kept(share: Double(step) / 1000, custodians: custodians, probability: 0.9))
            }
        }
        #expect(abs(worst - 0.9703) < 0.00005)
    }

    @Test("a regime of the agreement: shares round up, times are whole rounds")
    func regime() throws {
        let regime = try #require(Regime(chips: 24, share: 100_000, every: 30 * 86_400))
        #expect(regime.drawn == 3)
        #expect(regime.rounds(within: 365 * 86_400) == 12)
        let one = try #require(
            regime.achievement(against: 1, sensitivity: 1, within: 365 * 86_400, probability: 0.9))
        #expect(abs(one.once - 0.125) < 1e-12)
        #expect(abs(one.within - (1 - pow(0.875, 12))) < 1e-12)
        #expect(one.time == 18 * 30 * 86_400)
        let smallest = try #require(regime.smallestFound(sensitivity: 1, within: 365 * 86_400, probability: 0.9))
        #expect(smallest == 2)
        // A horizon that is shorter than the first interval: nobody comes, and nothing is found.
        let early = try #require(regime.achievement(against: 24, sensitivity: 1, within: 86_400, probability: 0.9))
        #expect(early.once == 1 && early.within == 0 && early.time == 30 * 86_400)
        #expect(regime.smallestFound(sensitivity: 1, within: 86_400, probability: 0.1) == nil)
        #expect(Regime(chips: 5, share: 0, every: 1)?.smallestFound(sensitivity: 1, within: 9, probability: 0.1) == nil)
    }

    private static let python = Python.having()

    @Test(
        "Python's exact fractions agree, for stocks of up to 2,000 chips",
        .enabled(if: python != nil, "skipped: no Python; set INTERLOCK_PYTHON to one"))
    func exactFractions() throws {
        let python = try #require(InspectionTests.python)
        var lines: [String] = []
        for chips in [10, 97, 500, 2_000] {
            for breaching in [1, 2, chips / 10, chips / 2, chips] where breaching > 0 {
                for thousandths in [1000, 950, 300, 10] {
                    let stock = try #require(
                        Stock(chips: chips, breaching: breaching, sensitivity: Double(thousandths) / 1000))
                    for count in [0, 1, chips / 20, chips / 3, chips - 1, chips] {
                        lines.append("\(chips) \(breaching) \(thousandths) \(count) \(stock.missed(drawing: count))")
                    }
                }
            }
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/check_inspection.py").path
        let good = try #require(
            Python.run(python, [script], input: lines.joined(separator: "\n") + "\n"))
        #expect(good.status == 0, "\(good.output)")
        #expect(good.output.hasPrefix("\(lines.count) probabilities"))
        let bad = try #require(Python.run(python, [script], input: "10 2 1000 3 0.46\n"))
        #expect(bad.status == 1, "a wrong probability must be told: \(bad.output)")
    }
}
