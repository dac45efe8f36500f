import Cryptography
import Dispatch
import RV32
import Silicon
import Synchronization

/// Tries faults in every instruction of a decision, or a sample of them.
package struct Campaign: Sendable {
    /// The firmware that is attacked.
    package let firmware: FirmwareImages
    /// Whether its chips take two signatures by each signer, P-384 and ML-DSA-87.
    package let isHybrid: Bool
    /// What is tried.
    package enum Plan: Hashable, Sendable {
        /// One fault a run: so many of each attack and model, or all.
        case single(sample: Int?)
        /// Two faults a run: so many pairs in all, the second at most so many instructions behind the first.
        case pairs(Int, within: Int)
    }

    /// The decisions.
    package let windows: [Window]
    /// What an attack's name has in it, capitals or not; every attack on the windows where it is nil.
    package let attack: String?
    /// The kinds of faults; pairs are made of those that are `FaultModel.simple`.
    package let models: [FaultModel]
    /// What is tried.
    package let plan: Plan
    /// What a sample is drawn by.
    package let seed: UInt64
    /// Whether a run ends as soon as it is again where the run without a fault was: quicker, and the same result.
    package let stopsEarly: Bool

    private static let chunk = 64

    /// A campaign with the given plan.
    package init(
        windows: [Window], models: [FaultModel], plan: Plan, seed: UInt64, stopsEarly: Bool = true,
        isHybrid: Bool = false, firmware: FirmwareImages = .builtIn, attack: String? = nil
    ) {
        self.attack = attack
        self.firmware = firmware
        self.isHybrid = isHybrid
        self.windows = windows
        self.models = models
        self.plan = plan
        self.seed = seed
        self.stopsEarly = stopsEarly
    }

    /// Runs it on several cores; the result is the same for any number.
    ///
    /// - Parameters:
    ///   - jobs: how many runs go side by side.
    ///   - store: what keeps parts that are done.
    ///   - progress: called with the number of runs done and the number of runs of a part, from any thread.
    /// - Returns: the table and every bypass.
    /// - Throws: where an attack can't be prepared, succeeds without a fault, or would not be seen to succeed; where none
    ///   has the name; what the store throws.
    package func run(
        jobs: Int, store: PartStore = .none,
        progress: @escaping @Sendable (_ part: String, _ done: Int, _ total: Int) -> Void
    ) throws -> CampaignReport {
        let world = try AttackWorld(firmware, isHybrid: isHybrid)
        var report = CampaignReport()
        let attacks = try self.attacks(in: world)
        for (place, attack) in attacks.enumerated() {
            let golden = try GoldenRun(attack)
            report.add(golden)
            let path = golden.digest
            for draw in draws(at: place, of: attacks.count) {
                let identity = identity(of: attack, draw, path)
                if let part = try store.load(identity) {
                    report.add(part)
                    continue
                }
                let name =
                    "\(place + 1)/\(attacks.count) \(attack.window): \(attack.name), "
                    + (identity.model?.rawValue ?? "pairs")
                let progress: @Sendable (Int, Int) -> Void = { progress(name, $0, $1) }
                let part = run(draw, identity, golden, jobs, progress)
                try store.save(part)
                report.add(part)
            }
        }
        return report
    }

    private func attacks(in world: AttackWorld) throws -> [Attack] {
        let all = try windows.flatMap { try world.attacks(on: $0) }
        guard let wanted = attack?.lowercased() else { return all }
        let named = all.filter { $0.name.lowercased().contains(wanted) }
        guard !named.isEmpty else { throw NoSuchAttack(name: wanted, others: all.map(\.name)) }
        return named
    }

    /// What a part of an attack tries.
    private enum Draw {
        /// So many faults of a model, or all.
        case single(FaultModel, sample: Int?)
        /// So many pairs of faults of models.
        case pairs(Int, within: Int, of: [FaultModel])
    }

    /// The parts of an attack: the one at a place among so many.
    private func draws(at place: Int, of attackCount: Int) -> [Draw] {
        switch plan {
        case .single(let sample): models.map { .single($0, sample: sample) }
        case .pairs(let count, let limit):
            [
                .pairs(
                    count * (place + 1) / attackCount - count * place / attackCount, within: limit,
                    of: FaultModel.simple.filter(models.contains))
            ]
        }
    }

    private func identity(of attack: Attack, _ draw: Draw, _ path: String) -> CampaignPart.Identity {
        let drawn: (model: FaultModel?, sample: Int?, pairs: Int?, within: Int?, of: [FaultModel]?) =
            switch draw {
            case .single(let model, let sample): (model, sample, nil, nil, nil)
            case .pairs(let count, let limit, let models): (nil, nil, count, limit, models)
            }
        return CampaignPart.Identity(
            window: attack.window, attack: attack.name, model: drawn.model, rom: firmware.romDigest.bytes.hex,
            runtime: firmware.runtimeDigest.bytes.hex, isHybrid: isHybrid, path: path, sample: drawn.sample,
            pairs: drawn.pairs, within: drawn.within, pairModels: drawn.of, seed: seed)
    }

    private func stream(_ attack: Attack, _ name: String) -> SeededStream {
        SeededStream(seed: seed, name: "glitch/\(attack.window)/\(attack.name)/\(name)")
    }

    private func run(
        _ draw: Draw, _ identity: CampaignPart.Identity, _ golden: GoldenRun, _ jobs: Int,
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) -> CampaignPart {
        switch draw {
        case .single(let model, let sample):
            let points = FaultPoint.all(model, in: golden, sample: sample, stream: stream(golden.attack, "\(model)"))
            return runSingle(model, points, identity, golden, jobs, progress)
        case .pairs(let count, let limit, let models):
            let pairs = FaultPair.sample(
                count, of: models, within: limit, in: golden, stream: stream(golden.attack, "pairs"))
            return runPairs(pairs, identity, golden, jobs, progress)
        }
    }

    private func runSingle(
        _ model: FaultModel, _ points: [FaultPoint], _ identity: CampaignPart.Identity, _ golden: GoldenRun,
        _ jobs: Int, _ progress: @escaping @Sendable (Int, Int) -> Void
    ) -> CampaignPart {
        let results = results(of: points, golden, jobs, progress) { trial, point in
            trial.run(model, point.variant, at: point.index)
        }
        let tried = zip(points, results).lazy.map { point, result in
            Tried(model: model, variant: point.variant, index: point.index, second: nil, result: result)
        }
        return CampaignPart(identity, tried, golden)
    }

    private func runPairs(
        _ pairs: [FaultPair], _ identity: CampaignPart.Identity, _ golden: GoldenRun, _ jobs: Int,
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) -> CampaignPart {
        let results = results(of: pairs, golden, jobs, progress) { trial, pair in trial.run(pair) }
        let tried = zip(pairs, results).lazy.map { pair, found in
            Tried(
                model: pair.model, variant: pair.variant, index: pair.index, second: found.second, result: found.result)
        }
        return CampaignPart(identity, tried, golden)
    }

    /// The result of each item, in order.
    private func results<Item: Sendable, Result: Sendable>(
        of work: [Item], _ golden: GoldenRun, _ jobs: Int, _ progress: @escaping @Sendable (Int, Int) -> Void,
        _ run: @escaping @Sendable (inout Trial, Item) -> Result
    ) -> [Result] {
        let chunkCount = (work.count + Campaign.chunk - 1) / Campaign.chunk
        let done = Mutex<[Int: [Result]]>([:])
        let next = Atomic<Int>(0)
        let stopsEarly = stopsEarly
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, chunkCount))) { _ in
            var trial = Trial(golden, stopsEarly: stopsEarly)
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunkCount else { return }
                let places = chunk * Campaign.chunk..<min((chunk + 1) * Campaign.chunk, work.count)
                let results = places.map { run(&trial, work[$0]) }
                let count = done.withLock {
                    $0[chunk] = results
                    return $0.count
                }
                progress(min(count * Campaign.chunk, work.count), work.count)
            }
        }
        return done.withLock { done in (0..<chunkCount).flatMap { done[$0] ?? [] } }
    }
}

