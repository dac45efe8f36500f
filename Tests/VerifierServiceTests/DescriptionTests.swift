import Attestation
import Foundation
import Testing

import VerifierService

@Suite("The description of the service")
struct DescriptionTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("SV-60: the document has every route and no other, with roles, and only schemas that are there")
    func routes() async throws {
        let service = try TestService()
        let document = try await service.ask("GET", "/openapi.json").json
        guard case .object(let paths)? = document["paths"]?.content,
            case .object(let schemas)? = document["components"]?["schemas"]?.content
        else { throw Missing() }
        var described: Set<String> = []
        for path in paths {
            guard case .object(let methods) = path.value.content else { throw Missing() }
            for method in methods {
                described.insert("\(method.name.uppercased()) \(path.name)")
                let endpoint = try #require(method.value["operationId"]?.text.flatMap(Endpoint.init(rawValue:)))
                #expect(method.value["x-roles"]?.items.compactMap(\.text) == endpoint.roles.map(\.rawValue))
            }
        }
        #expect(described == Set(Endpoint.allCases.map { "\($0.method.rawValue) \($0.path)" }))
        // The router finds each of them, so that the document and the routes can't part.
        for endpoint in Endpoint.allCases {
            let path = endpoint.path.replacingOccurrences(of: "{", with: "").replacingOccurrences(of: "}", with: "")
            guard case .endpoint(let found, _) = Route(method: endpoint.method.rawValue, path: path) else {
                Issue.record("\(endpoint) has no route")
                continue
            }
            #expect(found == endpoint)
        }
        let references = document.compact.components(separatedBy: "#/components/schemas/").dropFirst()
            .compactMap { $0.split(separator: "\"").first.map(String.init) }
        let names = Set(schemas.map(\.name))
        #expect(Set(references) == names, "every schema is used, and is there")
    }

    private struct Missing: Error {}

    @Test("SV-61: Specs/openapi.json is the document that is served")
    func file() throws {
        let path = DescriptionTests.root.appendingPathComponent("Specs/openapi.json")
        let document = try JSONValue(parsing: [UInt8](Data(contentsOf: path)))
        #expect(
            document.compact == OpenAPI.document(build: "0.1.0").compact,
            "tools/service-checks --record renews the file")
    }

    @Test("Specs/Service.md has a row for every endpoint, with its roles")
    func table() throws {
        let path = DescriptionTests.root.appendingPathComponent("Specs/Service.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        for endpoint in Endpoint.allCases {
            let marks = Role.allCases.map { endpoint.roles.contains($0) ? "yes" : "–" }.joined(separator: " | ")
            let row = "| `\(endpoint.method.rawValue) \(endpoint.path)` | \(marks) |"
            #expect(text.contains(row), "\(row)")
        }
    }

    @Test("metrics count requests, evidence and findings, and name no nonce, chip or client")
    func metrics() async throws {
        let service = try TestService()
        let (path, nonce) = try await service.open()
        let chip = try TestService.chip()
        _ = await service.submit(try chip.evidence(nonce), to: path)
        _ = try await service.bring([[1]])
        let body = await service.ask("GET", "/metrics", as: Peer(role: .auditor, name: "secret-name")).body
        let text = String(decoding: body, as: UTF8.self)
        #expect(text.contains("interlock_evidence_total{standing=\"kept\"} 1\n"))
        #expect(text.contains("interlock_evidence_total{standing=\"refused\"} 1\n"))
        #expect(text.contains("interlock_ledger_entries 1\n"))
        for secret in ["secret-name", nonce.base64URL, chip.id.description] { #expect(!text.contains(secret)) }
    }
}
