import Appraisal
import Foundation
import Testing
import Wire

@Suite struct DocumentationTests {
    private func page(_ name: String) throws -> String {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Specs/\(name)")
        return try String(contentsOf: url, encoding: .utf8)
    }

    @Test("every rule has its entry, with its severity, and no entry is of a rule that does not exist")
    func findings() throws {
        let page = try page("Findings.md")
        for rule in Rule.allCases {
            #expect(page.contains("### \(rule.id): \(rule.title)\n\n*\(rule.severity.rawValue)*"), "\(rule.id)")
        }
        let headings = page.split(separator: "\n").filter { $0.hasPrefix("### IL-") }
        #expect(headings.count == Rule.allCases.count)
    }

    @Test("the table of the trust vector is the registry's")
    func vector() throws {
        let page = try page("Findings.md")
        for rule in Rule.allCases where !rule.effects.isEmpty {
            let effects = rule.effects.map { "\($0.claim.rawValue) \($0.value)" }.joined(separator: ", ")
            #expect(page.contains("| \(rule.id) | \(effects) |"), "| \(rule.id) | \(effects) |")
        }
    }

    @Test("every fault has its line, with its number and the rule that reports it")
    func faults() throws {
        let page = try page("Faults.md")
        for fault in Fault.allCases {
            #expect(
                page.contains("| `\(fault.number)` | \(fault) | \(fault.sentence) | \(fault.rule.id) |"), "\(fault)")
        }
    }
}
