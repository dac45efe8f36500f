import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Silicon
import Testing

import VerifierService

/// Lineage tickets that come to the service.
@Suite("Lineage tickets in the service")
struct TicketTests {
    static let type = "application/vnd.interlock.ticket+cbor"
    private let host = Peer(role: .host, name: "h")
    private let auditor = Peer(role: .auditor, name: "a")
    static let lines = """
        thresholds:
          - {name: large run, over: run, operations: 350, beyond: prohibited}
          - {name: very large run, over: run, operations: 5000, beyond: reported}

        """

    /// A service under an agreement with thresholds, and chips that may train.
    private func world(
        _ count: Int = 2, store: any Store = MemoryStore(), terms: (inout Licence.Terms) -> Void = { _ in }
    ) throws -> (service: LicensingWorld, lineage: LineageWorld) {
        let lineage = try LineageWorld(count, seed: 7, terms: terms)
        let lines = LicensingWorld.ladder + TicketTests.lines
        return (try LicensingWorld(store: store, agreement: lines, of: lineage.chips), lineage)
    }

    private func send(_ ticket: [UInt8], to service: TestService, type: String = TicketTests.type) async
        -> ServiceResponse
    {
        await service.ask(
            "POST", "/interlock/v1/tickets", headers: [("content-type", type)], body: ticket, as: host)
    }

    private func bring(_ ticket: LineageTicket, to service: TestService) async throws -> JSONValue {
        let response = await send(ticket.encoded(), to: service)
        #expect(response.status == .ok, "\(response.detail)")
        return try response.json
    }

    private func runs(_ service: TestService) async throws -> JSONValue {
        try await service.ask("GET", "/interlock/v1/runs", as: auditor).json
    }

    /// Has a chip attest without a session, at a tick; the rules of what is found.
    private func attest(_ chip: Chip, at tick: UInt64, to service: TestService) async throws -> [String] {
        chip.advance(to: tick)
        return try await service.bring([try chip.history(1)[0]])[0]["appraisal"]?.rules ?? []
    }

    @Test("SV-90: a ticket of a chip is kept once, whatever its signature looks like, and comes back to the byte")
    func kept() async throws {
        let (world, lineage) = try world(1)
        try lineage.train(lineage.chips[0], 300)
        let ticket = try lineage.chips[0].export()
        let first = try await bring(ticket, to: world.service)
        #expect(first["standing"]?.text == "kept" && first["run"]?.text == "300")
        #expect(first["ticket"]?["findings"]?.items.isEmpty ?? false)
        #expect(try await bring(ticket, to: world.service)["standing"]?.text == "known")
        let malleated = try #require(TicketTests.malleated(ticket))
        let again = try await bring(malleated, to: world.service)
        #expect(again["standing"]?.text == "known" && again["ticket"] == first["ticket"])
        let list = try await world.service.ask("GET", "/interlock/v1/tickets", as: auditor).json
        #expect(list["tickets"]?.items.count == 1 && list["next"]?.content == .null)
        let digest = try #require(list["tickets"]?.items.first?["ticket"]?.text)
        let read = await world.service.ask("GET", "/interlock/v1/tickets/\(digest)", as: auditor)
        #expect(read.body == ticket.encoded() && read.header("content-type") == TicketTests.type)
        let other = String(repeating: "0", count: 96)
        #expect(await world.service.ask("GET", "/interlock/v1/tickets/\(other)", as: auditor).status == .notFound)
        #expect(await world.service.ask("GET", "/interlock/v1/tickets/x", as: auditor).status == .badRequest)
    }

