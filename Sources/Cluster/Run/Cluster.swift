import Accelerator
import Agreement
import Attestation
import ChipABI
import Cryptography
import FunctionalAccelerator
import Silicon
import Tensors
import Wire

/// Chips that really compute, each behind its own guarantee processor, under a licence that a quorum signed for them.
///
/// A chip's part of a step is sent to it command by command; the arithmetic happens only when every command of every
/// chip has passed its interlock. Otherwise the weights stay as they were.
package struct Cluster: ~Copyable {
    /// What is to be learned and answered.
    package let plan: ClusterPlan
    /// Keys, chips and what a verifier trusts.
    package let laboratory: Laboratory
    /// The agreement and what the licence says under it.
    package let terms: ClusterTerms
    /// What the chips' accelerators hold and compute.
    package private(set) var learning: TextRun
    /// The licence that the chips took.
    package let licence: Licence
    /// Which chip holds what.
    package let layout: Layout
    /// What left the chips with the trained weights, by chip; none before they are exported.
    package internal(set) var tickets: [LineageTicket]
    /// The chips: by replica, then stage, then place in it.
    package internal(set) var chips: [GuardedChip]
    /// What the chips execute in a training step.
    private let schedule: Schedule
    /// What the meters and the accelerators had counted when the first step began.
    private(set) var start: [Reading]
    /// What the accelerators counted while they answered.
    var answering: [Counters]
    /// What the chips signed, in order.
    package internal(set) var evidence: [SignedEvidence]
    /// The challenges that they answered.
    package internal(set) var challenges: [Challenge]
    var nonces: SeededStream
    /// Chip time.
    private(set) var tick: UInt64

    /// The meter of a chip beside the counters of the accelerator behind it.
    struct Reading {
        let metered: Counters
        let loaded: Counters
        let computed: Counters
    }

    /// Evidence with the name of its file.
    package struct SignedEvidence: Sendable {
        /// `chip-000-000.cbor`: the chip, and which of its answers it is.
        package let file: String
        /// The message.
        package let bytes: [UInt8]
    }

    /// A cluster that has booted, taken its licence, and loaded the weights that training starts from.
    ///
    /// - Throws: `ClusterPlanError` where no licence can be made for the plan; `ShapeError` where the model does not
    ///   divide exactly among the chips; `TensorError` where it can't be executed, or the text not be learned;
    ///   `ClusterStop` where a chip refuses.
    package init(_ plan: ClusterPlan) throws {
        var cluster = try Cluster(assembling: plan)
        try cluster.begin()
        self = cluster
    }

    /// The parties license the plan, and the chips load what it starts from.
    private mutating func begin() throws {
        try takeLicence()
        try load()
        start = chips.indices.map {
            Reading(
                metered: chips[$0].chip.accelerator.meter, loaded: chips[$0].loading,
                computed: accelerator($0).counters)
        }
    }

    /// Chips that are switched on.
    private init(assembling plan: ClusterPlan) throws {
        try plan.validate()
        let parallelism = plan.step.parallelism
        let learning = try TextRun(plan.text, step: plan.step, steps: plan.steps, rate: plan.rate, seed: plan.seed)
        let seed = Seed(plan.seed)
        let laboratory = try Laboratory(
            seed: seed, parties: ClusterPlan.parties, quorum: ClusterPlan.quorum, chips: parallelism.chips,
            lifeCycle: .production)
        let chips = try Cluster.booted(laboratory, mode: plan.mode)
        let layout = Layout(parallelism, chips.map(\.id))
        let schedule = try Schedule(plan.step, on: layout)
        let terms = try ClusterTerms(plan, schedule, layout, parts: try Cluster.parts(of: learning))
        let keys = laboratory.parties.prefix(ClusterPlan.quorum).map(\.key)
        licence = Licence(signing: terms.licence(for: chips.map(\.id)), with: keys)
        // All at once, and nothing throws behind it: a value that can't be copied must not be left half made.
        self.plan = plan
        self.laboratory = laboratory
        self.learning = learning
        self.layout = layout
        self.schedule = schedule
        self.chips = chips
        self.terms = terms
        answering = chips.map { _ in .zero }
        nonces = seed.stream("verifier/nonces")
        (tickets, start, evidence, challenges) = ([], [], [], [])
        tick = 0
    }

    private static func booted(_ laboratory: Laboratory, mode: ExecutionMode) throws(ClusterStop) -> [GuardedChip] {
        let cache = PublicKeyCache()
        var chips: [GuardedChip] = []
        for (name, state) in laboratory.chips {
            do throws(Obstacle) {
                chips.append(try GuardedChip(name, state, mode: mode, cache: cache))
            } catch {
                throw ClusterStop(attempt: .start, refusals: [.init(chip: name, obstacle: error)])
            }
        }
        return chips
    }

    /// The digests of the model's parts, each once, in the order of the chips.
    private static func parts(of learning: TextRun) throws(TensorError) -> [Digest384] {
        var parts: [Digest384] = []
        for chip in learning.run.replicas[0].chips.joined() {
            let digest = WeightTree.digest(of: try chip.weightBytes)
            if !parts.contains(digest) { parts.append(digest) }
        }
        return parts
    }

    /// The accelerator of the chip with a number.
    package func accelerator(_ number: Int) -> FunctionalChip {
        let (replica, stage, rank) = layout.place(number)
        return learning.run.replicas[replica].chips[stage][rank]
    }

    /// One step of training: the commands of every chip, then the arithmetic.
    ///
    /// - Returns: the mean loss, in nats a byte, before the update.
    /// - Throws: `ClusterStop` where a chip does not let its part pass; `TensorError` where the loss or a gradient is no
    ///   longer finite. Either way the weights stay as they were.
    package mutating func train() throws -> Float {
        advanceTime()
        try each(.train) { (chip, _) throws(Obstacle) in try chip.prepare(for: .training) }
        try requireLoaded(Array(chips.indices))
        try submit(schedule, for: .training, attempt: .train)
        var next = learning
        let loss = try next.advance()
        learning = next
        return loss
    }

    /// Sends the chips their commands, and stops behind the first round that not every chip lets pass.
    mutating func submit(
        _ schedule: Schedule, for use: WorkloadClass, attempt: ClusterStop.Attempt
    ) throws(ClusterStop) {
        for round in schedule.rounds {
            try each(attempt, round.map(\.chip)) { (chip, number) throws(Obstacle) in
                for (receiver, piece) in round where receiver == number { try chip.pass(piece, for: use) }
            }
        }
    }

    /// Does the same with chips, and throws what those say that refuse, after all have been asked.
    mutating func each(
        _ attempt: ClusterStop.Attempt, _ numbers: [Int]? = nil,
        _ body: (inout GuardedChip, Int) throws(Obstacle) -> Void
    ) throws(ClusterStop) {
        var refusals: [ClusterStop.Refusal] = []
        for number in numbers ?? Array(chips.indices) {
            do throws(Obstacle) { try body(&chips[number], number) } catch {
                refusals.append(.init(chip: chips[number].name, obstacle: error))
            }
        }
        guard refusals.isEmpty else { throw ClusterStop(attempt: attempt, refusals: refusals) }
    }

    /// A tick goes by.
    mutating func advanceTime() {
        tick += 1
        for chip in chips { chip.chip.advance(to: tick) }
    }

    /// The accelerators compute with the weights that the loaders hashed, or that training made of them.
    func requireLoaded(_ numbers: [Int]) throws(TensorError) {
        // Weights that training has written have no digest.
        for number in numbers where chips[number].chip.accelerator.weightStatus != .changed {
            let weights = try accelerator(number).weightBytes
            precondition(chips[number].isLoaded(with: weights), "An accelerator computes with what its loader hashed.")
        }
    }
}
