import Accelerator
import Appraisal
import Cluster
import FunctionalAccelerator
import Silicon
import Testing
import Wire

/// A plan of a small model that learns a sentence.
func plan(
    tensor: Int = 2, pipeline: Int = 2, data: Int = 1, steps: Int = 3, licensed: Int? = nil, quantum: UInt128? = nil,
    format: NumberFormat = .bf16, seed: UInt64 = 7, mode: ExecutionMode = .native
) throws -> ClusterPlan {
    let text = Array("Four score and seven years ago our fathers brought forth on this continent a new nation.".utf8)
    let model = try Transformer(
        layers: 2, width: 16, attention: .grouped(heads: 2, keyValueHeads: 2, headDimension: 8),
        feedForward: .dense(FeedForward(width: 32, gating: .gated)), vocabulary: 128, embeddings: .untied, context: 16)
    let step = try TrainingStep(
        model: model, format: format, sequences: 4, microBatch: 2, tokens: 16,
        parallelism: Parallelism(tensor: tensor, pipeline: pipeline, data: data), counting: .causal)
    return ClusterPlan(
        learning: text, step: step, steps: steps, rate: 0.01, seed: seed, prompts: [Array("Four ".utf8)],
        generated: 30, licensedSteps: licensed, quantum: quantum, mode: mode)
}

extension Cluster {
    /// Takes so many steps.
    mutating func train(steps: Int) throws {
        for _ in 0..<steps { _ = try train() }
    }

    /// Exports what was trained, and loads it to be served.
    mutating func serve() throws {
        try export()
        try load()
    }

    /// What all chips have trained, by their meters.
    var trained: UInt128 { chips.reduce(0) { $0 + $1.chip.accelerator.training } }
}

@Suite("A cluster")
struct ClusterTests {
    @Test(
        "meters what its chips compute, to the last operation and byte, however the model is divided",
        arguments: [(1, 1, 1), (2, 2, 1), (2, 1, 2), (1, 2, 2)])
    func fidelity(tensor: Int, pipeline: Int, data: Int) throws {
        // A part of a step, so that quanta end in the middle of commands.
        for quantum in [nil, 100_003] as [UInt128?] {
            var cluster = try Cluster(
                try plan(tensor: tensor, pipeline: pipeline, data: data, steps: 2, quantum: quantum))
            try cluster.train(steps: 2)
            try cluster.serve()
            _ = try cluster.answer(Array("Four".utf8), on: data - 1)
            #expect(try cluster.surplus().allSatisfy { $0 == .zero })
            #expect(cluster.chips.allSatisfy { $0.chip.accelerator.training > 0 })
        }
    }

    @Test("trains to the very weights of chips without an interlock, and writes the same", arguments: [1, 2])
    func independence(data: Int) throws {
        let plan = try plan(tensor: 2, pipeline: 2, data: data, steps: 4, format: .fp8)
        var bare = try TextRun(plan.text, step: plan.step, steps: plan.steps, rate: plan.rate, seed: plan.seed)
        var cluster = try Cluster(plan)
        for _ in 0..<plan.steps {
            #expect(try cluster.train().bitPattern == bare.advance().bitPattern)
        }
        let weights = try bare.run.replicas.flatMap { try $0.chips.joined().map { try $0.weightBytes } }
        #expect(try cluster.weights() == weights)
        try cluster.serve()
        let answer = try cluster.answer(plan.prompts[0], on: data - 1)
        #expect(try answer == bare.continued(plan.prompts[0], by: plan.generated))
    }

    @Test("tells in each part's ticket what all chips trained together", arguments: [(1, 1, 1), (2, 2, 1), (2, 1, 2)])
    func lineage(tensor: Int, pipeline: Int, data: Int) throws {
        var cluster = try Cluster(try plan(tensor: tensor, pipeline: pipeline, data: data, steps: 2))
        try cluster.train(steps: 2)
        try cluster.export()
        #expect(try cluster.ticketsHold())
        #expect(cluster.trained == cluster.terms.threshold)
        for ticket in cluster.tickets {
            #expect(ticket.lineage.total == cluster.trained)
            #expect(ticket.lineage.spans.count == cluster.chips.count)
            #expect(ticket.lineage.outside == 0)
        }
    }

