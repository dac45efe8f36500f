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
    /// What came of an illegal instruction there: of any, for no firmware reads which it was.
    private var illegal: Result?

    /// A core for the runs of an attack.
    /// - Parameters:
    ///   - golden: the attack without a fault.
    ///   - stopsEarly: whether a run ends as soon as it is again where the golden run was.
    package init(_ golden: GoldenRun, stopsEarly: Bool) {
        self.golden = golden
        self.stopsEarly = stopsEarly
        core = FaultCore(golden.attack.start)
    }

    /// Runs the attack with a fault in instruction `index`. Cheapest where `index` rises from call to call.
    package mutating func run(_ model: FaultModel, _ variant: Int, at index: Int) -> Result {
        go(to: index)
        guard stopsEarly, model == .opcode else { return runWhole(model, variant, at: index) }
        let bits = FaultModel.flipped(golden.bits[index], variant, core)
        let arrived = Instruction(decoding: bits)
        if arrived == Instruction(decoding: golden.bits[index]) { return Result(outcome: .noEffect, gain: nil) }
        guard arrived.operation == .illegal else { return runWhole(model, variant, at: index) }
        if let illegal { return illegal }
        let result = runWhole(model, variant, at: index)
        illegal = result
        return result
    }

    /// Runs the attack with two faults.
    /// - Returns: what came of it, and what the second hit; nil where the core slept before.
    package mutating func run(_ pair: FaultPair) -> (result: Result, second: FaultPair.Second?) {
        go(to: pair.index)
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
        illegal = nil
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
        if stopsEarly,
            hasConverged(from: index, at: golden.position(after: index + distance - 1, at: core.pc))
        {
            return Result(outcome: .noEffect, gain: nil)
        }
        let taken = core.attempted - start
        let stop = core.run(golden.budget - min(taken, golden.budget))
        // Asked again, it answers what it did without a fault: no need to ask.
        if stopsEarly, stop == .asleep,
            golden.matches(core, at: golden.checkpoints.count - 1, since: index / golden.spacing)
        {
            return Result(outcome: .noEffect, gain: nil)
        }
        return judge(stop)
    }

    private static let firstLooks = [0, 8, 48]

    /// Runs on, and looks ever further apart whether all is as in the golden run.
    private mutating func hasConverged(from index: Int, at start: Int) -> Bool {
        var position = start
        for distance in Trial.firstLooks {
            guard position + distance < golden.count, !golden.trace.hasEffects(in: index..<position + distance)
            else { break }
            if distance > 0, core.run(UInt64(distance)) != .budgetSpent { return false }
            position += distance
            guard core.hasTouchedMemoryAlone else { break }
            if golden.trace.matches(core, at: position),
                core.memoryIsKept(with: golden.trace.writes(in: index..<position))
            {
                return true
            }
        }
        var next = (position + golden.spacing - 1) / golden.spacing
        var stride = 1
        while next < golden.checkpoints.count {
            let place = golden.position(of: next)
            let stop = core.run(UInt64(place - position))
            if golden.matches(core, at: next, since: index / golden.spacing) { return true }
            guard stop == .budgetSpent else { return false }
            position = place
            next += stride
            stride *= 2
        }
        return false
    }

    private mutating func judge(_ stop: FaultCore.Stop) -> Result {
        let seen = Observation(core)
        let hasTrapped = seen.trapCause != golden.end.trapCause
        let answers = stop == .asleep && !seen.isHalted && !hasTrapped
        if let gain = golden.attack.goal.gain(&core, answers: answers, budget: golden.budget) {
            return Result(outcome: .bypass, gain: gain)
        }
        if stop == .budgetSpent { return Result(outcome: .hang, gain: nil) }
        if hasTrapped { return Result(outcome: .crash, gain: nil) }
        if !golden.attack.goal.hasTold(core) { return Result(outcome: .detected, gain: nil) }
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
