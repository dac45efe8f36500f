import Agreement
import Fleet
import Foundation
import Policy
import Testing

@Suite("Policy attacks")
struct AttackTests {
    private func attack(
        _ draft: AgreementDraft, seed: UInt64 = 1, budget: Int = 60, within: UInt64 = 86_400, colluding: Int = 1,
        onChips: Bool = false, mixes: Int = 0
    ) throws -> AttackResult {
        var search = try AttackSearch(
            draft, AttackTerms(within: within, blocs: colluding, phase: nil, under: draft.tested.agreement),
            seed: seed, budget: budget)
        return try search.run(onChips: onChips, mixes: mixes)
    }

    private func text(_ name: String, _ changes: [(String, String)]) throws -> String {
        var text = try String(contentsOf: Trial.folder.appendingPathComponent("\(name).yaml"), encoding: .utf8)
        for (old, new) in changes {
            try #require(text.contains(old), "\(name) has no \(old)")
            text = text.replacing(old, with: new)
        }
        return text
    }

    /// Runs a written suite under an agreement: whether each of its cases passes.
    private func passes(_ suite: String, under draft: AgreementDraft) throws -> [Bool] {
        let suite = try Trial.read(suite, under: draft).get()
        return try SuiteRun(suite, jobs: 1).run(mutating: false).cases.map(\.hasPassed)
    }

    /// Gaps that are planted, each with what is found, and the mend.
    static let planted: [(changes: [(String, String)], title: String, mend: [(String, String)])] = [
        (
            [("licence: 2", "licence: 1")], "computing under a licence that only the colluding blocs signed",
            [("licence: 2", "licence: 2")]
        ),
        (
            [("interval: 10m", "interval: 0s")], "taking a chip out of sight", [("interval: 10m", "interval: 10m")]
        ),
        (
            [
                (
                    "training: 0}\nmodels",
                    "training: 1e22}\nthresholds: [{name: one chip, over: chip, operations: 1e18}]\nmodels"
                ),
                ("uses: [inference]\n  - name: assistant-70b", "uses: [inference, training]\n  - name: assistant-70b"),
                ("total: 1e20, training: 0", "total: 1e20, training: 1e18"),
            ], "training beyond the threshold \"one chip\"",
            [
                (
                    "training: 0}\nmodels",
                    "training: 1e18}\nthresholds: [{name: one chip, over: chip, operations: 1e18}]\nmodels"
                ),
                ("uses: [inference]\n  - name: assistant-70b", "uses: [inference, training]\n  - name: assistant-70b"),
                ("total: 1e20, training: 0", "total: 1e20, training: 1e18"),
            ]
        ),
    ]

