import Silicon

/// An attack without a fault: each instruction of the window, and states to fork from.
package struct GoldenRun: Sendable {
    /// The attack.
    package let attack: Attack
    /// Address of each instruction, in the order of execution.
    package let addresses: [UInt32]
    /// Its bits.
    package let bits: [UInt32]
    /// Instructions from one checkpoint to the next.
    let spacing: Int
    /// The state before instruction 0, `spacing`, 2 × `spacing` and so on.
    let checkpoints: [CoreState]
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
        let length = try GoldenRun.run(&core, attack)
        end = Observation(core)
        let answers = !core.isHalted
        budget = max(length, permitted) + GoldenRun.slack
        guard attack.goal.gain(&core, answers: answers, budget: budget) == nil else {
            throw AttackWorld.Failure(reason: "\(attack.window): \(attack.name) succeeds without a fault")
        }
        let spacing = max(GoldenRun.shortestSpacing, Int(length) / GoldenRun.checkpointCount)
        self.spacing = spacing
        var addresses: [UInt32] = []
        var bits: [UInt32] = []
        var checkpoints: [CoreState] = []
        core.restore(attack.start)
        var isRunning = true
        while isRunning {
            if addresses.count % spacing == 0 { checkpoints.append(core.state) }
            guard let next = core.nextInstruction else { break }
            addresses.append(core.pc)
            bits.append(next)
            isRunning = core.step()
        }
        self.addresses = addresses
        self.bits = bits
        self.checkpoints = checkpoints
        guard UInt64(addresses.count) == length, Observation(core) == end else {
            throw AttackWorld.Failure(reason: "\(attack.window): \(attack.name) runs differently step by step")
        }
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
        let window = index + 1..<min(index + 1 + GoldenRun.searchLength, addresses.count)
        return addresses[window].firstIndex(of: address) ?? index + 1
    }

    private static let searchLength = 64
}
