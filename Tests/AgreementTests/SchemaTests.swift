import Agreement
import Foundation
import Testing
import Yams

@Suite("Schema")
struct SchemaTests {
    @Test("the published schema is the one that the program prints")
    func published() throws {
        #expect(try Library.page("schema/agreement.json") == AgreementForm.schema.text)
    }

    @Test("the page lists every field and every concern")
    func page() throws {
        let page = try Library.page("Agreement.md")
        #expect(page.contains(AgreementForm.page))
        for kind in Concern.Kind.allCases {
            #expect(page.contains("| \(kind.id) | \(kind.title) |"), "| \(kind.id) | \(kind.title) |")
        }
    }

    @Test("what the reader takes, the schema takes", arguments: Library.names)
    func library(name: String) throws {
        let schema = try Validator()
        let problem = try schema.problem(of: try Library.text(name))
        #expect(problem == nil)
    }

    @Test("what the schema refuses, the reader refuses; and where YAML can be read, the other way round")
    func malformed() throws {
        let schema = try Validator()
        var agreed = 0
        for (name, text) in MalformedTests.mutants {
            let problem: String?
            do { problem = try schema.problem(of: text) } catch { continue }
            // A schema says nothing about characters that can't be printed.
            guard !name.contains("control character") else { continue }
            #expect(problem != nil, "\(name) fits the schema")
            agreed += 1
        }
        #expect(agreed > 150, "\(agreed)")
    }

    @Test("the mutants of differences that the reader takes, the schema takes")
    func canary() throws {
        let schema = try Validator()
        let text = try Library.text("inference-only.yaml")
        for wrong in [
            text.replacing("total: 1e22", with: "total: 1x22"), text.replacing("licence: 2", with: "licence: 9"),
            text.replacing("level: real-time", with: "level: soon"), text.replacing("name: hall-1", with: "name: 1"),
            text.replacing("signatures: 1", with: "signatures: [1]"), text.replacing("sunset:", with: "sunsets:"),
        ] {
            #expect(try schema.problem(of: wrong) != nil)
        }
    }
}

/// A validator of the part of JSON Schema that the schema uses, which shares no code with the reader.
private struct Validator {
    let root: [String: Any]

    init() throws {
        let url = Library.root.appendingPathComponent("Specs/schema/agreement.json")
        root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    }

    func problem(of text: String) throws -> String? {
        let node = try #require(try Yams.compose(yaml: text))
        return try problem(of: node, root, "")
    }

    private func problem(of node: Node, _ schema: [String: Any], _ path: String) throws -> String? {
        for (keyword, value) in schema {
            switch (keyword, value) {
            case ("$schema", _), ("$defs", _), ("title", _), ("description", _), ("maxLength", _): break
            case ("$ref", let reference as String):
                let name = try #require(reference.split(separator: "/").last).description
                let definitions = try #require(root["$defs"] as? [String: Any])
                if let problem = try problem(of: node, try #require(definitions[name] as? [String: Any]), path) {
                    return problem
                }
            case ("anyOf", let choices as [[String: Any]]):
                let problems = try choices.map { try self.problem(of: node, $0, path) }
                if problems.allSatisfy({ $0 != nil }) { return problems.compactMap(\.self).first }
            case ("type", let type as String): if !Validator.isType(type, node) { return "\(path) is no \(type)" }
            case ("enum", let values as [Any]):
                let words = values.compactMap { $0 as? String }
                if !words.contains(node.scalar?.string ?? "\0") { return "\(path) is none of \(words)" }
            case ("pattern", let pattern as String):
                if try (node.scalar?.string ?? "").firstMatch(of: Regex(pattern)) == nil {
                    return "\(path): \(pattern)"
                }
            case ("minLength", let length as Int):
                if (node.scalar?.string ?? "").count < length { return "\(path) is short" }
            case ("minimum", let least as NSNumber):
                if let value = Double(node.scalar?.string ?? ""), value < least.doubleValue {
                    return "\(path) is small"
                }
            case ("maximum", let most as NSNumber):
                if let value = Double(node.scalar?.string ?? ""), value > most.doubleValue { return "\(path) is large" }
            case ("required", let names as [String]):
                if let name = names.first(where: { node[$0] == nil }) { return "\(path) lacks \(name)" }
            case ("properties", let properties as [String: [String: Any]]):
                for (key, child) in node.mapping ?? [:] {
                    guard let member = properties[key.string ?? "\0"] else {
                        return "\(path).\(key.string ?? "?") is unknown"
                    }
                    if let problem = try problem(of: child, member, "\(path).\(key.string ?? "?")") { return problem }
                }
            case ("additionalProperties", let flag as Bool): #expect(!flag)
            case ("items", let item as [String: Any]):
                for child in node.array() {
                    if let problem = try problem(of: child, item, "\(path)[]") { return problem }
                }
            case ("minItems", let count as Int): if node.array().count < count { return "\(path) has few items" }
            case ("maxItems", let count as Int): if node.array().count > count { return "\(path) has many items" }
            case ("uniqueItems", _): if Set(node.array()).count < node.array().count { return "\(path) repeats" }
            default: Issue.record("the validator does not know \(keyword)")
            }
        }
        return nil
    }

    private static func isType(_ type: String, _ node: Node) -> Bool {
        switch type {
        case "object": node.mapping != nil
        case "array": node.sequence != nil
        // JSON has no times: an editor checks one as the string that it is.
        case "string":
            node.scalar != nil
                && ["tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"].contains(node.tag.description)
        // JSON Schema 2020-12, section 4.2.3 of its core: a number without a fraction is an integer, however written.
        case "integer":
            switch node.scalar == nil ? "" : node.tag.description {
            case "tag:yaml.org,2002:int": true
            case "tag:yaml.org,2002:float": node.float.map { $0 == $0.rounded() } ?? false
            default: false
            }
        default: false
        }
    }
}
