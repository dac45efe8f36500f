import Cryptography
import Dispatch
import RV32
import Silicon
import Synchronization

/// Tries faults in every instruction of a decision, or a sample of them.
package struct Campaign: Sendable {
    /// The firmware that is attacked.
    package let firmware: FirmwareImages
    /// What is tried.
    package enum Plan: Hashable, Sendable {
        /// One fault a run: so many of each attack and model, or all.
        case single(sample: Int?)
        /// Two faults a run: so many pairs in all, the second at most so many instructions behind the first.
        case pairs(Int, within: Int)
    }

    /// The decisions.
    package let windows: [Window]
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
        firmware: FirmwareImages = .builtIn
    ) {
        self.firmware = firmware
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
    ///   - progress: called with the number of runs done and the number of runs of an attack, from any thread.
    /// - Returns: the table and every bypass.
    /// - Throws: where an attack can't be prepared, succeeds without a fault, or would not be seen to succeed.
    package func run(
        jobs: Int, progress: @escaping @Sendable (_ attack: String, _ done: Int, _ total: Int) -> Void
    ) throws -> CampaignReport {
        let world = try AttackWorld(firmware)
        var report = CampaignReport()
        let attacks = try windows.flatMap { try world.attacks(on: $0) }
        for (place, attack) in attacks.enumerated() {
            let golden = try GoldenRun(attack)
            report.add(golden)
            let progress: @Sendable (Int, Int) -> Void = { progress("\(attack.window): \(attack.name)", $0, $1) }
            switch plan {
            case .single(let sample): runSingle(sample, golden, jobs, progress, into: &report)
            case .pairs(let count, let limit):
                let share = count * (place + 1) / attacks.count - count * place / attacks.count
                runPairs(share, within: limit, golden, jobs, progress, into: &report)
            }
        }
        return report
    }

    private func stream(_ attack: Attack, _ name: String) -> SeededStream {
        SeededStream(seed: seed, name: "glitch/\(attack.window)/\(attack.name)/\(name)")
    }

    private func runSingle(
        _ sample: Int?, _ golden: GoldenRun, _ jobs: Int, _ progress: @escaping @Sendable (Int, Int) -> Void,
        into report: inout CampaignReport
    ) {
        let work = models.map { model in
            (model, FaultPoint.all(model, in: golden, sample: sample, stream: stream(golden.attack, "\(model)")))
        }
        let flat = work.flatMap { model, points in points.map { (model, $0) } }
        let results = results(of: flat, golden, jobs, progress) { trial, item in
            trial.run(item.0, item.1.variant, at: item.1.index)
        }
        var start = 0
        for (model, points) in work {
            let slice = results[start..<start + points.count]
            start += points.count
            var counts = CampaignReport.Counts()
            for (point, result) in zip(points, slice) {
                counts.add(result.outcome)
                report.add(result, model, point.variant, at: point.index, nil, golden)
            }
            report.rows.append(
                .init(
                    window: golden.attack.window, attack: golden.attack.name, model: model,
                    population: golden.bits.indices.reduce(0) { $0 + model.variants(at: $1, in: golden) },
                    counts: counts))
        }
    }

    private func runPairs(
        _ count: Int, within limit: Int, _ golden: GoldenRun, _ jobs: Int,
        _ progress: @escaping @Sendable (Int, Int) -> Void, into report: inout CampaignReport
    ) {
        let pairs = FaultPair.sample(
            count, of: FaultModel.simple.filter(models.contains), within: limit, in: golden,
            stream: stream(golden.attack, "pairs"))
        let results = results(of: pairs, golden, jobs, progress) { trial, pair in trial.run(pair) }
        var counts = CampaignReport.Counts()
        for (pair, (result, second)) in zip(pairs, results) {
            counts.add(result.outcome)
            report.add(result, pair.model, pair.variant, at: pair.index, second, golden)
        }
        report.rows.append(
            .init(
                window: golden.attack.window, attack: golden.attack.name, model: nil, population: nil, counts: counts))
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

extension CampaignReport {
    fileprivate mutating func add(_ golden: GoldenRun) {
        let window = golden.attack.window
        lengths.append(.init(window: window, attack: golden.attack.name, instructions: golden.count))
        for (address, bits) in zip(golden.addresses, golden.bits) {
            heat[window, default: [:]][address, default: Heat(bits: bits)].executions += 1
        }
    }

    fileprivate mutating func add(
        _ result: Trial.Result, _ model: FaultModel, _ variant: Int, at index: Int, _ second: FaultPair.Second?,
        _ golden: GoldenRun
    ) {
        let address = golden.addresses[index]
        heat[golden.attack.window]?[address]?.counts.add(result.outcome)
        guard let gain = result.gain else { return }
        bypasses.append(
            Bypass(
                window: golden.attack.window, attack: golden.attack.name, model: model, variant: variant,
                index: index, address: address,
                instruction: Instruction(decoding: golden.bits[index]).description(at: address), gain: gain,
                second: second))
    }
}
