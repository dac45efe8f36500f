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

    /// A core for the runs of an attack.
    /// - Parameters:
    ///   - golden: the attack without a fault.
    ///   - stopsEarly: whether a run ends as soon as it is again where the golden run was.
    package init(_ golden: GoldenRun, stopsEarly: Bool) {
        self.golden = golden
        self.stopsEarly = stopsEarly
        core = FaultCore(golden.attack.start)
    }

    /// Runs the attack with a fault in instruction `index`.
    package mutating func run(_ model: FaultModel, _ variant: Int, at index: Int) -> Result {
        let checkpoint = index / golden.spacing
        core.restore(golden.checkpoints[checkpoint])
        _ = core.run(UInt64(index - checkpoint * golden.spacing))
        let start = core.attempted
        model.inject(variant, into: &core)
        if stopsEarly, hasConverged(from: golden.position(after: index, at: core.pc)) {
            return Result(outcome: .noEffect, gain: nil)
        }
        let taken = core.attempted - start
        let stop = core.run(golden.budget - min(taken, golden.budget))
        return judge(stop)
    }

    /// Runs on, and looks at checkpoints ever further apart whether all is as in the golden run.
    private mutating func hasConverged(from position: Int) -> Bool {
        var position = position
        var next = (position + golden.spacing - 1) / golden.spacing
        var stride = 1
        while next < golden.checkpoints.count {
            guard core.run(UInt64(next * golden.spacing - position)) == .budgetSpent else { return false }
            if core.matches(golden.checkpoints[next]) { return true }
            position = next * golden.spacing
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
        if seen == golden.end { return Result(outcome: .noEffect, gain: nil) }
        if hasTrapped { return Result(outcome: .crash, gain: nil) }
        return Result(outcome: outcome(of: seen), gain: nil)
    }

    /// Of a core that sleeps and has not trapped, but is not as without the fault.
    private func outcome(of seen: Observation) -> Outcome {
        switch golden.attack.window {
        case .boot:
            // Nothing that sleeps without a fault raised has said why.
            return seen.fault == 0 ? .crash : seen.fault == golden.end.fault ? .noEffect : .detected
        case .licence, .open:
            guard let outcome = seen.outcome, !seen.isHalted else { return .crash }
            return outcome == 0 || outcome == golden.end.outcome ? .noEffect : .detected
        }
    }
}
