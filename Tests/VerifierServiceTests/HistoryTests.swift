import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Silicon
import Testing

import VerifierService

@Suite("Evidence that comes in any order")
struct HistoryTests {
    private let auditor = Peer(role: .auditor, name: "a")

    private func report(_ service: TestService, _ chip: ChipID) async throws -> JSONValue {
        let response = await service.ask("GET", "/interlock/v1/chips/\(chip)", as: auditor)
        #expect(response.status == .ok, "\(String(decoding: response.body, as: UTF8.self))")
        return try response.json
    }

    @Test("SV-16: a report that comes late takes its place; whatever the order, the history is the same")
    func anyOrder() async throws {
        let chip = try TestService.chip()
        let history = try chip.history(4)
        var reports: Set<String> = []
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
            let service = try TestService()
            for index in order {
                let item = try await service.bring([history[index]])[0]
                #expect(item["standing"]?.text == "kept", "\(order)")
            }
            let report = try await report(service, chip.id)
            #expect(report["history"]?.items.isEmpty == true, "\(order): \(report["history"]?.compact ?? "")")
            reports.insert(report["appraisal"]?["chips"]?.compact ?? "")
        }
        #expect(reports.count == 1)
    }

    @Test("SV-99: signed meters that look like training are a doubt, whatever order their reports come in")
    func watched() async throws {
        // Any product looks like training to this one.
        let policy = AppraisalPolicy(
            agreement: .zero, name: "Watched", licenceQuorum: 2, totalAllowance: .max, trainingAllowance: .max,
            models: [], attestationInterval: 3_600, grace: 60,
            detector: FittedDetector(terms: [], constant: 1, reach: 4, threshold: 0, intervals: 3))
        let chip = try TestService.world.readyChip()
        let reports = try (0..<6).map { place in
            try chip.infer(1_000)
            chip.advance(to: 3_600 * UInt64(place + 1))
            return try chip.evidence(Array(repeating: UInt8(place + 1), count: 16))
        }
        var latest: Set<String> = []
        for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 0, 5, 1, 3, 4]] {
            let service = try TestService(rules: ServiceRules(policy: policy, clock: .evidence, build: "test"))
            var found: [Int] = []
            for index in order {
                let item = try await service.bring([reports[index]])[0]
                #expect(item["standing"]?.text == "kept", "\(order)")
                if item["appraisal"]?.rules.contains("IL-COMP-46") ?? false { found.append(index) }
            }
            // What came before its turn hides a row for no longer than until the next report that goes on with it.
            if order.last == 4 { #expect(found.contains(4), "\(found)") }
            if order == [0, 1, 2, 3, 4, 5] { #expect(found == [2, 3, 4, 5]) }
            let report = try await report(service, chip.id)
            #expect(report["appraisal"]?.rules.contains("IL-COMP-46") ?? false, "\(order)")
            latest.insert(report["appraisal"]?["chips"]?.compact ?? "")
        }
        #expect(latest.count == 1)
    }

    @Test("a gap is found while it is there, and not once the missing report has come")
    func gap() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let history = try chip.history(3)
        _ = try await service.bring([history[0], history[2]])
        let before = try await report(service, chip.id)
        #expect(before["history"]?.items.compactMap { $0["rule"]?.text } == ["IL-CONT-03"])
        _ = try await service.bring([history[1]])
        #expect(try await report(service, chip.id)["history"]?.items.isEmpty == true)
    }

    @Test("a service that starts again goes on where the one before ended", arguments: [false, true])
    func restarted(isLate: Bool) async throws {
        let store = MemoryStore()
        let chip = try TestService.chip()
        let history = try chip.history(3)
        _ = try await TestService(store: store).bring(isLate ? [history[1]] : [history[0]])
        let service = try TestService(store: store)
        let item = try await service.bring(isLate ? [history[0]] : [history[1]])[0]
        #expect(item["standing"]?.text == "kept")
        #expect(item["appraisal"]?.rules.contains { $0.hasPrefix("IL-CONT") } == false)
        _ = try await service.bring([history[2]])
        #expect(try await report(service, chip.id)["history"]?.items.isEmpty == true)
    }

    @Test("SV-11: evidence that is brought again is known, with its first receipt")
    func known() async throws {
        let service = try TestService()
        let history = try TestService.chip().history(2)
        let first = try await service.bring(history)
        let again = try await service.bring(history + [history[0]])
        #expect(again.map { $0["standing"]?.text } == ["known", "known", "known"])
        #expect(again.prefix(2).map { $0["receipt"] } == first.map { $0["receipt"] })
        #expect(try service.store.summary().entries == 2)
    }

    @Test("SV-30: a batch of many chips: each piece is judged, the bad do not take the good with them")
    func batch() async throws {
        let service = try TestService()
        let chips = try (0..<4).map { try TestService.chip("chip/\($0)") }
        var pieces = try chips.flatMap { try $0.history(2) }
        pieces.insert([1, 2, 3], at: 3)
        let items = try await service.bring(pieces)
        #expect(items.count == 9 && items[3]["standing"]?.text == "refused")
        #expect(items.filter { $0["standing"]?.text == "kept" }.count == 8)
        #expect(
            zip(items, pieces).allSatisfy { $0["digest"]?.text == Digest384(hashing: $1).description })
        #expect(try service.store.check() == ChainCheck(chips: 4, entries: 8, faults: []))
        let dry = try await service.bring(try chips[0].history(1), query: "dry-run=true")
        #expect(dry[0]["standing"]?.text == "judged")
        #expect(try service.store.summary().entries == 8)
    }

    @Test(
        "what is no batch is refused",
        arguments: [
            [], [0x80], [0xa0], [0x81, 0x01], [0x82, 0x41, 1], [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            CBOR.array(Array(repeating: [1], count: 257)), CBOR.array([[1]]) + [0],
        ] as [[UInt8]])
    func noBatch(body: [UInt8]) async throws {
        let service = try TestService()
        let response = await service.ask(
            "POST", "/interlock/v1/evidence", headers: [("content-type", EvidenceType.batch)], body: body,
            as: Peer(role: .host, name: "h"))
        #expect(response.status == .badRequest)
    }

    @Test("SV-31: kept evidence is judged again by what is trusted now")
    func reappraised() async throws {
        let service = try TestService()
        let chip = try TestService.chip()
        let (path, nonce) = try await service.open()
        let evidence = try chip.evidence(nonce)
        _ = await service.submit(evidence, to: path)
        let place = "/interlock/v1/evidence/\(Digest384(hashing: evidence))"
        #expect(await service.ask("GET", place, as: auditor).body == evidence)
        let same = try await service.ask("POST", "\(place)/appraisal", as: auditor).json
        #expect(same["then"]?["verdict"]?.text == "kept" && same["now"] == same["then"])
        let revoked = Array("{\"chips\": [\"\(chip.id)\"]}".utf8)
        let peer = Peer(role: .operator, name: "o")
        #expect(
            await service.ask("PUT", "/interlock/v1/trust/revoked.json", body: revoked, as: peer).status == .noContent)
        let now = try await service.ask("POST", "\(place)/appraisal", as: auditor).json
        #expect(now["then"]?["verdict"]?.text == "kept")
        #expect(now["now"]?.rules == ["IL-AUTH-11"])
    }

    @Test("chips and receipts are listed in pages")
    func listed() async throws {
        let service = try TestService()
        let chips = try (0..<3).map { try TestService.chip("chip/\($0)") }
        _ = try await service.bring(try chips.flatMap { try $0.history(3) })
        let first = try await service.ask("GET", "/interlock/v1/chips", query: "limit=2", as: auditor).json
        #expect(first["chips"]?.items.count == 2)
        let next = try #require(first["next"]?.text)
        let rest = try await service.ask("GET", "/interlock/v1/chips", query: "after=\(next)", as: auditor).json
        #expect(rest["chips"]?.items.count == 1 && rest["next"]?.content == .null)
        let entries = try await service.ask(
            "GET", "/interlock/v1/chips/\(chips[0].id)/evidence", query: "from=1&limit=1", as: auditor
        ).json
        #expect(entries["entries"]?.items.first?["sequence"]?.content == .number("1"))
        #expect(entries["next"]?.content == .number("2"))
        let fleet = try await service.ask("GET", "/interlock/v1/fleet", as: auditor).json
        #expect(fleet["chips"]?.content == .number("3") && fleet["entries"]?.content == .number("9"))
        for bad in ["limit=0", "limit=1001", "limit=x", "after=12", "from=1"] {
            #expect(await service.ask("GET", "/interlock/v1/chips", query: bad, as: auditor).status == .badRequest)
        }
        let unknown = String(repeating: "0", count: 32)
        #expect(await service.ask("GET", "/interlock/v1/chips/\(unknown)", as: auditor).status == .notFound)
        #expect(await service.ask("GET", "/interlock/v1/chips/12", as: auditor).status == .badRequest)
    }
}
