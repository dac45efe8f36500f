import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Silicon
import Testing

import VerifierService

/// Two instances, each with a store of its own on the same file or database.
@Suite("Instances that share a ledger")
struct InstanceTests {
    enum Kind: CaseIterable {
        case sqlite, postgreSQL

        /// Those that can be had on this machine; that all are, `StoreTests` tells.
        static let allCases: [Kind] = [.sqlite] + (PostgreSQLServer.isInstalled ? [.postgreSQL] : [])
    }

    private let folder: TemporaryFolder
    private let peer = Peer(role: .operator, name: "o")

    init() throws { folder = try TemporaryFolder() }

    private func stores(_ kind: Kind) throws -> [any Store] {
        switch kind {
        case .sqlite: return try (0..<2).map { _ in try SQLiteStore(path: folder.path("ledger.db")) }
        case .postgreSQL:
            let address = try PostgreSQLServer.shared.get().schema()
            return try (0..<2).map { _ in try PostgreSQLStore(address: address) }
        }
    }

    private func services(_ kind: Kind) throws -> [TestService] {
        try stores(kind).enumerated().map { try TestService(store: $1, instance: UInt64($0)) }
    }

    @Test("SV-27: a session of one is served by the other", arguments: Kind.allCases)
    func session(kind: Kind) async throws {
        let services = try services(kind)
        let chip = try TestService.chip()
        let (path, nonce) = try await services[0].open()
        let evidence = try chip.evidence(nonce)
        let first = try await services[1].submit(evidence, to: path).json
        #expect(first["status"]?.text == "complete")
        #expect(try await services[0].submit(evidence, to: path).json["result"] == first["result"])
        #expect(try await services[0].ask("GET", path).json["result"] == first["result"])
        #expect(await services[0].ask("DELETE", path).status == .noContent)
        #expect(await services[1].ask("GET", path).status == .notFound)
    }

