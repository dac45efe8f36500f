import Agreement
import Testing
import Yams

@Suite("Differences")
struct DifferenceTests {
    private func difference(_ old: String, _ new: String) throws -> AgreementDifference {
        try AgreementDifference(from: Array(old.utf8), named: "old", to: Array(new.utf8), named: "new")
    }

    @Test("nothing changes between an agreement and itself", arguments: Library.names)
    func same(name: String) throws {
        let text = try Library.text(name)
        #expect(try difference(text, text).changes.isEmpty)
        #expect(try difference(text, text + "\n# A remark.\n").changes.isEmpty)
    }

    @Test("the same value in other words is no change")
    func spelling() throws {
        let text = try Library.text("inference-only.yaml")
        let other = text.replacing("interval: 10m", with: "interval: 600s").replacing("1e22", with: "10_000e18")
            .replacing(
                "parties:\n  - name: Republic of Norland\n", with: "parties:\n  - name: \"Republic of Norland\"\n")
        #expect(other != text)
        #expect(try difference(text, other).changes.isEmpty)
    }

    static let directed: [(file: String, old: String, new: String, field: String, gains: String)] = [
        ("inference-only", "total: 1e22", "total: 2e22", "allowances.total", "beneficiary"),
        ("inference-only", "interval: 10m", "interval: 11m", "monitoring.interval", "cheats"),
        ("inference-only", "level: real-time", "level: periodic", "monitoring.level", "cheats"),
        ("inference-only", "licence: 2", "licence: 1", "quorum.licence", "single party"),
        ("inference-only", "change: 3", "change: 2", "quorum.change", "single party"),
        ("inference-only", "validity: 7d", "validity: 8d", "licences.validity", "cheats"),
        ("inference-only", "boots: 20, ", "", "licences.boots", "cheats"),
        ("inference-only", "chips: 64", "chips: 65", "fixedSets[hall-1].chips", "beneficiary"),
        (
            "inference-only", "[warn, suspend, revoke]", "[warn, suspend]", "consequences[breach].ladder[revoke]",
            "cheats"
        ),
        ("inference-only", "at: 2031", "at: 2032", "sunset.at", "beneficiary"),
        (
            "inference-only", "uses: [inference]", "uses: [inference, training]", "models[assistant-8b].uses[training]",
            "beneficiary"
        ),
        ("inference-only", "grace: 72h", "grace: 73h", "outage.grace", "withholds"),
        ("generation-lag", "behind: 2", "behind: 1", "modelRules.behind", "beneficiary"),
        ("generation-lag", "frontier: 6", "frontier: 7", "modelRules.frontier", "beneficiary"),
        ("generation-lag", ", replicas: 8", "", "throttle.replicas", "beneficiary"),
        ("restricted-output", "    filter: c198", "    #", "models[shielded-8b].filter", "beneficiary"),
        ("narrow-models", "{kind: narrow}", "{kind: general}", "modelRules.kind", "beneficiary"),
        ("narrow-models", "fineTuning: no", "fineTuning: yes", "models[proteins-7b].fineTuning", "beneficiary"),
        (
            "draft-treaty", "operations: 1e24, beyond: prohibited", "operations: 2e24, beyond: prohibited",
            "thresholds[strict].operations", "beneficiary"
        ),
        ("draft-treaty", "beyond: prohibited", "beyond: reported", "thresholds[strict].beyond", "beneficiary"),
        ("draft-treaty", "performance: 253184", "performance: 253185", "coveredClusters.performance", "clusters"),
        ("draft-treaty", "share: 10 %", "share: 9.9999 %", "inspections.share", "cheats"),
        ("draft-treaty", "drawn: random", "drawn: announced", "inspections.drawn", "cheats"),
        ("phased-treaty", "kept: 180d", "kept: 179d", "phases[full].entry.kept", "broke"),
        ("phased-treaty", "inspected: yes", "inspected: no", "phases[full].entry.inspected", "inspected"),
        (
            "phased-treaty", "models: [assistant-8b]", "models: [assistant-8b, assistant-70b]",
            "phases[pilot].models[assistant-70b]", "beneficiary"
        ),
        (
            "sub-threshold-research", "    - name: weapons design\n      class: 8\n      manifest: 0f2", "#",
            "data.excluded[weapons design]", "beneficiary"
        ),
    ]

