import Accelerator
import Attestation
import ChipABI
import Cryptography
import InterlockTesting
import Silicon
import Testing
import Wire

/// What a licence permits beside operations: pipelines, generations, replicas, data, rates.
@Suite("Permissions")
struct PermissionTests {
    private let adapter = Digest384(hashing: Array("an adapter".utf8))
    private let filter = Digest384(hashing: Array("a filter".utf8))

    private func refused(_ fault: Fault, _ body: () throws -> Void) {
        #expect(throws: Chip.Refusal.fault(fault)) { try body() }
    }

    @Test("a model runs with exactly its adapter and its filter", arguments: ExecutionMode.allCases)
    func pipeline(mode: ExecutionMode) throws {
        let world = try LineageWorld(1, mode) {
            $0.models.append(
                .init(weights: TestWorld.unlisted, uses: [.inference, .training], adapter: adapter, filter: filter))
        }
        let chip = world.chips[0]
        let parts: [Digest384?] = [nil, adapter, filter]
        for first in parts {
            for second in parts {
                #expect(chip.load(adapter: first) && chip.load(filter: second))
                #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
                if first == adapter, second == filter {
                    _ = try chip.send(.measureModel)
                    #expect(try chip.open(.inference, 10) == 10)
                    #expect(!chip.load(filter: nil) && !chip.load(adapter: nil))
                    _ = try chip.send(.closeInterlock)
                } else {
                    refused(.modelNotPermitted) { _ = try chip.send(.measureModel) }
                }
            }
        }
        #expect(chip.load(adapter: adapter) && chip.load(filter: filter))
        #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
        _ = try chip.send(.measureModel)
        let claims = try chip.claims()
        #expect(claims.workload.adapter == adapter && claims.workload.filter == filter)
        let bytes = try chip.send(.attest, [UInt8](repeating: 1, count: 32))
        #expect(try Evidence(bytes).encoded() == bytes)
        // Taken out, or stacked, behind the measurement.
        for exchange in [{ chip.load(filter: nil) }, { chip.load(filter: filter) && chip.load(adapter: nil) }] {
            #expect(exchange())
            for use in [WorkloadClass.inference, .training] { refused(.modelChanged) { _ = try chip.open(use, 1) } }
        }
        // What is trained from it needs them too.
        #expect(chip.load(adapter: adapter))
        _ = try chip.send(.measureModel)
        try world.train(chip, 10)
        #expect(chip.load(filter: nil))
        refused(.modelChanged) { _ = try chip.open(.training, 1) }
        let ticket = try chip.export()
        #expect(chip.load(weights: try #require(ticket.lineage.weights), bytes: 100))
        refused(.modelNotPermitted) { _ = try chip.send(.inheritLineage, ticket.encoded()) }
        #expect(chip.load(filter: filter))
        _ = try chip.send(.inheritLineage, ticket.encoded())
    }

    @Test("a model of a newer generation does not run", arguments: ExecutionMode.allCases)
    func generation(mode: ExecutionMode) throws {
        let world = try LineageWorld(1, mode) {
            $0.models.append(.init(weights: TestWorld.unlisted, uses: .inference, generation: 4))
            $0.newestGeneration = 3
        }
        let chip = world.chips[0]
        #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
        refused(.modelTooNew) { _ = try chip.send(.measureModel) }
        refused(.modelNotPermitted) { _ = try chip.open(.inference, 1) }
    }

    @Test("only as many chips as there are replicas hold a model", arguments: ExecutionMode.allCases)
    func replicas(mode: ExecutionMode) throws {
        let world = try LineageWorld(3, mode) {
            $0.models.append(.init(weights: TestWorld.unlisted, uses: .inference, replicas: 2))
        }
        for (place, chip) in world.chips.enumerated() {
            #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
            guard place < 2 else {
                refused(.modelReplicaNotPermitted) { _ = try chip.send(.measureModel) }
                // Neither is it after a restart, by which the place comes from flash.
                chip.powerOn()
                #expect(chip.load(weights: TestWorld.unlisted, bytes: 100))
                refused(.modelReplicaNotPermitted) { _ = try chip.send(.measureModel) }
                continue
            }
            _ = try chip.send(.measureModel)
            #expect(try chip.open(.inference, 10) == 10)
        }
    }