/// No attack is called so.
package struct NoSuchAttack: Error {
    /// What was looked for.
    package let name: String
    /// The attacks that there are.
    package let others: [String]
}

/// A fault, or the first of two, and what came of it.
private struct Tried {
    let model: FaultModel
    let variant: Int
    let index: Int
    let second: FaultPair.Second?
    let result: Trial.Result
}

extension CampaignPart {
    fileprivate init(_ identity: Identity, _ tried: some Sequence<Tried>, _ golden: GoldenRun) {
        var counts = CampaignReport.Counts()
        var byAddress: [UInt32: CampaignReport.Counts] = [:]
        var bypasses: [Bypass] = []
        for fault in tried {
            let address = golden.addresses[fault.index]
            counts.add(fault.result.outcome)
            byAddress[address, default: CampaignReport.Counts()].add(fault.result.outcome)
            guard let gain = fault.result.gain else { continue }
            bypasses.append(
                Bypass(
                    window: identity.window, attack: identity.attack, model: fault.model, variant: fault.variant,
                    index: fault.index, address: address,
                    instruction: Instruction(decoding: golden.bits[fault.index]).description(at: address), gain: gain,
                    second: fault.second))
        }
        let population = identity.model.map { model in
            golden.bits.indices.reduce(0) { $0 + model.variants(at: $1, in: golden) }
        }
        self.identity = identity
        self.bypasses = bypasses
        row = CampaignReport.Row(
            window: identity.window, attack: identity.attack, model: identity.model, population: population,
            counts: counts)
        spots = byAddress.sorted { $0.key < $1.key }.map { Spot(address: $0.key, counts: $0.value) }
    }
}

extension CampaignReport {
    fileprivate mutating func add(_ golden: GoldenRun) {
        let window = golden.attack.window
        lengths.append(.init(window: window, attack: golden.attack.name, instructions: golden.count))
        for (address, bits) in zip(golden.addresses, golden.bits) {
            heat[window, default: [:]][address, default: Heat(bits: bits)].executions += 1
        }
    }

    fileprivate mutating func add(_ part: CampaignPart) {
        rows.append(part.row)
        bypasses += part.bypasses
        for spot in part.spots {
            guard var heat = heat[part.identity.window]?[spot.address] else { continue }
            heat.counts = heat.counts + spot.counts
            self.heat[part.identity.window]?[spot.address] = heat
        }
    }
}
