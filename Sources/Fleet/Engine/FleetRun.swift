import Accelerator
import Appraisal
import Attestation
import Cryptography
import Dispatch
import Silicon
import Synchronization

/// A scenario, ready to run: with its trace, where it has one, and the way in which firmware is executed.
package struct FleetRun: Sendable {
    /// Why a run can't start.
    package enum Refusal: Error, Hashable, Sendable {
        /// The scenario needs a trace, and none is given.
        case traceMissing
        /// No workload of the scenario takes the trace that is given.
        case traceUnused
        /// The world can't be made.
        case world(WorldError)
    }

    /// What exists before the first tick.
    package let world: FleetWorld
    /// The trace.
    package let trace: RequestTrace?
    private let mode: ExecutionMode

    /// A run.
    package init(
        _ scenario: Scenario, trace: RequestTrace?, mode: ExecutionMode,
        signatures: Question.Signatures = .hybrid
    ) throws(Refusal) {
        guard trace != nil || !scenario.requiresTrace else { throw .traceMissing }
        guard trace == nil || scenario.takesTrace else { throw .traceUnused }
        do { world = try FleetWorld(scenario, signatures: signatures) } catch { throw .world(error) }
        self.trace = trace
        self.mode = mode
    }

    /// How many challenges all chips will be sent: the measure of progress.
    package var challengeCount: Int { world.challenges.reduce(0) { $0 + $1.count } }

    /// Runs all chips and appraises their evidence.
    ///
    /// Chips touch only themselves, so that they are run on several cores; the result is the same for any number.
    ///
    /// - Parameters:
    ///   - jobs: how many chips to run side by side.
    ///   - progress: called with the number of challenges dealt with, from any thread.
    /// - Returns: what came of it.
    /// - Throws: `WorldError` where a chip can't be made.
    package func run(jobs: Int, progress: @escaping @Sendable (Int) -> Void) throws(WorldError) -> FleetOutcome {
        let trust = world.trust
        let appraiser = Appraiser(
            trust: trust, policy: world.scenario.agreement.appraisalPolicy,
            question: Question(signatures: world.signatures))
        let counter = Counter(report: progress)
        let results = Mutex<[Int: Result<Lane, WorldError>]>([:])
        let next = Atomic<Int>(0)
        let cache = PublicKeyCache()
        let chipCount = world.scenario.chipCount
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, chipCount))) { _ in
            while true {
                let chip = next.add(1, ordering: .relaxed).oldValue
                guard chip < chipCount else { return }
                let result = Result { () throws(WorldError) in
                    try lane(chip, appraiser, cache) { counter.advance() }
                }
                results.withLock { $0[chip] = result }
            }
        }
        var histories: [ChipHistory] = []
        var examinations: [Examination] = []
        for chip in 0..<chipCount {
            guard let result = results.withLock({ $0[chip] }) else { continue }
            let lane = try result.get()
            histories.append(lane.history)
            examinations += lane.examinations
        }
        return FleetOutcome(
            world: world, trust: trust, trace: trace, histories: histories,
            appraisal: appraiser.conclude(
                examinations, suspecting: FleetOutcome.suspicions(of: histories, in: world)))
    }

    /// One chip's part: what became of it, and what its evidence is worth.
    private struct Lane: Sendable {
        let history: ChipHistory
        let examinations: [Examination]
    }

    private func lane(
        _ number: Int, _ appraiser: Appraiser, _ cache: PublicKeyCache, _ progress: @escaping @Sendable () -> Void
    ) throws(WorldError) -> Lane {
        var driver = try driver(number, cache, progress)
        driver.live()
        driver.history.telemetry = driver.watch.map {
            .init(alarms: $0.alarms, consistent: $0.consistent, windows: $0.windows)
        }
        var known = ChainCache()
        let names = FleetOutcome.evidencePaths(of: driver.history, in: world.scenario)
        return Lane(
            history: driver.history,
            examinations: zip(names, driver.history.deliveries).map { name, delivery in
                appraiser.examine(Exhibit(name: name, bytes: delivery.evidence), using: &known)
            })
    }

    /// The host of a chip, with its work.
    func driver(
        _ number: Int, _ cache: PublicKeyCache, _ progress: @escaping @Sendable () -> Void
    ) throws(WorldError) -> ChipDriver {
        let chip = try world.chip(number, mode: mode, cache: cache)
        var driver = ChipDriver(world: world, number: number, chip: chip, progress: progress)
        for (place, workload) in world.scenario.workloads.enumerated() {
            guard let rank = workload.chips.firstIndex(of: number) else { continue }
            let start = HostTime(tick: workload.start)
            switch workload.kind {
            case .inference(let model, let arrivals):
                let name = "chip/\(number)/workload/\(place)"
                driver.inference.append(
                    (model, source(arrivals, name, rank: rank, of: workload.chips.count, start: start)))
            case .training(let plan):
                do { driver.training.append((try TrainingRun(plan, rank: rank, start: start), nil)) } catch {
                    throw WorldError(reason: "workload \(workload.name) can't be divided (\(error))")
                }
            }
        }
        return driver
    }

    private func source(
        _ arrivals: WorkloadPlan.Arrivals, _ name: String, rank: Int, of count: Int, start: HostTime
    ) -> RequestSource {
        let rate: UInt64
        switch arrivals {
        case .trace(let repeats):
            rate = 1
            if let trace { return RequestSource(trace, place: rank, stride: count, repeats: repeats, start: start) }
        case .traceOrRate(let repeats, let requestsPerHour):
            rate = requestsPerHour
            if let trace { return RequestSource(trace, place: rank, stride: count, repeats: repeats, start: start) }
        case .rate(let requestsPerHour): rate = requestsPerHour
        }
        // A Poisson process dealt to chips at random is one Poisson process a chip.
        let gap = 3600 * HostTime.nanosecondsEachTick / rate * UInt64(count)
        return RequestSource(ArrivalProcess(world.seed.stream(name), meanGap: gap), start: start)
    }

    /// Counts from any thread.
    private final class Counter: Sendable {
        private let done = Atomic<Int>(0)
        private let report: @Sendable (Int) -> Void

        init(report: @escaping @Sendable (Int) -> Void) { self.report = report }

        func advance() { report(done.add(1, ordering: .relaxed).newValue) }
    }
}