    @Test("training reads only data that belong to a permitted manifest and class", arguments: ExecutionMode.allCases)
    func data(mode: ExecutionMode) throws {
        let chunks = (0..<5).map {
            DataManifest.Chunk([UInt8](repeating: UInt8($0), count: 100), dataClass: $0 == 4 ? 7 : 2)
        }
        let manifest = DataManifest(chunks)
        let world = try LineageWorld(1, mode) {
            $0.data = .init(manifests: [manifest.root], excludedClasses: 1 << 7)
        }
        let chip = world.chips[0]
        func admit(_ chunk: DataManifest.Chunk, as index: Int) throws {
            chip.stream(data: chunk.digest, bytes: chunk.length)
            _ = try chip.send(.admitData, try #require(manifest.admission(ofChunk: index, manifest: 0)))
        }
        func pass(_ bytes: UInt128) throws -> Execution.Block? {
            _ = try chip.open(.training, 10)
            let block = chip.execute(.forward, .work(1), carrying: CommandLoad(dataBytes: bytes)).block
            _ = try chip.send(.closeInterlock)
            return block
        }
        refused(.dataMissing) {
            _ = try chip.send(.admitData, try #require(manifest.admission(ofChunk: 0, manifest: 0)))
        }
        #expect(try pass(1) == .unprovedData)
        try admit(chunks[0], as: 0)
        #expect(try pass(60) == nil)
        #expect(try pass(40) == nil)
        // A byte is read once; a pass that says that it reads nothing reads something.
        #expect(try pass(1) == .unprovedData)
        #expect(try pass(0) == .unprovedData)
        // Other bytes, a longer chunk, another class, another place, another manifest.
        let other = DataManifest.Chunk([9], dataClass: 2)
        refused(.dataNotPermitted) { try admit(other, as: 0) }
        refused(.dataNotPermitted) {
            try admit(.init(digest: chunks[0].digest, length: 1 << 40, dataClass: 2), as: 0)
        }
        refused(.dataNotPermitted) { try admit(chunks[0], as: 1) }
        refused(.dataClassExcluded) { try admit(chunks[4], as: 4) }
        let path = try #require(Merkle384(entries: []).inclusionProof(at: 0)?.path ?? [])
        chip.stream(data: chunks[4].digest, bytes: 100)
        refused(.dataNotPermitted) {
            _ = try chip.send(
                .admitData, DataManifest.admission(manifest: 0, dataClass: 2, index: 4, chunks: 5, path: path))
        }
        refused(.dataNotPermitted) {
            _ = try chip.send(.admitData, try #require(manifest.admission(ofChunk: 4, manifest: 1)))
        }
        #expect(try pass(1) == .unprovedData)
        try world.train(chip, 10)
        let ticket = try chip.export()
        #expect(ticket.lineage.manifests == [manifest.root])
        #expect(ticket.lineage.classes == 1 << 2)
        // What was admitted for other weights, or under another licence, is admitted no more.
        try admit(chunks[1], as: 1)
        #expect(chip.load(weights: TestWorld.model, bytes: 100))
        _ = try chip.send(.measureModel)
        #expect(try pass(1) == .unprovedData)
        let log = try chip.claims().log.entries.map(\.event)
        #expect(log.contains(.dataAdmitted(manifest: manifest.root, dataClass: 2)))
        #expect(log.contains(.violation(reason: UInt64(Fault.dataUnproved.rawValue), count: 1)))
        #expect(log.contains(.dataRefused(reason: UInt64(Fault.dataClassExcluded.rawValue), chunk: chunks[4].digest)))
    }

    @Test("rates hold to within their burst under adversarial bursts", arguments: [1, 2, 3, 4])
    func rates(seed: UInt64) throws {
        let world = try LineageWorld(2, seed: seed) {
            $0.rates = .init(
                operations: .init(perTick: 50, burst: 400), tokens: .init(perTick: 3, burst: 20),
                outside: .init(perTick: 10, burst: 100))
        }
        let chip = world.chips[0]
        try world.admit(chip, world.chips[1])
        var stream = Seed(seed).stream("bursts")
        var tick: UInt64 = 0
        var passed: [(tick: UInt64, operations: UInt128, tokens: UInt128, outside: UInt128)] = []
        for _ in 0..<300 {
            tick += stream.next() % 3 == 0 ? 0 : stream.next() % 12
            chip.advance(to: tick)
            if stream.next() % 40 == 0 {
                chip.powerOn()
                chip.load(weights: TestWorld.model, bytes: 100)
                _ = try chip.send(.measureModel)
                try world.admit(chip, world.chips[1])
            }
            guard (try? chip.open(.inference, 1_000)) != nil else { continue }
            for _ in 0..<(stream.next() % 6) {
                let before = chip.accelerator
                var cost = Counters.work(UInt128(stream.next() % 300))
                let (inside, out) = (UInt128(stream.next() % 1_000), UInt128(stream.next() % 60))
                cost[.linkBytesSent] = inside + out
                let load = CommandLoad(
                    links: [.init(peer: world.chips[1].identifier, sent: inside, received: 0)],
                    tokens: UInt128(stream.next() % 9))
                _ = chip.execute(.decode, cost, carrying: load)
                let after = chip.accelerator
                passed.append(
                    (
                        tick, after.meter.policyOperations - before.meter.policyOperations,
                        after.tokens - before.tokens, after.outside - before.outside
                    ))
            }
        }
        // In no window does more pass than the bucket fills, and holds.
        for start in passed.indices {
            var sums: (operations: UInt128, tokens: UInt128, outside: UInt128) = (0, 0, 0)
            for end in start..<passed.count {
                sums.operations += passed[end].operations
                sums.tokens += passed[end].tokens
                sums.outside += passed[end].outside
                let ticks = UInt128(passed[end].tick - passed[start].tick)
                #expect(sums.operations <= 50 * ticks + 400)
                #expect(sums.tokens <= 3 * ticks + 20)
                #expect(sums.outside <= 10 * ticks + 100)
            }
        }
        let all = passed.reduce(into: (UInt128(0), UInt128(0), UInt128(0))) {
            $0.0 += $1.operations
            $0.1 += $1.tokens
            $0.2 += $1.outside
        }
        #expect(all.0 > 1_000 && all.1 > 50 && all.2 > 100, "something must have passed")
    }

    @Test(
        "a grant that is spent late in a long opening leaves no room for another at once",
        arguments: ExecutionMode.allCases)
    func lateBurst(mode: ExecutionMode) throws {
        let chip = try TestWorld().readyChip(mode) {
            $0.rates = .init(operations: .init(perTick: 10, burst: 1_000))
        }
        chip.advance(to: 100)
        #expect(try chip.open(.inference, 1_000) == 1_000)
        chip.advance(to: 300)
        #expect(chip.execute(.prefill, .work(990)).block == nil)
        #expect(try chip.open(.inference, 1_000) == 10)
        chip.advance(to: 310)
        #expect(try chip.open(.inference, 1_000) == 110)
    }

    @Test("inside the set there is no cap, outside of it a trickle")
    func fixedSet() throws {
        let world = try LineageWorld(2) { $0.rates = .init(outside: .init(perTick: 0, burst: 10)) }
        let (chip, peer) = (world.chips[0], world.chips[1])
        try world.admit(chip, peer)
        chip.advance(to: 10)
        func send(_ bytes: UInt128, to identifier: [UInt8]) throws -> Execution.Block? {
            _ = try chip.open(.inference, 10)
            var cost = Counters.work(1)
            cost[.linkBytesSent] = bytes
            let block = chip.execute(
                .sendReceive, cost, carrying: CommandLoad(links: [.init(peer: identifier, sent: bytes, received: 0)])
            ).block
            _ = try chip.send(.closeInterlock)
            return block
        }
        #expect(try send(1 << 60, to: peer.identifier) == nil)
        #expect(try send(1, to: [UInt8](repeating: 3, count: 16)) == .outside)
        // Whoever names a peer for more than the command carries gains nothing by it.
        let log = try chip.claims().log.entries.map(\.event)
        #expect(log.contains(.violation(reason: UInt64(Fault.outsideTrafficExceeded.rawValue), count: 1)))
    }

    @Test("an opening ends with its licence, by hardware, though firmware sleeps", arguments: ExecutionMode.allCases)
    func spareQuantum(mode: ExecutionMode) throws {
        let chip = try TestWorld().readyChip(mode) { $0.endTick = 100 }
        chip.advance(to: 99)
        _ = try chip.open(.inference, 1_000)
        #expect(chip.execute(.prefill, .work(10)).block == nil)
        chip.advance(to: 100)
        #expect(chip.execute(.prefill, .work(10)).block == .closed)
        #expect(chip.accelerator.meter.policyOperations == 10)
    }
}
