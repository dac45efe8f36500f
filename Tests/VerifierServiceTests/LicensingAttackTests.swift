import Attestation
import Cryptography
import Foundation
import InterlockTesting
import Ledger
import Licensing
import Testing
import Transparency

import VerifierService

/// What dishonest hosts, parties and operators try with licences.
@Suite("Attacks on the licensing loop")
struct LicensingAttackTests {
    private func opened(_ world: LicensingWorld) async throws -> JSONValue {
        try await world.attest()
        let response = await world.request()
        #expect(response.status == .created, "\(response.detail)")
        return try response.json
    }

    private func digest(_ request: JSONValue) throws -> String { try #require(request["request"]?.text) }

    @Test("the signature of an earlier licence does not count for a later one")
    func replayed() async throws {
        let world = try LicensingWorld()
        let first = try await opened(world)
        let old = Licence(signing: try LicensingWorld.terms(first), with: [TestService.world.parties[2]]).encoded()
        for party in 0..<2 { _ = try await world.sign(first, by: party) }
        let second = try await opened(world)
        let refused = await world.send(old, to: try digest(second))
        #expect(refused.status == .unprocessable && refused.detail.contains("it signs other bytes"))
        // The same with the earlier licence's bytes put under the new request by hand.
        let again = try await world.sign(second, by: 2, payload: LicensingWorld.payload(first))
        #expect(again.status == .unprocessable)
        #expect(await world.send(old, to: try digest(first)).status == .conflict, "that one is complete")
    }

    @Test("a signature over more than was asked is not a signature of the request")
    func widened() async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        var terms = try LicensingWorld.terms(request)
        terms.totalAllowance += 1
        let refused = try await world.sign(request, by: 0, payload: terms.encoded())
        #expect(refused.status == .unprocessable && refused.detail.contains("it signs other bytes"))
    }

