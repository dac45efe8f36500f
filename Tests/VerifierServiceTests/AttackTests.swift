import Attestation
import Cryptography
import Foundation
import InterlockTesting
import Ledger
import Silicon
import Testing

import VerifierService

/// What a dishonest client tries.
@Suite("Attacks on the service")
struct AttackTests {
    private func rules(_ response: ServiceResponse) throws -> [String] {
        try response.json["interlock"]?["appraisal"]?.rules ?? []
    }

    @Test("SV-25: a nonce is answered once: the same again gets the same result, other evidence is refused")
    func replayedNonce() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let (path, nonce) = try await service.open()
        let (first, second) = (try chip.evidence(nonce), try chip.evidence(nonce))
        #expect(first != second)
        let answer = await service.submit(first, to: path)
        #expect(try await service.submit(first, to: path).json["result"] == answer.json["result"])
        #expect(await service.submit(second, to: path).status == .conflict)
        #expect(try service.store.summary().entries == 1)
    }

    @Test("SV-25: of answers that race for one nonce, one is taken", arguments: [false, true])
    func race(onDisk: Bool) async throws {
        let folder = try TemporaryFolder()
        // The store is closed before its folder goes: what it writes late would keep the folder.
        try await race(on: onDisk ? SQLiteStore(path: folder.path("l.db")) : MemoryStore())
        withExtendedLifetime(folder) {}
    }

    private func race(on store: any Store) async throws {
        let service = try TestService(store: store)
        let (path, nonce) = try await service.open()
        let answers = try (0..<8).map { try TestService.chip("chip/\($0)").evidence(nonce) }
        let statuses = await withTaskGroup(of: Int.self) { group in
            for answer in answers { group.addTask { await service.submit(answer, to: path).status.rawValue } }
            return await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 1)
        #expect(statuses.filter { $0 == 409 }.count == 7)
        #expect(try store.summary().entries == 1)
    }

    @Test("two instances on one store: a session of one is served by the other, and answered once")
    func instances() async throws {
        let store = MemoryStore()
        let services = [try TestService(store: store, instance: 1), try TestService(store: store, instance: 2)]
        let (chip, other) = (try TestService.chip(), try TestService.chip("chip/1"))
        let (path, nonce) = try await services[0].open()
        #expect(await services[1].submit(try chip.evidence(nonce), to: path).status == .ok)
        #expect(await services[0].submit(try other.evidence(nonce), to: path).status == .conflict)
        // The other instance's cache of the chip's history is behind, and must not be used.
        for index in 0..<6 {
            let service = services[index % 2]
            let (path, nonce) = try await service.open()
            #expect(try rules(await service.submit(try chip.evidence(nonce), to: path)) == [])
        }
        #expect(try store.check().faults == [])
    }

    @Test("evidence for another challenge is found out, in the signed result too")
    func otherNonce() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let (_, oldNonce) = try await service.open()
        let old = try chip.evidence(oldNonce)
        let (path, _) = try await service.open()
        let response = await service.submit(old, to: path)
        #expect(try rules(response) == ["IL-AUTH-13"])
        let token = try #require(try response.json["result"]?.text?.split(separator: "."))
        let claims = try JSONValue(parsing: #require([UInt8](base64URL: token[1])))
        #expect(claims["ear_status"]?.text == "warning")
    }

    @Test("evidence that is shown again under the same nonce in another session does not affirm anything")
    func presentedTwice() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let evidence = try chip.evidence(Array(repeating: 9, count: 16))
        #expect(try await service.bring([evidence])[0]["standing"]?.text == "kept")
        let nonce = Array(repeating: UInt8(9), count: 16).base64URL
        let (path, _) = try await service.open(query: "nonce=\(nonce)")
        let response = await service.submit(evidence, to: path)
        #expect(try rules(response).contains("IL-CONT-08"))
        #expect(try response.json["interlock"]?["appraisal"]?["verdict"]?.text == "indeterminate")
        #expect(try service.store.summary().entries == 1)
        // Read again, and brought again, the session tells what it told.
        for again in [await service.ask("GET", path), await service.submit(evidence, to: path)] {
            #expect(again.body == response.body)
        }
    }

    @Test("forged, cut, foreign and empty-handed evidence is judged, not kept, and uses the nonce")
    func forged() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let stranger = try TestWorld(8).chip(mode: .native)
        #expect(stranger.powerOn())
        let changes: [([UInt8]) throws -> [UInt8]] = [
            { nonce in
                var bytes = try chip.evidence(nonce)
                bytes[bytes.count - 1] ^= 1
                return bytes
            },
            { nonce in Array(try chip.evidence(nonce).dropLast()) }, { nonce in try stranger.evidence(nonce) },
            { _ in [0] },
        ]
        for change in changes {
            let (path, nonce) = try await service.open()
            let response = await service.submit(try change(nonce), to: path)
            let json = try response.json
            #expect(json["interlock"]?["appraisal"]?["verdict"]?.text == "indeterminate")
            #expect(json["interlock"]?["receipt"]?.content == .null)
            let token = try #require(json["result"]?.text?.split(separator: "."))
            let claims = try JSONValue(parsing: #require([UInt8](base64URL: token[1])))
            #expect(claims["ear_status"]?.text == "contraindicated")
            #expect(await service.submit(try chip.evidence(nonce), to: path).status == .conflict)
        }
        #expect(try service.store.summary() == FleetSummary(chips: 0, entries: 0, usage: .none))
    }

    @Test("SV-27: a session is its client's: another can't read, answer or delete it; nor can one be made up")
    func otherClient() async throws {
        let service = try TestService()
        let (mine, other) = (Peer(role: .host, name: "a"), Peer(role: .host, name: "b"))
        let (path, nonce) = try await service.open(as: mine)
        let evidence = try TestService.chip().evidence(nonce)
        for peer in [other, Peer(role: .party, name: "a"), .anyone] {
            #expect(await service.ask("GET", path, as: peer).status == .notFound)
            #expect(await service.submit(evidence, to: path, as: peer).status == .notFound)
            #expect(await service.ask("DELETE", path, as: peer).status == .notFound)
        }
        let identifier = try #require(path.split(separator: "/").last)
        let bytes = try #require([UInt8](base64URL: identifier))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            let path = "\(TestService.sessions)/session/\(changed.base64URL)"
            #expect(await service.ask("GET", path, as: mine).status == .notFound, "byte \(index)")
        }
        for made in ["x", "AA", identifier.dropLast(), identifier + "A", "..%2F..%2Fetc"] {
            #expect(
                await service.ask("GET", "\(TestService.sessions)/session/\(made)", as: mine).status == .notFound)
        }
        #expect(await service.submit(evidence, to: path, as: mine).status == .ok)
    }

    @Test("another client that opens a session for the same nonce does not see its result")
    func stolenNonce() async throws {
        let service = try TestService()
        let (mine, other) = (Peer(role: .host, name: "a"), Peer(role: .host, name: "b"))
        let nonce = Array(repeating: UInt8(3), count: 16)
        let (path, _) = try await service.open(query: "nonce=\(nonce.base64URL)", as: mine)
        let (theirs, _) = try await service.open(query: "nonce=\(nonce.base64URL)", as: other)
        let evidence = try TestService.chip().evidence(nonce)
        #expect(await service.submit(evidence, to: path, as: mine).status == .ok)
        let seen = await service.ask("GET", theirs, as: other)
        #expect(try seen.json["status"]?.text == "failed" && seen.json["result"] == nil)
        #expect(await service.submit(evidence, to: theirs, as: other).status == .conflict)
        #expect(await service.ask("DELETE", theirs, as: other).status == .notFound)
        #expect(await service.ask("GET", path, as: mine).status == .ok)
    }

    @Test("bodies beyond the limit are 413 at every endpoint")
    func oversized() async throws {
        let service = try TestService()
        for endpoint in Endpoint.allCases {
            let role = try #require(endpoint.roles.last)
            let path = endpoint.path.replacingOccurrences(of: "{document}", with: "root.pem")
                .replacingOccurrences(of: "{chip}", with: String(repeating: "0", count: 32))
                .replacingOccurrences(of: "{digest}", with: String(repeating: "0", count: 96))
                .replacingOccurrences(of: "{session}", with: "x")
            let body = [UInt8](repeating: 0, count: endpoint.maximumBodyByteCount + 1)
            let response = await service.ask(
                endpoint.method.rawValue, path, body: body, as: Peer(role: role, name: "n"))
            #expect(response.status == .contentTooLarge, "\(endpoint)")
        }
    }

    @Test(
        "paths that lead nowhere are 404, with nothing behind them",
        arguments: [
            "/", "//healthz", "/healthz/", "/HEALTHZ", "/%68ealthz", "/healthz/../metrics", "/interlock/v1/trust/",
            "/interlock/v1/trust/%", "/interlock/v1/trust/%ff", "/interlock/v1/trust/%+a", "/interlock/v1/trust/a/b",
            "/challenge-response/v1/session/", "/.well-known/veraison/verification/x", "*", "",
        ])
    func paths(path: String) async throws {
        let service = try TestService()
        #expect(await service.ask("GET", path, as: Peer(role: .operator, name: "o")).status == .notFound)
    }

    @Test(
        "a trusted document has a trust directory's name and no other",
        arguments: [
            "..%2Froot.pem", "licences%2F..%2F..%2Fx.cbor", "%2Fetc%2Fpasswd", "licences%2F.cbor", "README", "a.json",
            "licences%2Fa%00.cbor", "licences%2F%C3%BC.cbor", "root.pem%0a",
            "licences%2Fa%2Fb.cbor",
        ])
    func documentNames(name: String) async throws {
        let service = try TestService()
        let peer = Peer(role: .operator, name: "o")
        let response = await service.ask("PUT", "/interlock/v1/trust/\(name)", body: [1], as: peer)
        #expect(response.status == .badRequest)
    }

    @Test("garbage in every place gets an answer below 500", arguments: 1...30)
    func garbage(seed: Int) async throws {
        let service = try TestService()
        var stream = SeededStream(seed: UInt64(seed), name: "garbage")
        let types = [EvidenceType.eat, EvidenceType.batch, "application/cmw", "application/cmw+json", "\u{7f};=;", ""]
        let (session, nonce) = try await service.open()
        let evidence = try TestService.chip().evidence(nonce)
        for step in 0..<60 {
            let endpoint = Endpoint.allCases[Int(stream.next() % UInt64(Endpoint.allCases.count))]
            let role = try #require(endpoint.roles.randomElement(from: &stream))
            var body = stream.next() % 2 == 0 ? evidence : stream.bytes(Int(stream.next() % 300))
            if !body.isEmpty { body[Int(stream.next() % UInt64(body.count))] ^= UInt8(stream.next() & 255) }
            let junk = String(decoding: stream.bytes(Int(stream.next() % 12)), as: UTF8.self)
            let path =
                endpoint.path.contains("{session}") && stream.next() % 2 == 0
                ? session : endpoint.path.replacingOccurrences(of: "{", with: junk)
            let response = await service.ask(
                endpoint.method.rawValue, path, query: stream.next() % 3 == 0 ? junk : "dry-run=true",
                headers: [("content-type", types[Int(stream.next() % 6)])], body: body,
                as: Peer(role: role, name: "n"))
            #expect(response.status.rawValue < 500, "seed \(seed), step \(step): \(endpoint)")
        }
    }
}

extension Array {
    /// One of them, by the stream.
    fileprivate func randomElement(from stream: inout SeededStream) -> Element? {
        isEmpty ? nil : self[Int(stream.next() % UInt64(count))]
    }
}