    @Test("a planted gap is found, its suite fails, and passes after the mend", arguments: planted.indices)
    func found(place: Int) throws {
        let (changes, title, mend) = AttackTests.planted[place]
        let weak = try Trial.draft(of: try text("inference-only", changes))
        let result = try attack(weak)
        #expect(result.breaches.map(\.title) == [title])
        let breach = try #require(result.breaches.first?.breach)
        #expect(breach.gained > 0 && breach.mend != nil)
        let open = result.suite(agreement: "agreement.yaml", known: false, fleet: "mix.yaml")
        #expect(try passes(open, under: weak) == [false])
        #expect(
            try passes(result.suite(agreement: "agreement.yaml", known: true, fleet: "mix.yaml"), under: weak) == [true]
        )
        let mended = try Trial.draft(of: try text("inference-only", mend))
        #expect(try passes(open, under: mended) == [true])
        #expect(
            try passes(result.suite(agreement: "agreement.yaml", known: true, fleet: "mix.yaml"), under: mended) == [
                false
            ])
    }

    @Test("what is found is as small as it gets")
    func minimal() throws {
        let weak = try Trial.draft(of: try text("inference-only", AttackTests.planted[2].changes))
        let plan = try #require(try attack(weak).breaches.first?.breach.plan)
        #expect(plan.chips + plan.licences == 3 && plan.covers.isEmpty && plan.doublings == 0)
    }

    @Test("the strict agreement survives a stated budget, with several seeds", arguments: [1, 2, 3] as [UInt64])
    func strict(seed: UInt64) throws {
        let result = try attack(try Trial.draft(), seed: seed)
        #expect(result.breaches.isEmpty && result.accepted.isEmpty)
        #expect(result.judged >= 30 && result.judged <= 60)
    }

    @Test("a quorum of two is no gap against one bloc, and is one against two")
    func colluding() throws {
        #expect(try attack(try Trial.draft()).breaches.isEmpty)
        let breach = try #require(try attack(try Trial.draft(), colluding: 2).breaches.first?.breach)
        #expect(breach.cost == 21)
        #expect(breach.mend?.changes == ["quorum.licence: 3"])
    }

    @Test("parties of one bloc collude for the price of one")
    func bloc() throws {
        let draft = try Trial.draft(
            of: try text(
                "inference-only",
                [("Vesta Union\n", "Vesta Union\n    bloc: west\n"), ("Maren\n", "Maren\n    bloc: west\n")]))
        let breach = try #require(try attack(draft).breaches.first)
        #expect(breach.title == "computing under a licence that only the colluding blocs signed")
        #expect(breach.breach.cost == 11)
    }

    @Test("a gap that the parties accept is told, and does not count")
    func accepted() throws {
        let result = try attack(try Trial.draft("sub-threshold-research"))
        #expect(result.breaches.isEmpty)
        #expect(result.accepted.map(\.title) == ["training beyond the threshold \"a month\""])
        #expect(result.text.contains("two months of the smallest threshold"))
    }

    @Test("the longest interval and the largest allowance crash no search")
    func largest() throws {
        let long = try Trial.draft(
            of: try text(
                "inference-only",
                [
                    ("interval: 10m", "interval: \(UInt64.max / 3)s"),
                    ("validity: 7d", "validity: \(UInt64.max / 2)s"), ("sunset: {at: 2031-03-01T00:00:00Z}\n", ""),
                ]))
        #expect(throws: CaseFailure.self) { try attack(long) }
        let vast = try Trial.draft(
            of: try text(
                "inference-only",
                [
                    ("total: 1e22", "total: \(UInt128.max - 1)"), ("total: 1e20", "total: \(UInt128.max)"),
                ]))
        #expect(try attack(vast).judged > 0)
    }

    @Test("emulated chips do what was found on written evidence", arguments: planted.indices)
    func confirmed(place: Int) throws {
        let weak = try Trial.draft(of: try text("inference-only", AttackTests.planted[place].changes))
        let result = try attack(weak, onChips: true)
        let confirmation = try #require(result.breaches.first?.breach.confirmation)
        guard case .confirmed(let operations) = confirmation else {
            Issue.record("\(confirmation.words)")
            return
        }
        #expect(operations > 0 && !result.holds)
        #expect(result.text.contains("chips   emulated chips did it, too"))
    }

    @Test("each cheat of the library is noticed on emulated chips, or gains nothing")
    func cheats() throws {
        let result = try attack(try Trial.draft(), onChips: true)
        #expect(result.cheats.map(\.name) == CheatKind.allCases.map(\.rawValue))
        for cheat in result.cheats {
            switch cheat.kind {
            case .noticed(_, let gained): #expect(gained == 0 || ["stolen-keys", "cloned-chip"].contains(cheat.name))
            case .harmless: #expect(cheat.name != "unlisted-model", "\(cheat.name)")
            case .residual: #expect(CheatKind(rawValue: cheat.name)?.isResidual == true)
            case .unnoticed, .untried: Issue.record("\(cheat.name): \(cheat.words)")
            }
        }
        #expect(result.holds)
    }

    /// Nobody asks chips for evidence, and two blocs suffice for a licence.
    private func unasked() throws -> AgreementDraft {
        try Trial.draft(of: try text("inference-only", [("interval: 10m", "interval: 0s")]))
    }

    @Test("a mix is found that passes where each of its cheats is noticed, and is as small as it gets")
    func mixed() throws {
        let draft = try unasked()
        let result = try attack(draft, budget: 6, colluding: 2, onChips: true, mixes: 40)
        let breach = try #require(result.openMix)
        #expect(breach.mix.size == 2, "\(breach.mix.parts)")
        for kind in breach.mix.cheats {
            #expect(result.cheats.contains { $0.name == kind.rawValue && !$0.isBreach }, "\(kind.rawValue)")
        }
        #expect(breach.gained > 0 && breach.cost == (breach.mix.cheats.contains(.stolenKeys) ? 22 : 2))
        #expect(result.mixesTried <= 40 && !result.holds)
        let alone = try #require(result.cheats.first { $0.name == "stolen-keys" })
        #expect(!alone.isBreach && alone.words.contains("IL-COMP-01") && alone.words.contains("gains"))
        // The suite runs the same chips: it fails, and passes once the agreement is mended.
        #expect(try mixHolds(result, known: false, under: draft) == false)
        #expect(try mixHolds(result, known: true, under: draft) == true)
        let mend = try #require(breach.mend)
        #expect(mend.changes == ["monitoring.interval: 450s", "monitoring.grace: 120s"])
        let mended = try Trial.draft(
            of: try text("inference-only", [("interval: 10m", "interval: 5m"), ("grace: 2m", "grace: 1m")]))
        #expect(try mixHolds(result, known: false, under: mended) == true)
        #expect(try mixHolds(result, known: true, under: mended) == false)
    }

    /// Whether the case of a mix passes, as it was written.
    private func mixHolds(_ result: AttackResult, known: Bool, under draft: AgreementDraft) throws -> Bool? {
        let breach = try #require(result.openMix)
        let file = try SuiteFile(
            Array(result.suite(agreement: "agreement.yaml", known: known, fleet: "mix.yaml").utf8), file: "attacks")
        let suite = try file.suite(under: draft, named: "agreement.yaml") { (field) throws(AgreementError) in
            let name = try field.text()
            return try ScenarioFile(Array(breach.scenario.utf8), file: name).scenario(under: draft.tested.agreement)
        }.get()
        let cases = try SuiteRun(suite, jobs: 1).run(mutating: false).cases
        return cases.first { $0.policyCase.name.hasPrefix("a mix: ") }?.hasPassed
    }

    @Test("a mix has smaller ones with one part less, and always a cheat")
    func shrunk() throws {
        let mix = CheatMix(cheats: [.powerCut, .stolenKeys], covers: [.outage, .restart])
        #expect(
            mix.smaller == [
                CheatMix(cheats: [.powerCut, .stolenKeys], covers: [.restart]),
                CheatMix(cheats: [.powerCut, .stolenKeys], covers: [.outage]),
                CheatMix(cheats: [.stolenKeys], covers: [.outage, .restart]),
                CheatMix(cheats: [.powerCut], covers: [.outage, .restart]),
            ])
        #expect(CheatMix(cheats: [.stolenKeys]).smaller.isEmpty)
        let terms = AttackTerms(within: 1, blocs: 2, phase: nil, under: try Trial.draft().tested.agreement)
        #expect(mix.cost(terms) == 24)
    }

    @Test(
        "mixes of the library are noticed under the strict agreement, with several seeds",
        arguments: [1, 2] as [UInt64])
    func mixes(seed: UInt64) throws {
        let result = try attack(try Trial.draft(), seed: seed, budget: 6, colluding: 2, onChips: true, mixes: 30)
        #expect(result.mix == nil, "\(result.mix?.mix.parts ?? [])")
        #expect(result.mixesTried == 30)
        #expect(result.text.contains("(30 tried)\n  none passes unnoticed"))
    }

    @Test("what no scenario can say is not tried, and ends no search")
    func unsayable() throws {
        let draft = try Trial.draft(of: try text("inference-only", [("licences: {total: 1e20", "licences: {total: 0")]))
        let result = try attack(draft, budget: 10, onChips: true)
        #expect(result.cheats.allSatisfy { $0.words.contains("not tried: no scenario can say it") })
    }

    @Test("models that nobody published can't be tried on chips, and that is said")
    func untried() throws {
        let draft = try Trial.draft(of: try text("inference-only", [("weights: b97e15ac", "weights: a97e15ac")]))
        let result = try attack(draft, onChips: true)
        #expect(result.cheats.allSatisfy { $0.words.contains("of no published architecture") })
    }

    @Test("the same seed finds the same")
    func deterministic() throws {
        let weak = try Trial.draft(of: try text("inference-only", AttackTests.planted[2].changes))
        let (one, two) = (try attack(weak, seed: 9), try attack(weak, seed: 9))
        #expect(one.json.text == two.json.text)
        #expect(
            one.suite(agreement: "a", known: false, fleet: "mix.yaml")
                == two.suite(agreement: "a", known: false, fleet: "mix.yaml"))
    }
}