    /// The other signature that verifies wherever an ECDSA signature does: (r, n − s).
    private static func malleated(_ ticket: LineageTicket) -> LineageTicket? {
        let order = [UInt8](
            hex: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")
        guard let order else { return nil }
        var (rest, borrow) = ([UInt8](), 0)
        for (n, s) in zip(order, ticket.signature.suffix(48)).reversed() {
            let difference = Int(n) - Int(s) - borrow
            borrow = difference < 0 ? 1 : 0
            rest.insert(UInt8(difference + (borrow == 1 ? 256 : 0)), at: 0)
        }
        let signature = ticket.signature.prefix(48) + rest
        return LineageTicket(
            signing: ticket.lineage, aliasCertificate: ticket.aliasCertificate,
            localCertificate: ticket.localCertificate,
            deviceCertificate: ticket.deviceCertificate
        ) { _ in Array(signature) }
    }

    @Test("SV-90: what no chip of the vendor signed is refused, and leaves no trace")
    func refused() async throws {
        let (world, lineage) = try world(1)
        try lineage.train(lineage.chips[0], 300)
        let ticket = try lineage.chips[0].export()
        #expect(
            await send(ticket.encoded(), to: world.service, type: "application/cbor").status == .unsupportedMediaType)
        for body in [[], [0xd2], Array(ticket.encoded().dropLast()), ticket.encoded() + [0]] as [[UInt8]] {
            #expect(await send(body, to: world.service).status == .badRequest)
        }
        var lineageOfLess = ticket.lineage
        lineageOfLess.spans = []
        let forged = LineageTicket(
            signing: lineageOfLess, aliasCertificate: ticket.aliasCertificate,
            localCertificate: ticket.localCertificate, deviceCertificate: ticket.deviceCertificate
        ) { _ in ticket.signature }
        #expect(await send(forged.encoded(), to: world.service).status == .unprocessable)
        let foreign = try LineageWorld(1, seed: 8)
        try foreign.train(foreign.chips[0], 300)
        #expect(await send(try foreign.chips[0].export().encoded(), to: world.service).status == .unprocessable)
        let progress = try lineage.chips[0].send(.tellProgress, [UInt8](repeating: 1, count: 32))
        #expect(await send(progress, to: world.service).status == .unprocessable)
        #expect(try world.service.store.summary().tickets == 0)
        #expect(try await runs(world.service)["runs"]?.items.isEmpty ?? false)
    }

    @Test("SV-92: a run over two chips is above the agreement's threshold by its tickets; the log and the ladder know")
    func above() async throws {
        let (world, lineage) = try world()
        var found: [[String]] = []
        for chip in lineage.chips {
            try lineage.train(chip, 300)
            let answer = try await bring(try chip.export(), to: world.service)
            found.append(answer["ticket"]?.rules ?? [])
        }
        #expect(found == [[], ["IL-COMP-43", "IL-COMP-41"]], "the weights are the same, and the training is not")
        let runs = try await runs(world.service)
        #expect(runs["runs"]?.items.map { $0["operations"]?.text } == ["600"])
        #expect(runs["threshold"]?.text == "350" && runs["told"]?.text == "600")
        #expect(runs["runs"]?.items.first?["above"]?.content == .boolean(true))
        // It is about no chip alone: nothing is licensed to any, from where the ladder says on.
        let detections =
            try await world.ask("GET", "consequences", as: LicensingWorld.auditor).json["findings"]?.items ?? []
        let detection = try #require(detections.first { $0["rule"]?.text == "IL-COMP-41" })
        #expect(detection["chip"]?.content == .null && detection["steps"]?.items.isEmpty == false)
        #expect(try await world.audit().audit.findings.map(\.kind) == [.alone], "the log is whole")
        let page = await world.service.ask("GET", "/dashboard/findings", as: auditor)
        #expect(String(decoding: page.body, as: UTF8.self).contains("/interlock/v1/tickets/"))
    }

    @Test("SV-92: a service that starts again, and another instance, know the same of tickets")
    func restarted() async throws {
        let store = MemoryStore()
        let (first, lineage) = try world(store: store)
        let second = try LicensingWorld(
            store: store, agreement: LicensingWorld.ladder + TicketTests.lines, instance: 1, of: lineage.chips)
        try lineage.train(lineage.chips[0], 300)
        _ = try await bring(try lineage.chips[0].export(), to: first.service)
        #expect(try await runs(second.service) == runs(first.service))
        try lineage.train(lineage.chips[1], 300)
        let answer = try await bring(try lineage.chips[1].export(), to: second.service)
        #expect(answer["ticket"]?.rules == ["IL-COMP-43", "IL-COMP-41"])
        let third = try LicensingWorld(
            store: store, agreement: LicensingWorld.ladder + TicketTests.lines, instance: 2, of: lineage.chips)
        #expect(try await runs(third.service) == runs(first.service))
    }

    @Test("a service that starts again reads all tickets before anybody asks it")
    func readAtStart() async throws {
        let store = HookedStore(MemoryStore())
        let (first, lineage) = try world(store: store)
        try lineage.train(lineage.chips[0], 300)
        _ = try await bring(try lineage.chips[0].export(), to: first.service)
        let before = store.count(.tickets)
        let again = try LicensingWorld(
            store: store, agreement: LicensingWorld.ladder + TicketTests.lines, instance: 1, of: lineage.chips)
        let read = store.count(.tickets)
        #expect(read > before)
        _ = try await attest(lineage.chips[0], at: 10, to: again.service)
        #expect(store.count(.tickets) == read)
        #expect(try await runs(again.service) == runs(first.service))
    }

