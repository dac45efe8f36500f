import Agreement
import Attestation
import Cryptography
import Foundation
import InterlockTesting
import Ledger
import Licensing
import Silicon
import Testing
import Transparency

import VerifierService

@Suite("The licensing loop")
struct LicensingTests {
    @Test("SV-70: a request becomes a licence that the chips take, and the chip opens")
    func whole() async throws {
        let world = try LicensingWorld()
        try await world.attest()
        let opened = await world.request()
        #expect(opened.status == .created, "\(opened.detail)")
        let request = try opened.json
        let terms = try LicensingWorld.terms(request)
        // What the chip attested to; another attestation that the service does not get would be a gap in its record.
        let shown = try world.service.store.entries(of: world.chips[0].id, from: 0, limit: 1)
        let first = try Evidence(try #require(shown.first).evidence).claims
        #expect(terms.sequence == 1 && terms.chipCount == 2 && terms.totalAllowance == 1_000_000)
        #expect(terms.trainingAllowance == 100_000 && terms.quantum == 50_000)
        #expect(terms.endTick - terms.firstTick == 30 * 86_400 && terms.firstTick <= first.tick)
        #expect(terms.firstBoot == first.bootCount && terms.lastBoot == first.bootCount + 49)
        #expect(terms.chipRoot == ChipSet(world.chips.map(\.id)).root)
        let digest = try #require(request["request"]?.text)
        #expect(digest == terms.digest.description)
        #expect(await world.ask("GET", "requests/\(digest)/document").status == .conflict)
        #expect(try await world.sign(request, by: 0).json["status"]?.text == "open")
        #expect(try await world.sign(request, by: 2).json["status"]?.text == "complete")
        let licence = try Licence(await world.ask("GET", "requests/\(digest)/document").body)
        for chip in world.chips {
            try world.install(licence, on: chip)
            // Two operations a second are licensed, and what time gives is all there is.
            chip.advance(to: 5)
            chip.load(weights: TestWorld.model, bytes: 100)
            _ = try chip.send(.measureModel)
            #expect(try chip.open(.inference, 10) == 10)
            #expect(chip.execute(.prefill, .work(10)).block == nil)
            try await world.attest([chip])
        }
        let findings = try await world.ask("GET", "consequences", as: LicensingWorld.auditor).json["findings"]
        #expect(findings?.items.count == 0, "the verifier knows the licence: \(findings?.compact ?? "")")
    }

    @Test("SV-71: the log tells each step, and an audit holds")
    func logged() async throws {
        let world = try LicensingWorld()
        try await world.attest()
        let licence = try await world.licence()
        let kinds = try await world.log().map(\.kind)
        #expect(kinds == [.agreement, .request, .signature, .signature, .licence])
        let (copy, audit) = try await world.audit()
        #expect(audit.findings.map(\.kind) == [.alone])
        try world.install(licence, on: world.chips[1])
        try await world.breach(world.chips[1])
        #expect(try await world.audit(against: [copy]).audit.findings == [])
        #expect(try await world.log().map(\.kind).dropFirst(5).contains(.finding))
    }

    @Test("a renewal needs the agreement's quorum for renewals, and a higher sequence")
    func renewal() async throws {
        let world = try LicensingWorld()
        try await world.attest()
        let first = try await world.licence()
        for chip in world.chips { try world.install(first, on: chip) }
        try await world.attest()
        let request = try await world.request().json
        #expect(try LicensingWorld.terms(request).sequence == 2)
        for party in 0..<2 { #expect(try await world.sign(request, by: party).json["status"]?.text == "open") }
        #expect(try await world.sign(request, by: 2).json["status"]?.text == "complete")
    }

    @Test("allowances of the agreement are shared: what is out under other licences is not given twice")
    func shared() async throws {
        let world = try LicensingWorld(agreement: "")
        try await world.attest()
        let first = try await world.licence(.object(["total": .string("1000000")]))
        for chip in world.chips { try world.install(first, on: chip) }
        for _ in 2...5 {
            try await world.attest()
            _ = try await world.licence(by: [0, 1, 2])
        }
        // Five licences of 1,000,000 for two chips are 10,000,000: all there is.
        try await world.attest()
        let refused = await world.request()
        #expect(refused.status == .conflict && refused.detail.contains("10000000 of 10000000 operations"))
        // A chip that has taken the last can use none before it.
        let licence = try #require(try await latest(world))
        for chip in world.chips { try world.install(licence, on: chip) }
        try await world.attest()
        let request = try await world.request().json
        #expect(try LicensingWorld.terms(request).totalAllowance == 1_000_000)
    }

    @Test("what open requests for other chips ask for is not given twice")
    func open() async throws {
        let world = try LicensingWorld(agreement: "", sets: [[0], [1]])
        try await world.attest()
        _ = try await world.licence()
        for _ in 2...4 { _ = try await world.licence(by: [0, 1, 2]) }
        _ = try await world.licence(.object(["set": .number(1)]))
        // Four licences of 1,000,000 for two chips and one for one are 9,000,000 of 10,000,000.
        let request = await world.request(.object(["set": .number(1)]))
        #expect(try LicensingWorld.terms(request.json).totalAllowance == 1_000_000, "\(request.detail)")
        let refused = await world.request(.object(["set": .number(2)]))
        #expect(refused.status == .conflict && refused.detail.contains("10000000 of 10000000 operations"))
        // Not signed in time: what it asked for is free again.
        world.service.wait(7 * LicensingWorld.day + 1)
        let other = await world.request(.object(["set": .number(2)]))
        #expect(try LicensingWorld.terms(other.json).totalAllowance == 1_000_000, "\(other.detail)")
    }

    private func latest(_ world: LicensingWorld) async throws -> Licence? {
        try await world.log().last { $0.kind == .licence }.flatMap { try $0.document.map { try Licence($0) } }
    }

    @Test(
        "what can't be granted is refused with its field",
        arguments: [
            ("{\"total\":\"1000001\"}", 409, "body.total: 1000001 is asked, at most 1000000"),
            ("{\"training\":\"100001\"}", 409, "body.training"), ("{\"quantum\":\"50001\"}", 409, "body.quantum"),
            ("{\"total\":\"10\",\"training\":\"11\"}", 409, "body.training: 11 is asked, at most 10"),
            ("{\"validity\":2592001}", 409, "body.validity"), ("{\"validity\":0}", 409, "body.validity"),
            ("{\"boots\":51}", 409, "body.boots"), ("{\"boots\":0}", 409, "body.boots"),
            ("{\"total\":\"0\"}", 409, "body.total"), ("{\"set\":2}", 422, "body.set"),
            ("{\"set\":18446744073709551615}", 422, "body.set"), ("{\"models\":[\"other\"]}", 422, "body.models"),
            ("{\"total\":5}", 400, "body.total"), ("{\"total\":\"-5\"}", 400, "body.total"),
            ("{\"total\":\"340282366920938463463374607431768211456\"}", 400, "body.total"),
            ("{\"set\":-1}", 400, "body.set"), ("{\"sequence\":9}", 400, "body.sequence"), ("[]", 400, "body"),
            ("", 400, "body"), ("{\"models\":\"m\"}", 400, "body.models"),
        ])
    func refused(body: String, status: Int, detail: String) async throws {
        let world = try LicensingWorld()
        try await world.attest()
        let response = await world.ask("POST", "licence-requests", body: Array(body.utf8))
        #expect(response.status.rawValue == status && response.detail.hasPrefix(detail), "\(response.detail)")
        #expect(try await world.log().count == 1, "a refusal that is no consequence is no entry")
    }

    @Test("chips whose latest evidence answers no challenge, an old one, or one of their own choice, get no licence")
    func silent() async throws {
        let world = try LicensingWorld()
        #expect(await world.request().detail.contains("chip-0 has no evidence, or the latest answers no challenge"))
        try await world.attest([world.chips[0]])
        #expect(await world.request().detail.contains("chip-1 has no evidence, or the latest answers no challenge"))
        // A nonce that the host chose may be as old as it likes.
        let chosen = [UInt8](repeating: 9, count: 32)
        let (path, _) = try await world.service.open(query: "nonce=\(chosen.base64URL)")
        #expect(await world.service.submit(try world.chips[1].evidence(chosen), to: path).status == .ok)
        #expect(await world.request().detail.contains("chip-1 has no evidence, or the latest answers no challenge"))
        try await world.attest([world.chips[1]])
        world.service.wait(31 * LicensingWorld.day + 1)
        #expect(await world.request().detail.contains("last answered a challenge \(31 * 86_400 + 1) seconds ago"))
        try await world.attest()
        #expect(await world.request().status == .created)
    }

    @Test("a service without a log's key gives no licences, and says so")
    func without() async throws {
        let service = try TestService()
        let response = await service.ask("GET", "/interlock/v1/requests", as: LicensingWorld.host)
        #expect(response.status == .conflict && response.detail.contains("--log-key"))
    }

    @Test("an agreement that names no keys lets nobody sign")
    func keyless() throws {
        let text = LicensingWorld.text("").replacing(
            "{name: Norland, key: \(TestService.world.parties[0].publicKey.digest)}", with: "{name: Norland}")
        let agreement = try Agreement(Array(text.utf8), file: "a.yaml")
        #expect(throws: LicensingRules.Unfit.self) {
            try LicensingRules(agreement: agreement, file: [], phase: nil, requestSeconds: 60, isClassical: false)
        }
    }
}
