import Accelerator
import Agreement
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// Each clause of an agreement that chips carry out: from its YAML, compiled and signed, to a chip's refusal.
@Suite("Clauses on chips")
struct ClauseTests {
    private static let filter = Digest384(hashing: Array("a filter".utf8))
    private static let adapter = Digest384(hashing: Array("an adapter".utf8))
    private static let manifest = DataManifest([
        .init([1], dataClass: 0), .init([2], dataClass: 7),
    ])

    private static func agreement(model: String = "", _ clauses: String) -> String {
        """
        agreement: 1
        name: Clauses
        beneficiary: Someone
        parties: [Ada, Bey]
        quorum: {licence: 2, firmware: 2}
        allowances: {total: 1e9, training: 1e6}
        models:
          - {name: one, weights: \(TestWorld.model), uses: [inference, training]\(model)}
        licences: {total: 1e6, training: 1e6, validity: 1d, boots: 9, quantum: 1e5}
        monitoring: {interval: 0s, grace: 0s}
        \(clauses)

        """
    }

    /// Chips under the widest licence that an agreement lets parties sign; the one model is loaded, and not measured yet.
    private func world(
        model: String = "", _ clauses: String, chips: Int = 1, set: String? = nil
    ) throws -> LineageWorld {
        let agreement = try Agreement(Array(Self.agreement(model: model, clauses).utf8), file: "a.yaml")
        let fixed = agreement.fixedSets.first { $0.name == set }
        let text = try agreement.licenceTerms(in: nil, sequence: 2, from: 0, boot: 1, for: fixed).text
        let template = try LicenceTemplate(Array(text.utf8), file: "terms.json")
        let world = try LineageWorld(chips)
        let terms = template.terms(for: world.set.chips, under: agreement.digest)
        for chip in world.chips {
            _ = try chip.send(.installLicence, world.world.installation(terms, on: chip.id, of: world.set.chips))
            chip.load(weights: TestWorld.model, bytes: 100)
        }
        return world
    }

    private func refused(_ fault: Fault, _ body: () throws -> Void) {
        #expect(throws: Chip.Refusal.fault(fault)) { try body() }
    }

    @Test("models[].filter: it does not run without its filter, nor with another")
    func filter() throws {
        let chip = try world(model: ", filter: \(Self.filter)", "").chips[0]
        refused(.modelNotPermitted) { _ = try chip.send(.measureModel) }
        #expect(chip.load(filter: Self.adapter))
        refused(.modelNotPermitted) { _ = try chip.send(.measureModel) }
        #expect(chip.load(filter: Self.filter))
        _ = try chip.send(.measureModel)
        #expect(try chip.open(.inference, 10) == 10)
    }

    @Test("models[].adapters: it runs with one that is listed, or none, behind its filter all the same")
    func adapters() throws {
        let chip = try world(model: ", filter: \(Self.filter), adapters: [\(Self.adapter)]", "").chips[0]
        #expect(chip.load(filter: Self.filter))
        _ = try chip.send(.measureModel)
        #expect(chip.load(adapter: Self.adapter))
        _ = try chip.send(.measureModel)
        #expect(chip.load(adapter: Self.filter))
        refused(.modelNotPermitted) { _ = try chip.send(.measureModel) }
        #expect(chip.load(adapter: Self.adapter) && chip.load(filter: nil))
        refused(.modelNotPermitted) { _ = try chip.send(.measureModel) }
    }

    @Test("modelRules: a model that is too new does not run")
    func generation() throws {
        let rules = "modelRules: {frontier: 6, behind: 2}"
        refused(.modelTooNew) { _ = try world(model: ", generation: 5", rules).chips[0].send(.measureModel) }
        _ = try world(model: ", generation: 4", rules).chips[0].send(.measureModel)
    }

    @Test("throttle.replicas: the chip after the last copy does not hold it")
    func replicas() throws {
        let chips = try world("throttle: {replicas: 2}", chips: 3).chips
        for chip in chips[..<2] { _ = try chip.send(.measureModel) }
        refused(.modelReplicaNotPermitted) { _ = try chips[2].send(.measureModel) }
    }

    @Test("thresholds over a run: training stops where it ends, and resumes on no other chip")
    func threshold() throws {
        let world = try world("thresholds: [{name: run, over: run, operations: 500}]", chips: 2)
        let (first, second) = (world.chips[0], world.chips[1])
        _ = try first.send(.measureModel)
        try world.train(first, 500)
        refused(.runThresholdReached) { _ = try first.open(.training, 1) }
        let ticket = try first.export()
        #expect(second.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        _ = try second.send(.inheritLineage, ticket.encoded())
        refused(.runThresholdReached) { _ = try second.open(.training, 1) }
    }

    @Test("of several thresholds over a run, the strictest counts, and those that chips can't add up do not")
    func strictest() throws {
        let world = try world(
            """
            thresholds:
              - {name: wide, over: run, operations: 700}
              - {name: narrow, over: run, operations: 300}
              - {name: told, over: run, operations: 10, beyond: reported}
              - {name: eight bits, over: run, operations: 10, formats: [fp8]}
            """)
        _ = try world.chips[0].send(.measureModel)
        #expect(try world.chips[0].open(.training, 1_000) == 300)
    }