    @Test("SV-92: a run that is split over chips and licences adds up, and is one run")
    func split() async throws {
        let (world, lineage) = try world(3)
        var carried: LineageTicket?
        for (number, chip) in lineage.chips.enumerated() {
            if let ticket = carried {
                var terms = lineage.world.terms(for: lineage.set.chips, sequence: UInt64(number + 1))
                terms.run = .init(threshold: 1_000)
                try lineage.install(terms, on: chip)
                #expect(chip.load(weights: try #require(ticket.lineage.weights), bytes: 100))
                _ = try chip.send(.inheritLineage, ticket.encoded())
            }
            try lineage.train(chip, 120)
            let ticket = try chip.export()
            let answer = try await bring(ticket, to: world.service)
            #expect(answer["run"]?.text == "\(120 * (number + 1))")
            #expect(answer["ticket"]?.rules == (number == 2 ? ["IL-COMP-41"] : []), "360 is above 350")
            carried = ticket
        }
        let list = try await runs(world.service)["runs"]?.items ?? []
        #expect(list.map { $0["operations"]?.text } == ["360"] && list.first?["chips"]?.content == .number("3"))
    }

    @Test("tickets that race are each kept once, and counted once")
    func race() async throws {
        let (world, lineage) = try world(4)
        let tickets = try lineage.chips.map { chip in
            try lineage.train(chip, 50)
            return try chip.export().encoded()
        }
        let service = world.service
        let answers = await withTaskGroup(of: ServiceResponse.self) { group in
            for ticket in tickets + tickets + tickets { group.addTask { await send(ticket, to: service) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == .ok })
        #expect(try answers.count { try $0.json["standing"]?.text == "kept" } == 4)
        #expect(try world.service.store.summary().tickets == 4)
        #expect(try await runs(world.service)["told"]?.text == "200")
    }

    @Test("SV-93: weights that left a chip must have their ticket by its next report")
    func missing() async throws {
        let (world, lineage) = try world()
        for (chip, isShown) in zip(lineage.chips, [true, false]) {
            try lineage.train(chip, 100)
            let ticket = try chip.export()
            #expect(try await !attest(chip, at: 100, to: world.service).contains("IL-COMP-44"))
            if isShown { _ = try await bring(ticket, to: world.service) }
            #expect(try await attest(chip, at: 200, to: world.service).contains("IL-COMP-44") != isShown)
            #expect(try await !attest(chip, at: 300, to: world.service).contains("IL-COMP-44"), "it is told once")
        }
    }

    @Test("SV-94: bytes that a ticket says went to a peer, and that the peer never got, are found with its next report")
    func sent() async throws {
        let (world, lineage) = try world()
        let (first, second) = (lineage.chips[0], lineage.chips[1])
        try lineage.admit(first, second)
        try lineage.exchange(first, with: second, sending: 64)
        _ = try await bring(try first.export(), to: world.service)
        #expect(try await !attest(second, at: 1_000, to: world.service).contains("IL-COMP-45"), "it may be on its way")
        #expect(try await attest(second, at: 5_000, to: world.service).contains("IL-COMP-45"))
        try lineage.exchange(second, with: first, receiving: 64)
        #expect(try await !attest(second, at: 6_000, to: world.service).contains("IL-COMP-45"))
    }

    @Test("SV-83: a threshold on runs is known by lineage where all training together is beyond it")
    func dashboard() async throws {
        let (world, lineage) = try world()
        for chip in lineage.chips { try lineage.train(chip, chip.id == lineage.chips[0].id ? 300 : 200) }
        _ = try await attest(lineage.chips[0], at: 10, to: world.service)
        _ = try await attest(lineage.chips[1], at: 10, to: world.service)
        let page = {
            String(decoding: await world.service.ask("GET", "/dashboard", as: auditor).body, as: UTF8.self)
        }
        #expect(await page().contains("not known</span>: all training together is beyond it"))
        _ = try await bring(try lineage.chips[0].export(), to: world.service)
        let partly = await page()
        #expect(
            partly.contains("of what left chips: by lineage, the greatest run has 300; 200 operations are in no ticket")
        )
        _ = try await bring(try lineage.chips[1].export(), to: world.service)
        #expect(await page().contains("within</span>: by lineage, the greatest run has 300"))
        #expect(lineage.chips[0].accelerator.weightDigest != lineage.chips[1].accelerator.weightDigest)
    }
}