    @Test("a weakening is told with who gains, and its reverse is none", arguments: directed)
    func directions(change: (file: String, old: String, new: String, field: String, gains: String)) throws {
        let text = try Library.text("\(change.file).yaml")
        let weaker = text.replacing(change.old, with: change.new)
        let forth = try difference(text, weaker)
        #expect(
            forth.changes.map(\.field) == [change.field] && forth.changes.map(\.effect) == [.weaker], "\(forth.changes)"
        )
        #expect(forth.weakens && forth.changes.first?.gains.contains(change.gains) == true, "\(forth.changes)")
        let back = try difference(weaker, text)
        #expect(back.changes.map(\.field) == [change.field] && back.changes.map(\.effect) == [.stronger])
        #expect(!back.weakens)
    }

    static let mixed: [(file: String, old: String, new: String, field: String)] = [
        ("inference-only", "revoke: 2", "revoke: 3", "quorum.revoke"),
        ("inference-only", "notice: 90d", "notice: 91d", "exit.notice"),
        (
            "inference-only", "rounded: [operations, training]", "rounded: [operations]",
            "disclosure[public].rounded[training]"
        ),
        ("inference-only", "26aeb71e", "06aeb71e", "parties[Vesta Union].key"),
        (
            "phased-treaty", "quorum: 3\n  - name: Vesta", "quorum: 2\n  - name: Vesta",
            "escrow[Norland's deposit].quorum"
        ),
        ("phased-treaty", "holder: Bank of the Straits", "holder: Bank of Maren", "escrow[Norland's deposit].holder"),
        ("inference-only", "[warn, suspend, revoke]", "[suspend, warn, revoke]", "consequences[breach].ladder"),
    ]

    @Test("where each way somebody loses, both are told and count as weaker", arguments: mixed)
    func bothWays(change: (file: String, old: String, new: String, field: String)) throws {
        let text = try Library.text("\(change.file).yaml")
        let other = text.replacing(change.old, with: change.new)
        for (old, new) in [(text, other), (other, text)] {
            let difference = try difference(old, new)
            #expect(difference.changes.map(\.field) == [change.field] && difference.changes.map(\.effect) == [.mixed])
            #expect(difference.weakens && difference.changes.allSatisfy { !$0.gains.isEmpty })
        }
    }

    @Test("a section that is taken out or put in is told", arguments: Library.names)
    func sections(name: String) throws {
        let text = try Library.text(name)
        guard case .mapping(let document)? = try Yams.compose(yaml: text) else { return }
        for key in document.keys {
            var copy = document
            copy[key] = nil
            let shorter = try Yams.serialize(node: .mapping(copy))
            guard (try? Agreement(Array(shorter.utf8), file: "shorter")) != nil else { continue }
            #expect(try !difference(text, shorter).changes.isEmpty, "\(name) without \(key.string ?? "?")")
            #expect(try !difference(shorter, text).changes.isEmpty, "\(name) with \(key.string ?? "?")")
        }
    }

    @Test("no value can be changed unseen", arguments: Library.names)
    func everyLeaf(name: String) throws {
        let text = try Library.text(name)
        let root = try #require(try Yams.compose(yaml: text))
        var tried = 0
        for (path, mutant) in DifferenceTests.mutants(of: root, path: "") {
            let changed = try Yams.serialize(node: mutant)
            guard (try? Agreement(Array(changed.utf8), file: "changed")) != nil else { continue }
            tried += 1
            #expect(try !difference(text, changed).changes.isEmpty, "\(name): \(path)")
        }
        #expect(tried > 20, "\(name): \(tried)")
    }

    /// Copies of a node, each with one scalar changed to another of its kind.
    private static func mutants(of node: Node, path: String) -> [(String, Node)] {
        switch node {
        case .scalar(let scalar):
            return other(scalar.string).map { ("\(path) \(scalar.string) to \($0)", Node.scalar(.init($0))) }
        case .mapping(let mapping):
            return mapping.flatMap { key, value in
                mutants(of: value, path: "\(path).\(key.string ?? "")").map { path, mutant in
                    var copy = mapping
                    copy[key] = mutant
                    return (path, .mapping(copy))
                }
            }
        case .sequence(let sequence):
            return sequence.indices.flatMap { index in
                mutants(of: sequence[index], path: "\(path)[\(index)]").map { path, mutant in
                    var copy = sequence
                    copy[index] = mutant
                    return (path, .sequence(copy))
                }
            }
        case .alias: return []
        }
    }

    /// Words that can stand in for each other.
    private static let groups: [[String]] = [
        ["inference", "training"], ["yes", "no"], ["run", "period", "fleet", "chip"],
        ["breach", "doubt", "IL-COMP-05"],
        ["random", "scheduled", "announced"], ["narrow", "general"], ["real-time", "periodic", "minimal"],
        ["closed", "throttled"], ["continues", "ends"], ["warn", "throttle", "suspend", "revoke", "forfeit"],
        ["prohibited", "monitored"], ["posttraining", "any"], ["fp8", "int8", "int4"], ["place", "network"],
        ["operations", "training", "time"], ["AG-GAP-14", "AG-GAP-24", "AG-GAP-01"],
    ]

    private static func other(_ text: String) -> [String] {
        if text.count == 96 { return [String(repeating: "0", count: 96)] }
        let words = groups.filter { $0.contains(text) }.flatMap(\.self).filter { $0 != text }
        return words.isEmpty ? ["\(text)x", "5d", "7 %", "3", "2040-01-01T00:00:00Z"].filter { $0 != text } : words
    }
}
