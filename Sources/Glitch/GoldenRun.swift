import ChipABI
import Silicon

/// An attack without a fault: each instruction of the window, and states to fork from.
package struct GoldenRun: Sendable {
    /// The attack.
    package let attack: Attack
    /// Address of each instruction, in the order of execution.
    package var addresses: [UInt32] { trace.addresses }
    /// Its bits.
    package var bits: [UInt32] { trace.bits }
    /// What each instruction did.
    let trace: Trace
    /// Instructions from one checkpoint to the next.
    let spacing: Int
    /// The state before instruction 0, `spacing`, 2 × `spacing` and so on.
    let checkpoints: [CoreState]
    /// Bytes of memory that are written before they are read, at each checkpoint, by bit and line.
    private let deadBytes: [[UInt64]]
    /// Lines of memory that are written from each checkpoint to the next.
    private let writtenLines: [[UInt32]]
    /// What is seen at its end.
    let end: Observation
    /// The most instructions that a run may take before it counts as hanging.
    let budget: UInt64

    /// The longest window that is recorded.
    static let limit: UInt64 = 4_000_000
    private static let checkpointCount = 96
    private static let shortestSpacing = 256
    /// What a run may take beyond the longer of the golden and the permitted one.
    private static let slack: UInt64 = 50_000

    /// Runs the attack, and what is permitted in its place.
    ///
    /// - Throws: where the attack succeeds without a fault, or where success is not seen.
    package init(_ attack: Attack) throws(AttackWorld.Failure) {
        self.attack = attack
        let permitted = try GoldenRun.lengthOfPermitted(attack)
        var core = FaultCore(attack.start)
        let startCause = core.trapCause
        let length = try GoldenRun.run(&core, attack)
        end = Observation(core)
        let answers = !core.isHalted
        budget = max(length, permitted) + GoldenRun.slack
        guard attack.goal.gain(&core, answers: answers, budget: budget) == nil else {
            throw AttackWorld.Failure(reason: "\(attack.window): \(attack.name) succeeds without a fault")
        }
        let spacing = max(GoldenRun.shortestSpacing, Int(length) / GoldenRun.checkpointCount)
        self.spacing = spacing
        var trace = Trace()
        var checkpoints: [CoreState] = []
        core.restore(attack.start)
        var isRunning = true
        while isRunning {
            if trace.count % spacing == 0 { checkpoints.append(core.state) }
            guard let next = core.nextInstruction else { break }
            trace.append(next, core)
            isRunning = core.step()
        }
        var deadBytes = Array(repeating: [UInt64](), count: checkpoints.count)
        trace.findDead(everyInstructions: spacing) { deadBytes[$0] = $1 }
        self.deadBytes = deadBytes
        writtenLines = checkpoints.indices.map {
            trace.lines(in: $0 * spacing..<min(($0 + 1) * spacing, trace.count))
        }
        self.checkpoints = checkpoints
        self.trace = trace
        guard UInt64(trace.count) == length, Observation(core) == end, end.trapCause == startCause else {
            throw AttackWorld.Failure(reason: "\(attack.window): \(attack.name) traps, or differs step by step")
        }
    }

    /// Whether a core will do from here on what the golden run did from a checkpoint on.
    /// - Parameter start: the last checkpoint before its way parted from this run's.
    func matches(_ core: borrowing FaultCore, at checkpoint: Int, since start: Int) -> Bool {
        let dead = deadBytes[checkpoint]
        return core.matches(
            checkpoints[checkpoint], deadRegisters: trace.deadRegisters[checkpoint * spacing],
            lines: writtenLines[start..<checkpoint].joined(),
            deadBytes: { address in
                let line = Int((address &- MemoryMap.ram) / FaultCore.lineBytes)
                return line < dead.count ? dead[line] : 0
            })
    }

    /// How long what is permitted takes; it must be seen to succeed, else no attack would be seen to either.
    private static func lengthOfPermitted(_ attack: Attack) throws(AttackWorld.Failure) -> UInt64 {
        var core = FaultCore(attack.permitted)
        let length = try run(&core, attack)
        guard attack.goal.gain(&core, answers: !core.isHalted, budget: limit) != nil else {
            throw AttackWorld.Failure(
                reason: "\(attack.window): what is permitted in place of \(attack.name) is not seen to succeed")
        }
        return length
    }

    private static func run(_ core: inout FaultCore, _ attack: Attack) throws(AttackWorld.Failure) -> UInt64 {
        let before = core.attempted
        guard core.run(limit) == .asleep else {
            throw AttackWorld.Failure(reason: "\(attack.window): \(attack.name) takes too long")
        }
        return core.attempted - before
    }

    /// The instruction of this run at which one with a fault in instruction `index` has arrived: the next at its
    /// address, for it may have skipped or repeated some.
    func position(after index: Int, at address: UInt32) -> Int {
        let window = index + 1..<max(index + 1, min(index + 1 + GoldenRun.searchLength, trace.count))
        return trace.addresses[window].firstIndex(of: address) ?? index + 1
    }

    private static let searchLength = 64
}
