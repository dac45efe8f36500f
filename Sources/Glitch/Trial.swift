import ChipABI
import RV32
import Silicon

/// Runs an attack again and again on one core, with one fault each time.
package struct Trial: ~Copyable {
    /// What came of one fault.
    package struct Result: Hashable, Sendable {
        /// How it ended.
        package let outcome: Outcome
        /// What was gained, where it is a bypass.
        package let gain: Gain?
    }

    private let golden: GoldenRun
    private let stopsEarly: Bool
    private var core: FaultCore
    /// The instruction before which the core stands between two runs.
    private var position: Int?
    /// Follows what a fault has changed, before the core runs.
    private var pursuit: Pursuit
    /// What came of a trap, by the state of devices and machine-mode registers: the handler reads nothing else.
    private var traps: [Int32: Result] = [:]
    /// What evidence was found to be.
    private var verdicts: [[UInt8]: Truth.Verdict] = [:]

    /// How runs went on from where they first changed a device.
    private var paths = KnownPaths(patience: 16)
    /// How questions went on from where the core slept.
    private var answers = KnownPaths(patience: 4)

    /// Runs that ended as an earlier one did, from where they went its way.
    package private(set) var recalls = 0

    /// A core for the runs of an attack.
    /// - Parameters:
    ///   - golden: the attack without a fault.
    ///   - stopsEarly: whether a run ends as soon as it is again where the golden run was.
    package init(_ golden: GoldenRun, stopsEarly: Bool) {
        self.golden = golden
        self.stopsEarly = stopsEarly
        core = FaultCore(golden.attack.start)
        pursuit = Pursuit(golden)
    }

    /// Runs the attack with a fault in instruction `index`. Cheapest where `index` rises from call to call.
    package mutating func run(_ model: FaultModel, _ variant: Int, at index: Int) -> Result {
        go(to: index)
        pursuit.begin()
        guard stopsEarly, let arrived = model.arriving(variant, at: index, of: golden, core) else {
            return runWhole(model, variant, at: index)
        }
        if arrived == golden.trace.instructions[index] { return Result(outcome: .noEffect, gain: nil) }
        let ending = pursuit.follow(arrived, at: index, device: { core.peek($0) })
        if let result = result(of: ending) { return result }
        let result = runWhole(model, variant, at: index)
        if case .trap(let place) = ending {
            traps[golden.trace.epochs[place]] = result
        } else {
            pursuit.note(result)
        }
        return result
    }

    /// What comes of how a difference ended; nil where the core must run to tell.
    private func result(of ending: Pursuit.Ending) -> Result? {
        switch ending {
        case .vanished: Result(outcome: .noEffect, gain: nil)
        case .known(let result): result
        case .trap(let place): traps[golden.trace.epochs[place]]
        case .unknown: nil
        }
    }

    /// Runs the attack with two faults.
    /// - Returns: what came of it, and what the second hit; nil where the core slept before.
    package mutating func run(_ pair: FaultPair) -> (result: Result, second: FaultPair.Second?) {
        go(to: pair.index)
        pursuit.begin()
        var second: FaultPair.Second?
        let result = runWhole(at: pair.index, striding: pair.distance) { core, golden in
            pair.model.inject(pair.variant, into: &core, of: golden)
            if pair.distance > 1, core.run(UInt64(pair.distance - 1)) == .asleep { return }
            guard let (model, variant) = pair.second(core.nextInstruction) else { return }
            second = FaultPair.Second(model: model, variant: variant, address: core.pc)
            model.inject(variant, into: &core, of: golden)
        }
        return (result, second)
    }

    /// Brings the core before an instruction of the golden run.
    private mutating func go(to index: Int) {
        guard position != index else { return }
        if let position, position < index, index - position < golden.spacing {
            for _ in position..<index { core.step() }
        } else {
            let checkpoint = index / golden.spacing
            core.restore(golden.checkpoints[checkpoint])
            _ = core.run(UInt64(index - checkpoint * golden.spacing))
        }
        core.keep()
        position = index
    }

    private mutating func runWhole(_ model: FaultModel, _ variant: Int, at index: Int) -> Result {
        runWhole(at: index) { core, golden in model.inject(variant, into: &core, at: index, of: golden) }
    }

    /// - Parameters:
    ///   - index: where the core stands.
    ///   - distance: how many instructions of the golden run the faults take.
    ///   - inject: has the core execute them.
    /// - Returns: what came of them.
    private mutating func runWhole(
        at index: Int, striding distance: Int = 1, _ inject: (inout FaultCore, GoldenRun) -> Void
    ) -> Result {
        defer { core.rollBack() }
        let start = core.attempted
        inject(&core, golden)
        // In the same state, it goes on the same way only where what sticks is what will be read.
        let stopsEarly =
            stopsEarly
            && core.stuck.map { golden.trace.gives($0.value, at: $0.address, after: index) } ?? true
        if stopsEarly {
            if core.stuck == nil { core.watchDevices() }
            let position = golden.position(after: index + distance - 1, at: core.pc)
            if let result = rejoin(from: index, at: position, since: start) { return result }
        }
        let stop: FaultCore.Stop
        switch finish(index, start, stopsEarly: stopsEarly) {
        case .known(let result): return result
        case .stopped(let last): stop = last
        }
        core.watchNothing()
        // Asked again, it answers what it did without a fault: no need to ask.
        let last = golden.checkpoints.count - 1
        if stopsEarly, stop == .asleep, core.hasDevices(of: golden.checkpoints[last]),
            golden.hasMemory(of: core, at: last, since: index / golden.spacing)
        {
            return Result(outcome: .noEffect, gain: nil)
        }
        return stopsEarly ? judgeOrRecall(stop) : judge(stop)
    }

    /// What comes of a run that has ended; what it would answer may be known of an earlier one.
    private mutating func judgeOrRecall(_ stop: FaultCore.Stop) -> Result {
        guard stop == .asleep, core.stuck == nil, !core.isHalted, !golden.attack.goal.questions.isEmpty else {
            return judge(stop)
        }
        let place = KnownPaths.Place(of: core, epoch: nil)
        if let result = answers.result(of: &core, at: place, within: .max) {
            recalls += 1
            return result
        }
        guard !core.notesPath, answers.wantsPath(at: place, isShort: false) else { return judge(stop) }
        core.beginPath()
        let result = judge(stop)
        if let path = core.endPath() { answers.add(path, 0, result, at: place) }
        return result
    }

    /// How far a run came.
    private enum Advance {
        case stopped(FaultCore.Stop)
        case known(Result)
    }

    /// Runs on for so many instructions. Where a device changes first, and at landmarks from then on, what comes may be
    /// known of an earlier run.
    private mutating func advance(_ count: UInt64, from index: Int, since start: UInt64) -> Advance {
        let end = core.attempted + count
        while core.attempted < end {
            let stop = core.run(end - core.attempted)
            switch stop {
            case .asleep, .budgetSpent: return .stopped(stop)
            case .deviceChanged, .landmark: break
            }
            let epoch = stop == .landmark ? nil : golden.trace.epochs[index]
            if let result = recall(epoch, since: start) { return .known(result) }
        }
        return .stopped(.budgetSpent)
    }

    /// What comes of a run that goes on from here as an earlier one did, or that is run to its end to know it later; nil
    /// for any other.
    private mutating func recall(_ epoch: Int32?, since start: UInt64) -> Result? {
        let taken = core.attempted - start
        guard taken < golden.budget else { return nil }
        let left = golden.budget - taken
        let hasTrapped = core.trapCause != golden.end.trapCause
        let place = KnownPaths.Place(of: core, epoch: epoch)
        if let result = paths.result(of: &core, at: place, within: left) {
            recalls += 1
            return result
        }
        guard paths.wantsPath(at: place, isShort: hasTrapped) else { return nil }
        core.watchNothing()
        core.beginPath()
        let before = core.attempted
        let stop = core.run(left)
        let length = core.attempted - before
        let result = judgeOrRecall(stop)
        if let path = core.endPath(), stop == .asleep { paths.add(path, length, result, at: place) }
        return result
    }

    /// Runs to the end, or until it is seen to go round for ever.
    private mutating func finish(_ index: Int, _ start: UInt64, stopsEarly: Bool) -> Advance {
        while true {
            let taken = core.attempted - start
            guard taken < golden.budget else { return .stopped(.budgetSpent) }
            let left = golden.budget - taken
            guard stopsEarly, left > Trial.stretch else { return advance(left, from: index, since: start) }
            if core.goesRound(within: Trial.roundLength) { return .stopped(.budgetSpent) }
            switch advance(Trial.stretch, from: index, since: start) {
            case .stopped(.budgetSpent): break
            case let end: return end
            }
        }
    }

    private static let stretch: UInt64 = 16_384
    private static let roundLength = 128
    private static let firstLooks = [0, 8, 48, 256, 1_024]

    /// Runs on, and looks ever further apart whether the golden run can be taken up again; nil where not.
    private mutating func rejoin(from index: Int, at start: Int, since began: UInt64) -> Result? {
        let epoch = golden.trace.epochs[index]
        var position = start
        var run = 0
        for distance in Trial.firstLooks {
            if distance > 0 {
                switch advance(UInt64(distance - run), from: index, since: began) {
                case .stopped(let stop): if stop == .asleep { return nil }
                case .known(let result): return result
                }
            }
            position += distance - run
            run = distance
            guard core.hasTouchedMemoryAlone else { break }
            guard let place = pursuit.place(of: core, near: position, epoch: epoch) else { continue }
            position = place
            if let result = pursue(from: index, at: place) { return result }
        }
        var next = position / golden.spacing + 1
        var stride = 1
        // At the last one it would sleep.
        while next < golden.checkpoints.count - 1 {
            switch advance(UInt64(max(golden.position(of: next) - position, 1)), from: index, since: began) {
            case .stopped(let stop): if stop == .asleep { return nil }
            case .known(let result): return result
            }
            position = golden.position(of: next)
            if core.pc != golden.trace.addresses[position] {
                guard let place = pursuit.place(of: core, near: position, epoch: nil) else {
                    next += stride
                    stride *= 2
                    continue
                }
                // It came here sooner or later than the golden run did.
                next = place / golden.spacing + 1
                guard next < golden.checkpoints.count - 1 else { return nil }
                switch advance(UInt64(golden.position(of: next) - place), from: index, since: began) {
                case .stopped(let stop): if stop == .asleep { return nil }
                case .known(let result): return result
                }
                position = golden.position(of: next)
            }
            if core.pc == golden.trace.addresses[position], core.hasDevices(of: golden.checkpoints[next]) {
                if golden.hasMemory(of: core, at: next, since: index / golden.spacing) {
                    return Result(outcome: .noEffect, gain: nil)
                }
                if let result = pursue(from: index, at: position) { return result }
            }
            next += stride
            stride *= 2
        }
        return nil
    }

    /// Follows what differs from the golden run before an instruction; nil where the core has to run on.
    private mutating func pursue(from index: Int, at position: Int) -> Result? {
        guard core.stuck == nil, var difference = pursuit.difference(of: core, since: index, at: position) else {
            return nil
        }
        return result(of: pursuit.follow(&difference))
    }

    private mutating func judge(_ stop: FaultCore.Stop) -> Result {
        let seen = Observation(core)
        let hasTrapped = seen.trapCause != golden.end.trapCause
        let answers = stop == .asleep && !seen.isHalted && !hasTrapped
        if let gain = golden.attack.goal.gain(&core, answers: answers, budget: golden.budget, &verdicts) {
            return Result(outcome: .bypass, gain: gain)
        }
        if stop == .budgetSpent { return Result(outcome: .hang, gain: nil) }
        if hasTrapped { return Result(outcome: .crash, gain: nil) }
        if !golden.attack.goal.hasTold(core, &verdicts) { return Result(outcome: .detected, gain: nil) }
        if seen == golden.end { return Result(outcome: .noEffect, gain: nil) }
        return Result(outcome: outcome(of: seen), gain: nil)
    }

    /// Of a core that sleeps and has not trapped, but is not as without the fault.
    private func outcome(of seen: Observation) -> Outcome {
        guard golden.end.outcome != nil else {
            // A boot. Nothing that sleeps without a fault raised has said why, unless it is ready.
            if seen.fault == 0, seen.bootStatus != BootStatus.ready.rawValue { return .crash }
            return seen.fault == 0 || seen.fault == golden.end.fault ? .noEffect : .detected
        }
        guard let outcome = seen.outcome, !seen.isHalted else { return .crash }
        return outcome == 0 || outcome == golden.end.outcome ? .noEffect : .detected
    }
}
