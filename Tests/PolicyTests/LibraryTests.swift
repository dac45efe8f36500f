import Agreement
import Foundation
import Policy
import Testing

@Suite("Policy library")
struct LibraryTests {
    static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: Trial.folder.path)) ?? []).filter {
            $0.hasSuffix(".yaml")
        }.map { String($0.dropLast(5)) }.sorted()

    /// The table of levers in the library's page.
    static let levers: [(name: String, agreement: String, term: String)] = {
        let page = try? String(contentsOf: Trial.folder.appendingPathComponent("README.md"), encoding: .utf8)
        let rows = (page ?? "").split(separator: "\n").filter { $0.hasPrefix("| ") && $0.count { $0 == "`" } == 4 }
        return rows.map { row in
            let cells = row.split(separator: "|").map { $0.filter { $0 != "`" }.trimmingCharacters(in: .whitespaces) }
            return (cells[0], cells[1], cells[2])
        }
    }()

    @Test("each lever has an agreement of the library")
    func leverage() {
        #expect(LibraryTests.levers.count >= 38)
        for lever in LibraryTests.levers { #expect(LibraryTests.names.contains(lever.agreement), "\(lever.agreement)") }
    }

    @Test("there is a suite for each agreement, and no other")
    func each() throws {
        let suites = try FileManager.default.contentsOfDirectory(
            atPath: Trial.folder.appendingPathComponent("Suites").path
        ).filter { $0.hasSuffix(SuiteFile.suffix) }
        #expect(suites.sorted() == LibraryTests.names.map { "\($0).suite.yaml" })
        #expect(suites.count >= 9)
    }

    @Test("its suite holds, rests on every clause and rule, and notices what is weakened", arguments: names)
    func holds(name: String) throws {
        let path = Trial.folder.appendingPathComponent("Suites/\(name).suite.yaml")
        let text = try String(contentsOf: path, encoding: .utf8)
        #expect(text.contains("agreement: ../\(name).yaml\n"))
        let suite = try Trial.read(text, under: try Trial.draft(name)).get()
        let result = try SuiteRun(suite, jobs: 2).run(mutating: true)
        #expect(Trial.failures(result).isEmpty)
        let mutation = try #require(result.mutation)
        let survivors = mutation.survivors.map { "\($0.mutant.clause) \($0.mutant.change)" }
        #expect(mutation.score >= 9_500, "\(mutation.score): \(survivors)")
        let uncovered = result.rules.filter { !$0.isCovered }.map(\.rule.id)
        #expect(uncovered.isEmpty)
        #expect(mutation.wronglyExplained.isEmpty)
        for survivor in mutation.survivors {
            #expect(
                suite.survivors.contains { $0.clause == survivor.mutant.clause },
                "\(survivor.mutant.clause) \(survivor.mutant.change) survives, and nobody says why")
        }
        for lever in LibraryTests.levers where lever.agreement == name {
            #expect(
                mutation.fates.contains { $0.mutant.clause.hasPrefix(lever.term) && $0.fate.isKilled },
                "no test notices a change of \(lever.term), which carries: \(lever.name)")
        }
        let uncoveredClauses = mutation.clauses.filter { !$0.isCovered }
        #expect(uncoveredClauses.isEmpty, "\(uncoveredClauses.map(\.clause))")
    }
}