    @Test("thresholds[].untraced: what weights without a ticket count for; left out, they may not be trained")
    func untraced() throws {
        let chip = try world("thresholds: [{name: run, over: run, operations: 500, untraced: 400}]").chips[0]
        #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
        _ = try chip.send(.measureModel)
        #expect(try chip.open(.training, 1_000) == 100)
        let strict = try world("thresholds: [{name: run, over: run, operations: 500}]").chips[0]
        #expect(strict.load(weights: TestWorld.unlisted, bytes: 100))
        refused(.modelNotPermitted) { _ = try strict.send(.measureModel) }
    }

    @Test("data: other manifests and excluded classes are refused, and a pass without proof is stopped")
    func data() throws {
        let chip = try world(
            """
            data:
              permitted: [{name: science, manifest: \(Self.manifest.root)}]
              excluded: [{name: pathogens, class: 7, manifest: \(Self.filter)}]
            """
        ).chips[0]
        _ = try chip.send(.measureModel)
        _ = try chip.open(.training, 10)
        #expect(chip.execute(.forward, .work(1), carrying: CommandLoad(dataBytes: 1)).block == .unprovedData)
        let other = DataManifest([.init([3], dataClass: 0)])
        for (manifest, index, fault) in [
            (Self.manifest, 0, nil), (Self.manifest, 1, .dataClassExcluded), (other, 0, .dataNotPermitted),
        ] as [(DataManifest, Int, Fault?)] {
            chip.stream(data: manifest.chunks[index].digest, bytes: manifest.chunks[index].length)
            let request = try #require(manifest.admission(ofChunk: index, manifest: 0))
            if let fault {
                refused(fault) { _ = try chip.send(.admitData, request) }
            } else {
                _ = try chip.send(.admitData, request)
            }
        }
    }

    @Test("throttle: operations and tokens of a second, and what may be saved up")
    func rates() throws {
        let chip = try world("throttle: {operationsPerSecond: 50, tokensPerSecond: 3, burst: 4s}").chips[0]
        _ = try chip.send(.measureModel)
        refused(.rateExceeded) { _ = try chip.open(.inference, 10) }
        chip.advance(to: 1)
        #expect(try chip.open(.inference, 1_000) == 50)
        #expect(chip.execute(.decode, .work(1), carrying: CommandLoad(tokens: 4)).block == .tokens)
        chip.advance(to: 100)
        #expect(try chip.open(.inference, 1_000) == 200)
        #expect(chip.execute(.decode, .work(1), carrying: CommandLoad(tokens: 12)).block == nil)
    }

    @Test("fixedSets[].bandwidthOutside: of the set that is named, and of the narrowest where none is")
    func bandwidth() throws {
        let sets = "fixedSets: [{name: a, chips: 9, bandwidthOutside: 10}, {name: b, chips: 9, bandwidthOutside: 30}]"
        for (set, most) in [(nil, 10), ("a", 10), ("b", 30)] as [(String?, UInt128)] {
            for excess in [0, 1] as [UInt128] {
                let chip = try world(sets, set: set).chips[0]
                _ = try chip.send(.measureModel)
                chip.advance(to: 100)
                _ = try chip.open(.inference, 10)
                var cost = Counters.work(1)
                cost[.linkBytesSent] = most + excess
                #expect(chip.execute(.sendReceive, cost).block == (excess == 0 ? nil : .outside))
            }
        }
    }

    @Test("a licence that says less than the agreement is IL-COMP-29; one that says as much is not")
    func beyond() throws {
        let text = Self.agreement(
            model: ", filter: \(Self.filter), adapters: [\(Self.adapter)], generation: 4",
            """
            modelRules: {frontier: 6, behind: 2}
            thresholds: [{name: run, over: run, operations: 500, untraced: 400}]
            throttle: {operationsPerSecond: 50, tokensPerSecond: 3, burst: 4s, replicas: 2}
            fixedSets: [{name: a, chips: 9, bandwidthOutside: 10}]
            data:
              permitted: [{name: science, manifest: \(Self.manifest.root)}]
              excluded: [{name: pathogens, class: 7, manifest: \(Self.filter)}]
            """)
        let agreement = try Agreement(Array(text.utf8), file: "a.yaml")
        let limits = agreement.appraisalPolicy.chipLimits
        let terms = try agreement.licenceTerms(in: nil, sequence: 1, from: 0, boot: 1).text
        let chip = try #require(ChipID([UInt8](repeating: 1, count: 16)))
        let whole = try LicenceTemplate(Array(terms.utf8), file: "t").terms(for: [chip], under: agreement.digest)
        #expect(limits.excess(of: whole).isEmpty)
        #expect(whole.models.count == 2 && whole.models.allSatisfy { $0.filter == Self.filter && $0.replicas == 2 })
        let weaker: [(inout Licence.Terms) -> Void] = [
            { $0.newestGeneration = nil }, { $0.newestGeneration = 5 }, { $0.run = nil }, { $0.run?.threshold += 1 },
            { $0.run?.untraced = 399 }, { $0.data = nil }, { $0.data?.manifests.append(Self.filter) },
            { $0.data?.excludedClasses = 0 }, { $0.rates.operations = nil }, { $0.rates.operations?.perTick += 1 },
            { $0.rates.tokens?.burst += 1 }, { $0.rates.outside = nil },
        ]
        for (place, weaken) in weaker.enumerated() {
            var terms = whole
            weaken(&terms)
            #expect(!limits.excess(of: terms).isEmpty, "\(place)")
        }
        var stricter = whole
        stricter.run = .init(threshold: 400)
        stricter.rates.operations = .init(perTick: 49, burst: 1)
        stricter.data?.excludedClasses = .max
        stricter.newestGeneration = 3
        #expect(limits.excess(of: stricter).isEmpty)
    }
}
