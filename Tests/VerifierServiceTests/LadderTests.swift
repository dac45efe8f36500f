import Attestation
import Cryptography
import InterlockTesting
import Ledger
import Licensing
import Testing
import Transparency

import VerifierService

/// What follows from a breach, step by step, with the figures of the agreement.
@Suite("The ladder of consequences")
struct LadderTests {
    private static let week = 7 * LicensingWorld.day

    private func propose(
        _ world: LicensingWorld, _ step: String, on finding: UInt64, escrow: String? = nil
    ) async -> ServiceResponse {
        var members = [JSONValue.Member("step", .string(step)), JSONValue.Member("finding", .number(finding))]
        if let escrow { members.append(JSONValue.Member("escrow", .string(escrow))) }
        return await world.ask("POST", "decision-requests", JSONValue(.object(members)), as: LicensingWorld.party)
    }

    /// A world in which chip-1 broke the agreement just now, under a licence.
    private func broken(_ lines: String = LicensingWorld.ladder) async throws -> LicensingWorld {
        let world = try LicensingWorld(agreement: lines)
        try await world.attest()
        let licence = try await world.licence()
        for chip in world.chips { try world.install(licence, on: chip) }
        try await world.attest()
        try await world.breach(world.chips[1])
        return world
    }

    @Test("SV-74: renewals get narrower, then end, exactly when the ladder says")
    func narrower() async throws {
        let world = try await broken()
        // Throttle is due after two weeks: a licence before that ends there.
        let request = try await world.request().json
        let terms = try LicensingWorld.terms(request)
        #expect(terms.endTick - terms.firstTick == UInt64(2 * Self.week))
        #expect(terms.totalAllowance == 1_000_000)
        #expect(request["notes"]?.items.contains { $0.text?.contains("throttle at") ?? false } ?? false)
        let signed = try await world.sign(request, by: 0)
        #expect(signed.status == .ok)
        // From then on two operations a second, until suspension is due a week later.
        world.service.wait(2 * Self.week)
        try await world.attest()
        let slow = try await world.request().json
        let narrow = try LicensingWorld.terms(slow)
        #expect(narrow.endTick - narrow.firstTick == UInt64(Self.week))
        #expect(narrow.totalAllowance == 1_000_000, "2 a second in a week are 1209600, above the licence's limit")
    }

    @Test("throttled to the second: two operations for each second that is left")
    func throttled() async throws {
        let world = try await broken()
        world.service.wait(3 * Self.week - 1000)
        try await world.attest()
        let terms = try LicensingWorld.terms(try await world.request().json)
        #expect(terms.endTick - terms.firstTick == 1000)
        #expect(terms.totalAllowance == 2000 && terms.trainingAllowance == 2000 && terms.quantum == 2000)
        let world2 = try await broken()
        world2.service.wait(3 * Self.week - 1000)
        try await world2.attest()
        #expect(await world2.request(.object(["total": .string("2001")])).detail.contains("at most 2000"))
    }

    @Test("SV-74: from suspension on nothing is renewed, and the log tells so once for each step")
    func suspended() async throws {
        let world = try await broken()
        world.service.wait(3 * Self.week - 1)
        try await world.attest()
        world.service.wait(1)
        for _ in 0..<3 {
            let refused = await world.request()
            #expect(refused.status == .conflict && refused.detail.contains("suspend is due since"))
        }
        // The other chip alone did nothing.
        #expect(await world.request(.object(["set": .number(1)])).status == .created)
        let told = try await world.log().filter { $0.statement.hasPrefix("no licence for") }
        #expect(told.count == 1)
        #expect(try await world.audit().audit.findings.map(\.kind) == [.alone])
    }

    @Test("SV-75: revocation takes its quorum, and not before it is due; the verifier trusts the licence no longer")
    func revoked() async throws {
        let world = try await broken()
        let finding = try await world.finding()
        let early = await propose(world, "revoke", on: finding)
        #expect(early.status == .conflict && early.detail.contains("not before"))
        world.service.wait(4 * Self.week)
        let request = try await propose(world, "revoke", on: finding).json
        #expect(await propose(world, "revoke", on: finding).detail.contains("before the parties already"))
        #expect(try await world.sign(request, by: 0).json["status"]?.text == "open")
        #expect(try world.service.store.documents().documents.allSatisfy { $0.path != "revoked.json" })
        #expect(try await world.sign(request, by: 0).status == .conflict)
        #expect(try await world.sign(request, by: 2).json["status"]?.text == "complete")
        let revoked = try TrustStore(TrustFiles(world.service.store.documents().documents)).revocations
        #expect(await propose(world, "revoke", on: finding).detail.contains("no licence is left"))
        let digest = try #require(request["request"]?.text)
        let decision = try Decision(await world.ask("GET", "requests/\(digest)/document").body)
        #expect(decision.terms.licences == revoked?.licences && decision.terms.licences.count == 1)
        #expect(decision.terms.step == .revoke)
    }

