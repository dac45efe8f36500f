import Cryptography
import Dispatch
import RV32
import Silicon
import Synchronization

/// Tries one fault a run at every instruction of a decision, or at a sample of them.
package struct Campaign: Sendable {
    /// The firmware that is attacked.
    package let firmware: FirmwareImages
    /// The decisions.
    package let windows: [Window]
    /// The kinds of faults.
    package let models: [FaultModel]
    /// How many faults of each attack and model are tried; nil for all.
    package let sample: Int?
    /// What the sample is drawn by.
    package let seed: UInt64
    /// Whether a run ends as soon as it is again where the run without a fault was: quicker, and the same result.
    package let stopsEarly: Bool

    private static let chunk = 64

    /// A campaign with the given plan.
    package init(
        windows: [Window], models: [FaultModel], sample: Int?, seed: UInt64, stopsEarly: Bool = true,
        firmware: FirmwareImages = .builtIn
    ) {
        self.firmware = firmware
        self.windows = windows
        self.models = models
        self.sample = sample
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
        for window in windows {
            for attack in try world.attacks(on: window) {
                try run(attack, jobs, progress, into: &report)
            }
        }
        return report
    }

    private func run(
        _ attack: Attack, _ jobs: Int, _ progress: @escaping @Sendable (String, Int, Int) -> Void,
        into report: inout CampaignReport
    ) throws {
        let golden = try GoldenRun(attack)
        report.lengths.append(
            .init(window: attack.window, attack: attack.name, instructions: golden.addresses.count))
        let work = models.map { model in
            let stream = SeededStream(seed: seed, name: "glitch/\(attack.window)/\(attack.name)/\(model)")
            return (model, FaultPoint.all(model, in: golden, sample: sample, stream: stream))
        }
        let results = results(of: work.flatMap { model, points in points.map { (model, $0) } }, golden, jobs) {
            progress("\(attack.window): \(attack.name)", $0, $1)
        }
        var start = 0
        for (model, points) in work {
            let slice = results[start..<start + points.count]
            start += points.count
            report.add(model, zip(points, slice), golden)
        }
    }

    /// The result of each fault, in order.
    private func results(
        of work: [(FaultModel, FaultPoint)], _ golden: GoldenRun, _ jobs: Int,
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) -> [Trial.Result] {
        let chunkCount = (work.count + Campaign.chunk - 1) / Campaign.chunk
        let done = Mutex<[Int: [Trial.Result]]>([:])
        let next = Atomic<Int>(0)
        let stopsEarly = stopsEarly
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, chunkCount))) { _ in
            var trial = Trial(golden, stopsEarly: stopsEarly)
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunkCount else { return }
                var results: [Trial.Result] = []
                for place in chunk * Campaign.chunk..<min((chunk + 1) * Campaign.chunk, work.count) {
                    let (model, point) = work[place]
                    results.append(trial.run(model, point.variant, at: point.index))
                }
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
    fileprivate mutating func add(
        _ model: FaultModel, _ results: some Sequence<(FaultPoint, Trial.Result)>, _ golden: GoldenRun
    ) {
        var counts: [Outcome: Int] = [:]
        for (point, result) in results {
            counts[result.outcome, default: 0] += 1
            guard let gain = result.gain else { continue }
            let address = golden.addresses[point.index]
            bypasses.append(
                Bypass(
                    window: golden.attack.window, attack: golden.attack.name, model: model, variant: point.variant,
                    index: point.index, address: address,
                    instruction: Instruction(decoding: golden.bits[point.index]).description(at: address), gain: gain))
        }
        let count = { (outcome: Outcome) in counts[outcome] ?? 0 }
        rows.append(
            Row(
                window: golden.attack.window, attack: golden.attack.name, model: model,
                population: golden.bits.reduce(0) { $0 + model.variants(of: $1) },
                runs: counts.values.reduce(0, +), noEffect: count(.noEffect), detected: count(.detected),
                crash: count(.crash), hang: count(.hang), bypass: count(.bypass)))
    }
}