    @Test("one party twice is one party, in one message or in two")
    func twice() async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        let key = TestService.world.parties[0]
        let terms = try LicensingWorld.terms(request)
        let double = await world.send(Licence(signing: terms, with: [key, key]).encoded(), to: try digest(request))
        #expect(double.status == .unprocessable && double.detail.contains("2 signers"))
        #expect(try await world.sign(request, by: 0).status == .ok)
        let second = try await world.sign(request, by: 0)
        #expect(second.status == .conflict && second.detail.contains("Norland has signed already"))
        #expect(try await world.log().filter { $0.kind == .signature }.count == 1)
    }

    @Test("keys of strangers, of the vendor, halves of keys and broken signatures do not count")
    func foreign() async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        let party = TestService.world.parties[0]
        let stranger = SigningKey(derivedFrom: [9], purpose: "stranger")
        let half = SigningKey(classical: party.classical, postQuantum: nil)
        let mixed = SigningKey(classical: party.classical, postQuantum: stranger.postQuantum)
        for key in [stranger, TestService.world.vendor, half, mixed] {
            let refused = try await world.sign(request, by: 0, key: key)
            #expect(refused.status == .unprocessable && refused.detail.contains("the key is of none"))
        }
        // The party's name over another's signature.
        let terms = try LicensingWorld.terms(request)
        let honest = Licence(signing: terms, with: [party]).encoded()
        for place in [honest.count - 1, honest.count - 4700, honest.count / 2] {
            var changed = honest
            changed[place] ^= 1
            #expect(await world.send(changed, to: try digest(request)).status == .unprocessable, "\(place)")
        }
        for length in [0, 1, 100, honest.count - 1] {
            let response = await world.send(Array(honest.prefix(length)), to: try digest(request))
            #expect(response.status == .unprocessable && response.detail.hasPrefix("body"))
        }
        #expect(await world.send(honest + [0], to: try digest(request)).status == .unprocessable)
        #expect(try await world.ask("GET", "requests/\(digest(request))").json["signatures"]?.items.count == 0)
    }

    @Test("an operator who trusts its own key under a party's name is refused by the agreement's key")
    func swapped() async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        let own = SigningKey(derivedFrom: [8], purpose: "operator")
        var trust = try TrustStore(TrustFiles(world.service.store.documents().documents))
        trust.parties?.parties[0] = Party(name: "Norland", key: own.publicKey)
        let files = trust.files.files
        let revision = try world.service.store.revision()
        #expect(try world.service.store.replaceDocuments(files, at: revision))
        let refused = try await world.sign(request, by: 0, key: own)
        #expect(refused.status == .unprocessable && refused.detail.contains("the key is of none"))
    }

    @Test("too few signatures make no licence, whatever else is sent")
    func few() async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        _ = try await world.sign(request, by: 1)
        let response = await world.ask("GET", "requests/\(try digest(request))/document")
        #expect(response.status == .conflict && response.detail.contains("1 of 2 signatures"))
        #expect(try !world.service.store.documents().documents.contains { $0.path.hasPrefix("licences/") })
    }

    @Test("after its time a request takes no signature, and the log tells so once")
    func expired() async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        _ = try await world.sign(request, by: 0)
        world.service.wait(7 * LicensingWorld.day)
        #expect(try await world.ask("GET", "requests/\(digest(request))").json["status"]?.text == "open")
        world.service.wait(1)
        let late = try await world.sign(request, by: 1)
        #expect(late.status == .conflict && late.detail.contains("expired"))
        for _ in 0..<3 { try await world.service.service.tidy() }
        #expect(try await world.log().filter { $0.statement.contains("not signed in time") }.count == 1)
        // Asked for anew it is another licence: signatures of the first do not count.
        let second = try await opened(world)
        #expect(try LicensingWorld.terms(second).sequence == 2)
        #expect(try await world.sign(second, by: 1, payload: LicensingWorld.payload(request)).status == .unprocessable)
    }

    @Test("of renewals that race one is opened, by one instance or several")
    func race() async throws {
        let store = MemoryStore()
        let first = try LicensingWorld(store: store, instance: 1)
        try await first.attest()
        let second = try LicensingWorld(store: store, instance: 2, of: first.chips)
        let statuses = await withTaskGroup(of: ServiceResponse.Status.self) { group in
            for number in 0..<12 {
                let service = (number % 2 == 0 ? first : second).service
                group.addTask {
                    await service.ask(
                        "POST", "/interlock/v1/licence-requests", headers: [("content-type", "application/json")],
                        body: Array("{\"set\":\(number % 3 == 0 ? 1 : 0)}".utf8), as: LicensingWorld.host
                    ).status
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == .created }.count == 1)
        #expect(statuses.filter { $0 == .conflict }.count == 11)
        #expect(try await first.log().filter { $0.kind == .request }.count == 1)
        #expect(try await second.audit().audit.findings.map(\.kind) == [.alone])
    }

    @Test("of signatures that race each party's counts once, and one licence comes of them")
    func signatureRace() async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        let digest = try digest(request)
        let terms = try LicensingWorld.terms(request)
        let documents = (0..<9).map { Licence(signing: terms, with: [TestService.world.parties[$0 % 3]]).encoded() }
        let service = world.service
        let statuses = await withTaskGroup(of: ServiceResponse.Status.self) { group in
            for document in documents {
                group.addTask {
                    await service.ask(
                        "POST", "/interlock/v1/requests/\(digest)/signatures",
                        headers: [("content-type", "application/vnd.interlock.licence+cbor")], body: document,
                        as: LicensingWorld.party
                    ).status
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == .ok }.count == 2)
        let licence = try Licence(await world.ask("GET", "requests/\(digest)/document").body)
        let parties = zip(LicensingWorld.names, TestService.world.parties).map { Party(name: $0, key: $1.publicKey) }
        #expect(licence.endorsement(by: parties, quorum: 2).holds)
        #expect(try await world.log().filter { $0.kind == .licence }.count == 1)
    }

    @Test("what was acknowledged is there after a restart, and goes on from there")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("interlock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("l.db").path
        let world = try LicensingWorld(store: try SQLiteStore(path: path))
        let request = try await opened(world)
        #expect(try await world.sign(request, by: 2).status == .ok)
        let copy = try await world.audit().copy
        let again = try LicensingWorld(store: try SQLiteStore(path: path), of: world.chips)
        #expect(try await again.audit(against: [copy]).audit.findings == [])
        #expect(try await again.ask("GET", "requests/\(digest(request))").json["signatures"]?.items.count == 1)
        #expect(try await again.sign(request, by: 2).status == .conflict)
        #expect(try await again.sign(request, by: 0).json["status"]?.text == "complete")
        #expect(try again.service.store.documents().documents.contains { $0.path.hasPrefix("licences/") })
    }

    @Test("whoever changes the log in the store is found out before anything is added to it")
    func changedLog() async throws {
        let store = MemoryStore()
        let world = try LicensingWorld(store: store)
        try await world.attest()
        let head = try store.logHead()
        // An entry beyond the signed head, and a head that somebody else signed.
        var tail = LogTail()
        for line in try store.logLines(from: 0, limit: 10) { try tail.append(Entry(line)) }
        let forged = try tail.append(
            EntryDraft(kind: .licence, subject: "licence 9", statement: "forged", document: [1]), at: UTCSeconds(0))
        #expect(
            try store.append(LogAddition(after: head.count, lines: [forged.line], checkpoint: head.checkpoint)))
        #expect(await world.request().status == .unavailable)
        #expect(throws: LedgerError.self) { try LicensingWorld(store: store, of: world.chips) }
    }

    @Test("hosts and auditors sign nothing, and parties ask for no licence", arguments: Role.allCases)
    func roles(role: Role) async throws {
        let world = try LicensingWorld()
        let request = try await opened(world)
        let document = Licence(
            signing: try LicensingWorld.terms(request), with: [TestService.world.parties[0]]
        ).encoded()
        let response = await world.ask(
            "POST", "requests/\(try digest(request))/signatures", body: document,
            type: "application/vnd.interlock.licence+cbor", as: Peer(role: role, name: role == .anyone ? "" : "x"))
        #expect((response.status == .forbidden) == (role != .party))
    }
}
