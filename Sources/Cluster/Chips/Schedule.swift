import Accelerator
import Silicon

/// The commands of a step or an answer in the order in which chips execute them: what is received has been sent before.
struct Schedule: Sendable {
    /// Commands that some chips execute in step, each with the number of its chip.
    private(set) var rounds: [[(chip: Int, piece: Piece)]] = []

    /// A step of training: each micro-batch goes through the stages and back, then gradients are summed, then weights
    /// are updated.
    ///
    /// - Throws: `ShapeError` where the model does not divide exactly.
    init(_ step: TrainingStep, on layout: Layout) throws(ShapeError) {
        let parallelism = step.parallelism
        var streams: [CommandStream] = []
        for stage in 0..<parallelism.pipeline { streams.append(try step.exactCommands(stage: stage)) }
        let replicas = 0..<parallelism.data
        for _ in 0..<streams[0].repetitions {
            for (stage, stream) in streams.enumerated() {
                let forward = stream.body.prefix { $0.kind != .backward }
                add(forward, to: layout.numbers(ofStage: stage, replicas: replicas)) { cost, kind, chip in
                    kind == .sendReceive
                        ? layout.load(cost, forward: true, chip) : layout.load(cost, around: .tensor, chip)
                }
            }
            for (stage, stream) in streams.enumerated().reversed() {
                let backward = stream.body.drop { $0.kind != .backward }
                add(backward, to: layout.numbers(ofStage: stage, replicas: replicas)) { cost, kind, chip in
                    kind == .sendReceive
                        ? layout.load(cost, forward: false, chip) : layout.load(cost, around: .tensor, chip)
                }
            }
        }
        for (stage, stream) in streams.enumerated() {
            add(stream.tail[...], to: layout.numbers(ofStage: stage, replicas: replicas)) { cost, _, chip in
                layout.load(cost, around: .data, chip)
            }
        }
    }

    /// A request, answered by one replica: the prompt goes through the stages, then each further token.
    ///
    /// - Throws: `ShapeError` where the model does not divide exactly.
    init(
        _ request: InferenceRequest, of step: TrainingStep, by replica: Int, on layout: Layout
    ) throws(ShapeError) {
        let parallelism = step.parallelism
        var streams: [CommandStream] = []
        for stage in 0..<parallelism.pipeline {
            streams.append(
                try request.exactCommands(on: parallelism, stage: stage, collectives: step.collectives))
        }
        for isPrompt in [true, false] {
            for (stage, stream) in streams.enumerated() {
                let prompt = stream.body.prefix { $0.kind != .decode }
                let part = isPrompt ? prompt : stream.body[prompt.endIndex...]
                add(part, to: layout.numbers(ofStage: stage, replicas: replica..<replica + 1)) { cost, kind, chip in
                    switch kind {
                    case .prefill: CommandLoad(tokens: 1)
                    case .decode: CommandLoad(tokens: UInt128(request.generatedTokens - 1))
                    case .sendReceive: layout.load(cost, forward: true, chip)
                    case .forward, .backward, .optimiserStep, .allReduce, .allGather, .reduceScatter, .weightLoad:
                        layout.load(cost, around: .tensor, chip)
                    }
                }
            }
        }
    }

    private mutating func add(
        _ commands: ArraySlice<Command>, to chips: [Int], carrying load: (Counters, CommandKind, Int) -> CommandLoad
    ) {
        for command in commands {
            let (cost, kind) = (command.cost, command.kind)
            rounds.append(chips.map { ($0, Piece(kind: kind, cost: cost, load: load(cost, kind, $0))) })
        }
    }

    /// What the busiest chip passes, and what all pass together, in policy operations.
    var operations: (most: UInt128, all: UInt128) {
        var sums: [Int: UInt128] = [:]
        for (chip, piece) in rounds.joined() { sums[chip, default: 0] += piece.cost.policyOperations }
        return (sums.values.max() ?? 0, sums.values.reduce(0, +))
    }

    /// The largest command that exchanges anything, in policy operations.
    var largestExchange: UInt128 {
        rounds.joined().filter { !$0.piece.load.links.isEmpty }.map { $0.piece.cost.policyOperations }.max() ?? 0
    }
}
