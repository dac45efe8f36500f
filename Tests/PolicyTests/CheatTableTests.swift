import Agreement
import Fleet
import Foundation
import Policy
import Testing

@Suite("The table of cheats")
struct CheatTableTests {
    private func table(_ agreement: String = CheatTable.usualAgreement, seed: UInt64 = 1) throws -> CheatTable {
        try CheatTable(under: try Agreement(Array(agreement.utf8), file: "agreement.yaml"), seed: seed)
    }

    @Test("Specs/Cheats.md is what is measured, and what is called residual is what nobody notices")
    func page() throws {
        let table = try table()
        let file = Trial.root.appendingPathComponent("Specs/Cheats.md")
        #expect(
            try String(contentsOf: file, encoding: .utf8) == table.page,
            "write it anew: interlock fleet cheats --format markdown > Specs/Cheats.md")
        #expect(table.rows.map(\.kind) == CheatKind.allCases && table.rows.count >= 30)
        for row in table.rows {
            #expect(row.isUnnoticedGain == row.kind.isResidual, "\(row.kind.rawValue)")
            #expect(!row.attempt.isEmpty && !row.kind.obstacle.isEmpty)
        }
    }

    @Test("another seed changes nothing of what stops and what notices")
    func seeds() throws {
        let (one, two) = (try table(), try table(seed: 2))
        for (left, right) in zip(one.rows, two.rows) {
            #expect(left.stop == right.stop && left.notice?.rule == right.notice?.rule, "\(left.kind.rawValue)")
            #expect((left.gained > 0) == (right.gained > 0), "\(left.kind.rawValue)")
        }
    }

    @Test(
        "rows are measured: what nobody asks for is not missed, and a model that is not listed is refused all the same")
    func measured() throws {
        let unasked = try table(CheatTable.usualAgreement.replacing("interval: 10m", with: "interval: 0s"))
        #expect(unasked.rows.first { $0.kind == .withheldEvidence }?.notice == nil)
        #expect(unasked.rows.first { $0.kind == .darkChip }?.notice == nil)
        #expect(unasked.rows.first { $0.kind == .unlistedModel }?.stop == "firmware: modelNotPermitted")
    }

    @Test("an agreement whose models nobody published can't be tried, and that is said")
    func untried() throws {
        #expect(throws: CaseFailure.self) {
            try table(CheatTable.usualAgreement.replacing("weights: b97e15ac", with: "weights: a97e15ac"))
        }
    }
}
