import ChipABI
import Cryptography
import Silicon

/// An attack without a fault: each instruction of the window, and states to fork from.
package struct GoldenRun: Sendable {
    /// The attack.
    package let attack: Attack
    /// Address of each instruction, in the order of execution.
    package var addresses: ArraySlice<UInt32> { trace.addresses[..<count] }
    /// Its bits.
    package var bits: ArraySlice<UInt32> { trace.bits[..<count] }
    /// Instructions of the window.
    let count: Int
    /// What each instruction did, those for the questions afterwards included.
    let trace: Trace
    /// What memory held while it did.
    let history: MemoryHistory
    /// Instructions from one checkpoint to the next.
    let spacing: Int
    /// The state before instruction 0, `spacing`, 2 × `spacing` and so on, and at the end of the window.
    let checkpoints: [CoreState]
    /// Bytes of memory that are written before they are read, at each checkpoint, by bit and line.
    private let deadBytes: [[UInt64]]
    /// Lines of memory that are written from each checkpoint to the next.
    private let writtenLines: [[UInt32]]
    /// What is seen at its end.
    let end: Observation
    /// The most instructions that a run, or the answer to a question, may take before it counts as hanging.
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
        var known: [[UInt8]: Truth.Verdict] = [:]
        guard attack.goal.gain(&core, answers: answers, budget: GoldenRun.limit, &known) == nil,
            attack.goal.hasTold(core, &known)
        else {
            throw AttackWorld.Failure(reason: "\(attack.window): \(attack.name) succeeds without a fault")
        }
        let spacing = max(GoldenRun.shortestSpacing, Int(length) / GoldenRun.checkpointCount)
        self.spacing = spacing
        var trace = Trace()
        var checkpoints: [CoreState] = []
        core.restore(attack.start)
        trace.record(&core) { if $0 % spacing == 0 { checkpoints.append($1.state) } }
        count = trace.count
        let observed = Observation(core)
        checkpoints.append(core.state)
        // What the host asks afterwards also reads what the window left behind.
        var longest = max(length, permitted)
        for question in attack.goal.questions where answers {
            core.submit(question.command, question.request)
            let before = trace.count
            trace.record(&core) { _, _ in }
            longest = max(longest, UInt64(trace.count - before))
        }
        budget = longest + GoldenRun.slack
        var deadBytes = Array(repeating: [UInt64](), count: checkpoints.count)
        let (count, last) = (count, checkpoints.count - 1)
        trace.findDead { index, lines in
            if index == count {
                deadBytes[last] = lines
            } else if index < count, index % spacing == 0 {
                deadBytes[index / spacing] = lines
            }
        }
        self.deadBytes = deadBytes
        writtenLines = checkpoints.indices.map {
            trace.lines(in: min($0 * spacing, count)..<min(($0 + 1) * spacing, count))
        }
        self.checkpoints = checkpoints
        self.trace = trace
        core.restore(attack.start)
        history = MemoryHistory(
            trace, rom: core.bytes(at: MemoryMap.rom, count: Int(MemoryMap.romSize)),
            ram: core.bytes(at: MemoryMap.ram, count: Int(MemoryMap.ramSize)))
        guard UInt64(count) == length, observed == end, end.trapCause == startCause else {
            throw AttackWorld.Failure(reason: "\(attack.window): \(attack.name) traps, or differs step by step")
        }
    }

    /// SHA-384 of the address and the bits of each instruction, in hexadecimal.
    var digest: String {
        Digest384(
            hashing: zip(addresses, bits).flatMap { address, bits in
                (0..<4).flatMap {
                    [UInt8(truncatingIfNeeded: address >> (8 * $0)), UInt8(truncatingIfNeeded: bits >> (8 * $0))]
                }
            }
        ).bytes.hex
    }

    /// Whether a core will do from here on what the golden run did from a checkpoint on, where its devices are those of
    /// the checkpoint.
    /// - Parameters:
    ///   - core: one that went this run's way, and had a fault.
    ///   - checkpoint: where it may be.
    ///   - start: the last checkpoint before the fault; it may have gone back behind it.
    /// - Returns: whether its registers and memory are as they were then, but for what is not read again.
    func hasMemory(of core: borrowing FaultCore, at checkpoint: Int, since start: Int) -> Bool {
        let dead = deadBytes[checkpoint]
        return core.hasMemory(
            of: checkpoints[checkpoint], deadRegisters: trace.deadRegisters[position(of: checkpoint)],
            lines: writtenLines[min(start, checkpoint)..<max(start + 1, checkpoint)],
            deadBytes: { address in Trace.line(of: address).map { dead[$0] } ?? 0 })
    }

    /// The instruction before which a checkpoint is.
    func position(of checkpoint: Int) -> Int { min(checkpoint * spacing, count) }

    /// How long what is permitted takes; it must be seen to succeed, else no attack would be seen to either.
    private static func lengthOfPermitted(_ attack: Attack) throws(AttackWorld.Failure) -> UInt64 {
        var core = FaultCore(attack.permitted)
        let length = try run(&core, attack)
        var known: [[UInt8]: Truth.Verdict] = [:]
        guard attack.goal.gain(&core, answers: !core.isHalted, budget: limit, &known) != nil else {
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
        let next = min(index + 1, count)
        let window = next..<min(next + GoldenRun.searchLength, count)
        return trace.addresses[window].firstIndex(of: address) ?? next
    }

    private static let searchLength = 64
}