    @Test("SV-75: evidence that is judged once a licence is revoked gives IL-COMP-25 while it is installed")
    func judgedAnew() async throws {
        let world = try await broken()
        let finding = try await world.finding()
        world.service.wait(4 * Self.week)
        let chip = world.chips[1]
        let rules = {
            let list = try await world.ask("GET", "chips/\(chip.id)/evidence", as: LicensingWorld.auditor).json
            var rules: [(then: Bool, now: Bool)] = []
            for digest in list["entries"]?.items.compactMap({ $0["digest"]?.text }) ?? [] {
                let json = try await world.ask("POST", "evidence/\(digest)/appraisal", as: LicensingWorld.auditor).json
                let found = ["then", "now"].map { json[$0]?.rules.contains("IL-COMP-25") ?? true }
                rules.append((found[0], found[1]))
            }
            return rules
        }
        #expect(try await rules().map(\.now) == [false, false, false])
        let request = try await propose(world, "revoke", on: finding).json
        for party in [0, 2] { _ = try await world.sign(request, by: party) }
        // The first was signed before the licence was installed; the second tells of that, and the third goes on with it.
        // So does what comes now, whatever was found when the chip took it.
        let after = try await rules()
        #expect(after.map(\.then) == [false, false, false])
        #expect(after.map(\.now) == [false, true, true])
        try await world.attest([chip])
        #expect(try await rules().last?.then == true)
        // The chip has not heard of it: it opens until its licence ends, at the rate that the ladder left it, and not after.
        chip.load(weights: TestWorld.model, bytes: 100)
        _ = try chip.send(.measureModel)
        let tick = try chip.claims().tick
        chip.advance(to: tick + 10)
        #expect(try chip.open(.inference, 1) == 1)
        _ = try chip.send(.closeInterlock)
        chip.advance(to: tick + 100 * UInt64(Self.week))
        #expect(throws: (any Error).self) { try chip.open(.inference, 1) }
    }

    @Test("SV-76: a deposit is lost by its deciders' quorum alone, and goes back in time where nothing was found")
    func deposit() async throws {
        let world = try await broken()
        let finding = try await world.finding()
        #expect(await propose(world, "forfeit", on: finding).status == .unprocessable)
        #expect(await propose(world, "forfeit", on: finding, escrow: "other").status == .unprocessable)
        let request = try await propose(world, "forfeit", on: finding, escrow: "deposit").json
        #expect(request["signers"]?.items.compactMap(\.text) == ["Vesta", "Maren"])
        #expect(try await world.sign(request, by: 0).detail.contains("the key is of none who may sign this"))
        #expect(try await world.sign(request, by: 1).json["status"]?.text == "open")
        #expect(try await standing(world) == "held")
        #expect(try await world.sign(request, by: 2).json["status"]?.text == "complete")
        #expect(try await standing(world) == "forfeited")
        #expect(await propose(world, "forfeit", on: finding, escrow: "deposit").detail.contains("it is forfeited"))
        // In a world without a breach it goes back.
        let clean = try LicensingWorld()
        clean.service.wait(730 * LicensingWorld.day - 1)
        try await clean.service.service.tidy()
        #expect(try await standing(clean) == "held")
        clean.service.wait(1)
        for _ in 0..<3 { try await clean.service.service.tidy() }
        #expect(try await standing(clean) == "returned")
        #expect(try await clean.log().filter { $0.statement.hasPrefix("goes back to Norland") }.count == 1)
    }

    private func standing(_ world: LicensingWorld) async throws -> String? {
        try await world.ask("GET", "consequences", as: LicensingWorld.auditor).json["escrow"]?.items.first?["standing"]?
            .text
    }

    @Test("SV-77: what parties clear up stands in the way no longer; it takes as many as a renewal")
    func cleared() async throws {
        let world = try await broken()
        world.service.wait(3 * Self.week)
        try await world.attest()
        #expect(await world.request().status == .conflict)
        let list = try await world.ask("GET", "consequences", as: LicensingWorld.auditor).json["findings"]?.items ?? []
        for item in list where item["severity"]?.text == "breach" {
            guard case .number(let text)? = item["entry"]?.content, let finding = UInt64(text) else { continue }
            let request = try await propose(world, "clear", on: finding).json
            for party in 0..<2 { #expect(try await world.sign(request, by: party).json["status"]?.text == "open") }
            #expect(try await world.sign(request, by: 2).json["status"]?.text == "complete")
            #expect(await propose(world, "suspend", on: finding).detail.contains("cleared up"))
        }
        let request = await world.request()
        #expect(request.status == .created, "\(request.detail)")
    }

    @Test("a breach for which the agreement has no ladder blocks licences until it is cleared up")
    func ladderless() async throws {
        let world = try await broken("")
        let refused = await world.request()
        #expect(refused.status == .conflict && refused.detail.contains("without a ladder"))
    }

    @Test("what is no finding is decided on by nobody", arguments: [0, 1, 9999] as [UInt64])
    func noFinding(entry: UInt64) async throws {
        let world = try await broken()
        #expect(await propose(world, "clear", on: entry).status == .notFound)
    }
}