    @Test("stops at the run's threshold, and the step that a chip refuses changes no weight")
    func threshold() throws {
        var cluster = try Cluster(try plan(steps: 5, licensed: 2))
        try cluster.train(steps: 2)
        #expect(cluster.trained == cluster.terms.threshold)
        let before = try cluster.weights()
        let stop = #expect(throws: ClusterStop.self) { _ = try cluster.train() }
        #expect(stop?.attempt == .train)
        #expect(stop?.refusals.allSatisfy { $0.obstacle == .refused(.runThresholdReached) } == true)
        #expect(try cluster.weights() == before)
        // At most a quantum a chip, for what the others had not told; and no chip's own allowance is spent.
        let terms = cluster.licence.terms
        #expect(cluster.trained - cluster.terms.threshold <= terms.quantum * UInt128(cluster.chips.count))
        for chip in cluster.chips { #expect(chip.chip.accelerator.training < terms.trainingAllowance / 2) }
    }

    @Test("never passes more through an opening than the quantum", arguments: [1, 2, 3] as [UInt64])
    func quantum(seed: UInt64) throws {
        let quantum = UInt128(50_000 + 7_919 * seed)
        var cluster = try Cluster(try plan(steps: 2, quantum: quantum, seed: seed))
        try cluster.train(steps: 2)
        for chip in cluster.chips {
            let accelerator = chip.chip.accelerator
            #expect(accelerator.meter.policyOperations <= quantum * UInt128(accelerator.openings))
            // And opens little more often than it must: an exchange begins a new one where it does not fit.
            #expect(accelerator.meter.policyOperations > quantum * UInt128(accelerator.openings - 1) / 2)
        }
        #expect(try cluster.surplus().allSatisfy { $0 == .zero })
        try cluster.export()
        #expect(try cluster.ticketsHold())
    }

    @Test("of one chip spends a threshold to the last operation, and no further")
    func lastOperation() throws {
        var cluster = try Cluster(try plan(tensor: 1, pipeline: 1, steps: 4, licensed: 1, quantum: 999))
        _ = try cluster.train()
        #expect(throws: ClusterStop.self) { _ = try cluster.train() }
        #expect(cluster.trained == cluster.terms.threshold)
    }

    @Test("does the same on interpreted firmware: the evidence is the same bytes")
    func interpreted() throws {
        func evidence(_ mode: ExecutionMode) throws -> [[UInt8]] {
            var cluster = try Cluster(try plan(tensor: 1, pipeline: 2, steps: 1, mode: mode))
            _ = try cluster.train()
            try cluster.attest()
            return cluster.evidence.map(\.bytes)
        }
        #expect(try evidence(.native) == evidence(.interpreted))
    }

    @Test("attests in time on a long run, and leaves no opening to the watchdog")
    func long() throws {
        var long = try plan(steps: 2_000, quantum: 1 << 60)
        long.step = try TrainingStep(
            model: Transformer(
                layers: 1, width: 4, attention: .grouped(heads: 1, keyValueHeads: 1, headDimension: 4),
                feedForward: .dense(FeedForward(width: 4, gating: .plain)), vocabulary: 128, embeddings: .untied,
                context: 2),
            format: .fp32, sequences: 1, tokens: 2, counting: .causal)
        let outcome = try ClusterRun(long, triesToTrainOn: false).perform()
        #expect(outcome.appraisal.verdict == .kept)
        #expect(outcome.appraisal.chips[0].evidenceCount == 2)
        #expect(outcome.chips[0].openings >= 2_000 / 300)
    }

    @Test("is refused where no licence fits")
    func unlicensable() throws {
        #expect(throws: ClusterPlanError.noSteps) { _ = try Cluster(try plan(steps: 0)) }
        #expect(throws: ClusterPlanError.noSteps) { _ = try Cluster(try plan(licensed: 0)) }
        #expect(throws: ClusterPlanError.noQuantum) { _ = try Cluster(try plan(quantum: 0)) }
        #expect(throws: ClusterPlanError.quantumBelowExchange(768)) { _ = try Cluster(try plan(quantum: 9)) }
        #expect(throws: ClusterPlanError.tooManyChips(128)) {
            var wide = try plan(data: 1)
            wide.step = try TrainingStep(
                model: wide.step.model, format: .bf16, sequences: 128, tokens: 16,
                parallelism: Parallelism(tensor: 1, pipeline: 1, data: 128), counting: .causal)
            _ = try Cluster(wide)
        }
        #expect(throws: ShapeError.self) { _ = try Cluster(try plan(tensor: 3)) }
    }
}
