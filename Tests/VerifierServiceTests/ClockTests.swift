import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Licensing
import Silicon
import Testing
import Transparency

import VerifierService

/// The service's clock goes wrong by hours and days, back and forth, and is put right.
@Suite("A clock that jumps")
struct ClockTests {
    private static let day = LicensingWorld.day

    @Test(
        "SV-24: a session holds for its time alone, also where the clock goes back, and goes on once it is right",
        arguments: [-30 * day, -day, -3600, 3600, day, 30 * day])
    func session(jump: Int64) async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let (first, nonce) = try await service.open()
        let evidence = try chip.evidence(nonce)
        service.wait(jump)
        let refused = await service.submit(evidence, to: first)
        #expect(refused.status == .notFound && refused.detail.contains("or no longer"))
        #expect(await service.ask("GET", first).status == .notFound)
        let (second, later) = try await service.open()
        #expect(await service.submit(try chip.evidence(later), to: second).status == .ok)
        service.wait(-jump)
        #expect(await service.submit(evidence, to: first).status == .ok)
        #expect(await service.submit(try chip.evidence(later), to: second).status == .conflict)
        #expect(try service.store.summary().entries == 2 && service.store.check().faults == [])
    }

    @Test("clocks of instances that differ by less than a session's time do not matter")
    func instances() async throws {
        let store = MemoryStore()
        let ahead = try TestService(store: store, start: 1_800_000_100, instance: 1)
        let behind = try TestService(store: store, instance: 2)
        let (path, nonce) = try await ahead.open()
        #expect(await behind.submit(try TestService.chip().evidence(nonce), to: path).status == .ok)
    }

    @Test(
        "a nonce that was answered stays used, also once its result is forgotten", arguments: [-60 * day, 0, 60 * day])
    func nonce(jump: Int64) async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let (path, nonce) = try await service.open()
        #expect(await service.submit(try chip.evidence(nonce), to: path).status == .ok)
        for jump in [30 * Self.day, jump, -jump] {
            service.wait(jump)
            try await service.service.tidy()
            #expect(await service.submit(try chip.evidence(nonce), to: path).status == .conflict)
            let again = await service.ask(
                "POST", "\(TestService.sessions)/newSession", query: "nonce=\(nonce.base64URL)")
            #expect(again.status == .conflict)
        }
        #expect(try service.store.summary().entries == 1)
    }

    @Test("SV-79: evidence from while the clock was ahead is no sign of life once it is right; the next is")
    func ahead() async throws {
        let world = try LicensingWorld()
        world.service.wait(10 * Self.day)
        try await world.attest()
        world.service.wait(-10 * Self.day)
        let refused = await world.request()
        #expect(refused.status == .conflict && refused.detail.contains("ahead of the clock"), "\(refused.detail)")
        try await world.attest()
        #expect(await world.request().status == .created)
    }

    @Test("a log that was written while the clock was ahead keeps no chip from its licence")
    func logAhead() async throws {
        let world = try LicensingWorld()
        world.service.wait(40 * Self.day)
        try await world.attest()
        _ = try await world.licence()
        world.service.wait(-40 * Self.day)
        try await world.attest()
        _ = try await world.licence(by: [0, 1, 2])
        #expect(try await world.audit().audit.findings.map(\.kind) == [.alone])
    }

    @Test("SV-79: a step that the log has shown to be due stays due when the clock goes back")
    func ladder() async throws {
        let world = try LicensingWorld()
        try await world.attest()
        let licence = try await world.licence()
        for chip in world.chips { try world.install(licence, on: chip) }
        try await world.breach(world.chips[1])
        world.service.wait(21 * Self.day)
        try await world.attest()
        #expect(await world.request().detail.contains("suspend is due"))
        world.service.wait(-15 * Self.day)
        try await world.attest()
        let refused = await world.request()
        #expect(refused.status == .conflict && refused.detail.contains("suspend is due"), "\(refused.detail)")
        let finding = try #require(
            await world.ask("GET", "consequences", as: LicensingWorld.auditor).json["findings"]?.items.first)
        let due = finding["steps"]?.items.filter { $0["isDue"]?.content == .boolean(true) }.map { $0["step"]?.text }
        #expect(due == ["warn", "throttle", "suspend"])
    }

    @Test("SV-79: a request whose end the log tells of stays ended when the clock goes back")
    func request() async throws {
        let world = try LicensingWorld()
        try await world.attest()
        let request = try await world.request().json
        #expect(try await world.sign(request, by: 0).status == .ok)
        world.service.wait(7 * Self.day + 1)
        try await world.service.service.tidy()
        world.service.wait(-3 * Self.day)
        let late = try await world.sign(request, by: 1)
        #expect(late.status == .conflict && late.detail.contains("expired"), "\(late.detail)")
        let digest = try #require(request["request"]?.text)
        #expect(try await world.ask("GET", "requests/\(digest)").json["status"]?.text == "expired")
        #expect(
            try await world.ask("GET", "requests", query: "status=open", as: LicensingWorld.party).json["requests"]?
                .items.isEmpty == true)
    }

    @Test(
        "whatever the clock does, what was acknowledged is there, and the log holds",
        arguments: 1...8 as ClosedRange<UInt64>)
    func random(seed: UInt64) async throws {
        let world = try LicensingWorld(sets: [[0], [1]])
        var stream = SeededStream(seed: seed, name: "clock")
        let jumps = [-30 * Self.day, -Self.day, -3600, -1, 1, 3600, Self.day, 30 * Self.day]
        var receipts: [String: JSONValue] = [:]
        var signatures = Set<String>()
        var copies: [LogCopy] = []
        for _ in 0..<60 {
            switch stream.number(below: 6) {
            case 0, 1: world.service.wait(jumps[Int(stream.number(below: UInt64(jumps.count)))])
            case 2:
                let (path, nonce) = try await world.service.open()
                let evidence = try world.chips[Int(stream.number(below: 2))].evidence(nonce)
                let answer = try await world.service.submit(evidence, to: path).json["interlock"]
                let receipt = try #require(answer?["receipt"], "--seed \(seed)")
                receipts[try #require(receipt["digest"]?.text)] = receipt
            case 3:
                let answer = await world.request(.object(["set": .number(1 + Int(stream.number(below: 2)))]))
                #expect([.created, .conflict].contains(answer.status), "\(answer.detail), seed \(seed)")
            case 4:
                let open = try await world.ask("GET", "requests", query: "status=open", as: LicensingWorld.party).json
                for request in open["requests"]?.items ?? [] {
                    let party = Int(stream.number(below: 3))
                    let answer = try await world.sign(request, by: party)
                    #expect([.ok, .conflict].contains(answer.status), "\(answer.detail), seed \(seed)")
                    guard answer.status == .ok else { continue }
                    signatures.insert("\(request["request"]?.text ?? "") \(LicensingWorld.names[party])")
                }
            default:
                try await world.service.service.tidy()
                copies.append(try await world.audit().copy)
                for page in ["", "/chips", "/findings", "/licences", "/log", "/chips/\(world.chips[0].id)"] {
                    let answer = await world.service.ask("GET", "/dashboard\(page)", as: LicensingWorld.party)
                    #expect(answer.status.rawValue < 500, "\(page), seed \(seed)")
                }
            }
        }
        #expect(!receipts.isEmpty && !signatures.isEmpty, "The seed \(seed) does too little to show anything.")
        #expect(try world.service.store.check().faults == [], "seed \(seed)")
        for (digest, receipt) in receipts {
            let entry = try world.service.store.entry(try #require(Digest384(hex: digest)))
            #expect(entry?.receipt.head.description == receipt["head"]?.text, "seed \(seed)")
        }
        let log = try await world.log()
        #expect(zip(log, log.dropFirst()).allSatisfy { $0.time <= $1.time }, "seed \(seed)")
        let told = try log.filter { $0.kind == .signature }.map { entry in
            let said = try JSONValue(parsing: try #require(entry.document))
            return "\(said["request"]?.text ?? "") \(said["party"]?.text ?? "")"
        }
        #expect(Set(told) == signatures && told.count == signatures.count, "seed \(seed)")
        #expect(
            try await world.audit(against: copies).audit.findings.filter { $0.kind != .alone } == [], "seed \(seed)")
    }
}