    @Test("SV-13: of answers to one nonce that race through both, one is taken", arguments: Kind.allCases)
    func nonceRace(kind: Kind) async throws {
        let services = try services(kind)
        let chips = try (0..<8).map { try TestService.chip("chip/\($0)") }
        for round in 1...3 {
            let (path, nonce) = try await services[round % 2].open()
            let answers = try chips.map { try $0.evidence(nonce) }
            let statuses = await withTaskGroup(of: Int.self) { group in
                for (number, answer) in answers.enumerated() {
                    group.addTask { await services[number % 2].submit(answer, to: path).status.rawValue }
                }
                return await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 409 }.count == 7)
            #expect(try services[0].store.summary().entries == UInt64(round))
        }
    }

    @Test("SV-50: what one is told to trust, the other goes by at once", arguments: Kind.allCases)
    func trust(kind: Kind) async throws {
        let services = try services(kind)
        let chip = try TestService.chip()
        let place = "/interlock/v1/trust/reference-values.json"
        let values = await services[1].ask("GET", place, as: peer).body
        func rules(_ service: TestService) async throws -> [String]? {
            let (path, nonce) = try await service.open()
            return try await service.submit(try chip.evidence(nonce), to: path).json["interlock"]?["appraisal"]?.rules
        }
        for _ in 0..<3 {
            #expect(try await rules(services[1]) == [])
            #expect(await services[0].ask("DELETE", place, as: peer).status == .noContent)
            #expect(try await rules(services[1]) == ["IL-AUTH-16"])
            #expect(await services[1].ask("PUT", place, body: values, as: peer).status == .noContent)
            #expect(try await rules(services[0]) == [])
        }
    }

    @Test(
        "SV-50: chains to a root that the other takes away are refused at once, whoever has verified them before",
        arguments: Kind.allCases)
    func root(kind: Kind) async throws {
        let services = try services(kind)
        let chip = try TestService.chip()
        let place = "/interlock/v1/trust/root.pem"
        let root = await services[1].ask("GET", place, as: peer).body
        let other = Array(try TestWorld(8).trust().roots.map { PEM.encode($0.der, label: .certificate) }.joined().utf8)
        func kept(_ service: TestService) async throws -> Bool {
            let (path, nonce) = try await service.open()
            let receipt = try await service.submit(try chip.evidence(nonce), to: path).json["interlock"]?["receipt"]
            return receipt?["sequence"] != nil
        }
        for turn in 1...3 {
            #expect(try await kept(services[1]))
            #expect(await services[0].ask("PUT", place, body: other, as: peer).status == .noContent)
            #expect(try await !kept(services[1]))
            #expect(try await !kept(services[1]))
            #expect(await services[0].ask("PUT", place, body: root, as: peer).status == .noContent)
            #expect(try await kept(services[1]))
            #expect(try services[0].store.summary().entries == UInt64(2 * turn))
        }
    }

    @Test("SV-12: a chip whose evidence goes now to one, now to the other has one history", arguments: Kind.allCases)
    func chain(kind: Kind) async throws {
        let services = try services(kind)
        let chip = try TestService.chip()
        for turn in 0..<8 {
            // Twice by the same one, so that it has a history to keep, and to find outdated.
            let service = services[turn / 2 % 2]
            let (path, nonce) = try await service.open()
            let answer = try await service.submit(try chip.evidence(nonce), to: path).json["interlock"]
            #expect(answer?["appraisal"]?.rules == [])
            #expect(answer?["receipt"]?["sequence"]?.content == .number("\(turn)"))
        }
        let reports = try await [
            services[0].ask("GET", "/interlock/v1/chips/\(chip.id)", as: peer).json,
            services[1].ask("GET", "/interlock/v1/chips/\(chip.id)", as: peer).json,
        ]
        #expect(reports[0] == reports[1] && reports[0]["history"]?.items.isEmpty == true)
        #expect(try services[0].store.check() == ChainCheck(chips: 1, entries: 8, faults: []))
    }

    @Test("evidence of one chip that races through both is kept whole, in one chain", arguments: Kind.allCases)
    func chainRace(kind: Kind) async throws {
        let services = try services(kind)
        let history = try TestService.chip().history(16)
        let standings = await withTaskGroup(of: [String].self) { group in
            for (number, evidence) in history.enumerated() {
                group.addTask {
                    let items = try? await services[number % 2].bring([evidence])
                    return items?.compactMap { $0["standing"]?.text } ?? []
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        // Where the other was quicker eight times in a row, the service says so, and the host brings it again.
        #expect(standings.count == 16 && standings.allSatisfy { $0 == "kept" || $0 == "failed" }, "\(standings)")
        let again = try await services[0].bring(history).compactMap { $0["standing"]?.text }
        #expect(again.allSatisfy { $0 == "kept" || $0 == "known" })
        #expect(try services[0].store.check() == ChainCheck(chips: 1, entries: 16, faults: []))
        let json = try await services[1].ask("GET", "/interlock/v1/chips", as: peer).json["chips"]?.items.first
        let chip = try #require(json?["chip"]?.text)
        let report = try await services[1].ask("GET", "/interlock/v1/chips/\(chip)", as: peer).json
        #expect(report["history"]?.items.isEmpty == true, "whatever the order of arrival was: \(report.compact)")
    }

    @Test("SV-71: the log has one writer at a time, and parties may sign by way of either", arguments: Kind.allCases)
    func log(kind: Kind) async throws {
        let stores = try stores(kind)
        let first = try LicensingWorld(store: stores[0], instance: 1)
        try await first.attest()
        let second = try LicensingWorld(store: stores[1], instance: 2, of: first.chips)
        let services = [first.service, second.service]
        func race(_ path: String, _ bodies: [[UInt8]], type: String, as peer: Peer) async -> [ServiceResponse] {
            await withTaskGroup(of: ServiceResponse.self) { group in
                for (number, body) in bodies.enumerated() {
                    group.addTask {
                        await services[number % 2].ask(
                            "POST", "/interlock/v1/\(path)", headers: [("content-type", type)], body: body, as: peer)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        let asked = [[UInt8]](repeating: Array("{}".utf8), count: 8)
        let answers = await race("licence-requests", asked, type: "application/json", as: LicensingWorld.host)
        let opened = answers.filter { $0.status == .created }
        #expect(opened.count == 1 && answers.filter { $0.status == .conflict }.count == 7)
        let request = try #require(try opened.first?.json)
        let digest = try #require(request["request"]?.text)
        let terms = try LicensingWorld.terms(request)
        let documents = (0..<6).map { Licence(signing: terms, with: [TestService.world.parties[$0 % 3]]).encoded() }
        let statuses = await race(
            "requests/\(digest)/signatures", documents, type: "application/vnd.interlock.licence+cbor",
            as: LicensingWorld.party
        ).map(\.status)
        #expect(statuses.filter { $0 == .ok }.count == 2)
        #expect(try await first.log().filter { $0.kind == .licence }.count == 1)
        // Evidence with a breach, kept by one, is told before the other does anything.
        let licence = try Licence(await second.ask("GET", "requests/\(digest)/document").body)
        for chip in first.chips { try first.install(licence, on: chip) }
        try await first.breach(first.chips[0])
        try await second.attest([first.chips[1]])
        #expect(await second.request().status == .created)
        let copies = try await [first.audit().copy, second.audit().copy]
        #expect(copies[0].entries == copies[1].entries)
        #expect(try await second.audit(against: [copies[0]]).audit.findings == [])
        #expect(try await second.log().contains { $0.kind == .finding })
        #expect(try stores[0].documents().documents == stores[1].documents().documents)
    }

    /// Two instances under an agreement with thresholds, and a hook on the store of the first.
    private func lineageWorlds(_ kind: Kind, _ lineage: LineageWorld) throws -> (HookedStore, [TestService]) {
        let stores = try stores(kind)
        let hooked = HookedStore(stores[0])
        let worlds = try [hooked, stores[1]].enumerated().map { number, store in
            try LicensingWorld(
                store: store, agreement: LicensingWorld.ladder + TicketTests.lines, instance: UInt64(number),
                of: lineage.chips)
        }
        return (hooked, worlds.map(\.service))
    }

    private func bring(_ ticket: LineageTicket, to service: TestService) async throws -> [String] {
        let answer = await service.ask(
            "POST", "/interlock/v1/tickets", headers: [("content-type", TicketTests.type)], body: ticket.encoded(),
            as: Peer(role: .host, name: "h"))
        return try answer.json["ticket"]?.rules ?? ["\(answer.status)"]
    }

    @Test(
        "SV-97: a ticket that comes by way of one while the other writes its chip's report is known to that report",
        arguments: Kind.allCases)
    func ticketBesideEvidence(kind: Kind) async throws {
        let lineage = try LineageWorld(1, seed: 7)
        let (hooked, services) = try lineageWorlds(kind, lineage)
        let chip = lineage.chips[0]
        try lineage.train(chip, 100)
        let ticket = try chip.export()
        chip.advance(to: 100)
        _ = try await services[0].bring([try chip.evidence([1, 1, 1, 1, 1, 1, 1, 1])])
        hooked.once(.commit, awaiting: { [self] in _ = try? await bring(ticket, to: services[1]) })
        chip.advance(to: 200)
        let answer = try await services[0].bring([try chip.evidence([2, 2, 2, 2, 2, 2, 2, 2])])[0]
        #expect(try services[1].store.summary().tickets == 1 && answer["standing"]?.text == "kept")
        #expect(answer["appraisal"]?.rules.contains("IL-COMP-44") == false, "its ticket is there")
    }

    @Test(
        "SV-97: of a report and a ticket that contradict each other and come through both at once, the later is held to the earlier",
        arguments: Kind.allCases, [HookedStore.Call.commit, .keep])
    func contradictions(kind: Kind, first: HookedStore.Call) async throws {
        let lineage = try LineageWorld(1, seed: 7)
        let (hooked, services) = try lineageWorlds(kind, lineage)
        // A clone trains what the chip's own log does not tell of.
        let clone = try LineageWorld(1, seed: 7)
        try clone.train(clone.chips[0], 50)
        let ticket = try clone.chips[0].export()
        let chip = lineage.chips[0]
        chip.advance(to: 100)
        let evidence = try chip.evidence([1, 1, 1, 1, 1, 1, 1, 1])
        var rules: [String] = []
        switch first {
        case .commit:
            hooked.once(.commit, awaiting: { [self] in _ = try? await bring(ticket, to: services[1]) })
            rules = try await services[0].bring([evidence])[0]["appraisal"]?.rules ?? []
        case .keep:
            hooked.once(.keep, awaiting: { _ = try? await services[1].bring([evidence]) })
            rules = try await bring(ticket, to: services[0])
        case .chips, .tickets: Issue.record("not hooked")
        }
        let summary = try services[1].store.summary()
        #expect(summary.tickets == 1 && summary.entries == 1)
        #expect(rules.contains("IL-COMP-42"), "\(rules)")
    }

    @Test(
        "while the database is down the answer is 503, and afterwards it goes on by itself with the same sessions",
        .enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.reason)))
    func down() async throws {
        let server = try PostgreSQLServer()
        let address = try server.schema()
        let services = try (0..<2).map {
            try TestService(store: try PostgreSQLStore(address: address), instance: UInt64($0))
        }
        let (chip, other) = (try TestService.chip(), try TestService.chip("chip/1"))
        let (path, nonce) = try await services[0].open()
        let evidence = try chip.evidence(nonce)
        let (late, lateNonce) = try await services[1].open()
        #expect(await services[0].submit(evidence, to: path).status == .ok)
        try server.crash()
        for service in services {
            #expect(await service.ask("GET", "/healthz").status == .ok)
            #expect(await service.ask("GET", "/readyz").status == .unavailable)
            let refused = await service.submit(try other.evidence(lateNonce), to: late)
            #expect(refused.status == .unavailable && refused.header("retry-after") != nil)
            #expect(await service.ask("GET", path).status == .unavailable)
        }
        try server.start()
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(60))
        for service in services {
            while await service.ask("GET", "/readyz").status != .ok, clock.now < end { await Task.yield() }
        }
        #expect(try await services[1].submit(evidence, to: path).json["status"]?.text == "complete", "it was kept")
        #expect(await services[0].submit(try other.evidence(lateNonce), to: late).status == .ok)
        #expect(await services[0].submit(evidence, to: late).status == .conflict)
        #expect(try services[1].store.check() == ChainCheck(chips: 2, entries: 2, faults: []))
    }
}
