import InterlockTesting
import Accelerator
import Testing

@Suite("Commands")
struct CommandTests {
    @Test("one decode command of many tokens costs what its single-token commands cost", arguments: UInt64(1)...150)
    func decode(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let format = generator.element(NumberFormat.allCases)
        let decode = try Decode(
            model: generator.transformer(), batch: generator.number(1...9), cachedTokens: generator.number(0...200),
            tokens: generator.number(1...60))
        var (sum, work) = (Counters.zero, UInt128(0))
        for step in decode.steps {
            let command = Command(.decode(step), format: format)
            sum = sum + command.cost
            work += command.work.multiplyAccumulates
        }
        let whole = Command(.decode(decode), format: format)
        #expect(whole.cost == sum, "seed \(seed)")
        #expect(whole.work.multiplyAccumulates == work, "seed \(seed)")
    }

    @Test("decoding after a prefill scores the pairs that one causal pass scores", arguments: UInt64(1)...50)
    func causal(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let model = try PublishedModel.gpt2.transformer()
        let (prompt, generated) = (generator.number(1...300), generator.number(1...300))
        func scores(_ operation: Operation) -> UInt128 {
            Command(operation, format: .bf16).work.scoreMultiplyAccumulates
        }
        let split =
            scores(.prefill(try Prefill(model: model, tokens: prompt, counting: .causal)))
            + scores(.decode(try Decode(model: model, cachedTokens: prompt, tokens: generated)))
        let whole = scores(.prefill(try Prefill(model: model, tokens: prompt + generated, counting: .causal)))
        #expect(split == whole, "seed \(seed)")
    }

    @Test("a prefill in two chunks multiplies what one prefill does, but for the logits of the first chunk")
    func chunks() throws {
        let model = try PublishedModel.llama31Small.transformer()
        let first = try Prefill(model: model, tokens: 300, counting: .causal)
        let second = try Prefill(model: model, tokens: 212, cachedTokens: 300, counting: .causal)
        let whole = try Prefill(model: model, tokens: 512, counting: .causal)
        func count(_ prefill: Prefill) -> UInt128 { Command(.prefill(prefill), format: .bf16).work.multiplyAccumulates }
        #expect(count(first) + count(second) - model.parameters.head == count(whole))
    }

    @Test("full counting scores every pair, causal counting each token with itself and those before")
    func counting() throws {
        let model = try PublishedModel.gpt2.transformer()
        func scores(_ counting: AttentionCounting) throws -> UInt128 {
            let pass = try Pass(model: model, batch: 1, tokens: 100, counting: counting)
            return Command(.forward(pass), format: .bf16).work.scoreMultiplyAccumulates
        }
        #expect(try scores(.full) == 12 * 2 * 768 * 100 * 100)
        #expect(try scores(.causal) == 12 * 2 * 768 * 5050)
    }

    @Test("a backward pass multiplies twice the forward pass, three times where all but the head is recomputed")
    func backward() throws {
        let model = try PublishedModel.gpt2.transformer()
        let pass = try Pass(model: model, batch: 2, tokens: 64, counting: .full)
        let forward = Command(.forward(pass), format: .bf16).cost.multiplyAccumulates
        #expect(Command(.backward(pass, recompute: .none), format: .bf16).cost.multiplyAccumulates == 2 * forward)
        let recomputed = Command(.backward(pass, recompute: .full), format: .bf16).cost.multiplyAccumulates
        #expect(recomputed == 3 * forward - 128 * model.parameters.head)
    }

    @Test("Adam costs 14 FP32 operations a parameter and writes every weight once")
    func adam() {
        let step = OptimiserStep(parameters: 1000, rule: .adam)
        let cost = Command(.optimiserStep(step), format: .bf16).cost
        #expect(cost[.vectorOperations(.fp32)] == 14_000)
        #expect(cost[.memoryBytesRead] == 16_000)
        #expect(cost[.memoryBytesWritten] == 12_000 + 2000)
        #expect(cost[.weightBytesWritten] == 2000)
        #expect(cost.policyOperations == 28_000)
    }

    @Test("only optimiser steps and weight loads write the weight region", arguments: UInt64(1)...30)
    func weightWrites(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let model = try generator.transformer()
        let pass = try Pass(model: model, batch: 1, tokens: 8, counting: .causal)
        let operations: [Operation] = [
            .prefill(try Prefill(model: model, tokens: 8, counting: .causal)),
            .decode(try Decode(model: model, cachedTokens: 8, tokens: 2)), .forward(pass),
            .backward(pass, recompute: .full), .sendReceive(sent: 1, received: 2, repetitions: 3),
            .collective(try Collective(.allGather, bytes: 9, ranks: 3, algorithm: .ring)),
            .optimiserStep(OptimiserStep(parameters: 5, rule: .sgd)), .weightLoad(bytes: 7),
        ]
        for command in operations.map({ Command($0, format: .fp16) }) {
            let writes = command.cost[.weightBytesWritten] > 0
            #expect(writes == (command.kind.writesWeights || command.kind == .weightLoad), "\(command.kind)")
            #expect(command.cost[.commands(command.kind)] == command.cost.commands, "\(command.kind)")
        }
    }

    @Test("a ring of all-reduce moves 2(n − 1) buffers in all where the buffer divides", arguments: [2, 3, 8, 64])
    func ring(ranks: Int) throws {
        let bytes = UInt64(ranks) * 1000
        let sum = try Collective(.allReduce, bytes: bytes, ranks: ranks, algorithm: .ring)
        let cost = Command(.collective(sum), format: .bf16).cost
        #expect(cost[.linkBytesSent] * UInt128(ranks) == 2 * UInt128(ranks - 1) * UInt128(bytes))
        #expect(cost[.linkBytesReceived] == cost[.linkBytesSent])
        let gather = try Collective(.allGather, bytes: bytes, ranks: ranks, algorithm: .ring)
        #expect(2 * gather.linkBytes == sum.linkBytes)
        let inSwitch = try Collective(.allReduce, bytes: bytes, ranks: ranks, algorithm: .inSwitch)
        #expect(inSwitch.linkBytes == UInt128(bytes))
    }

    @Test("a collective of one rank moves nothing", arguments: Collective.Algorithm.allCases)
    func alone(algorithm: Collective.Algorithm) throws {
        #expect(try Collective(.allReduce, bytes: 1000, ranks: 1, algorithm: algorithm).linkBytes == 0)
    }

    @Test("ResNet-50's gradients: 25,557,032 FP32 values are a buffer of 102,228,128 bytes")
    func gradients() { #expect(NumberFormat.fp32.bytes(25_557_032) == 102_228_128) }

    @Test("a decode of one token reads the weights of no more experts than it is routed to")
    func experts() throws {
        let model = try PublishedModel.llama4Maverick.transformer()
        func read(batch: Int) throws -> UInt128 {
            let decode = try Decode(model: model, batch: batch, cachedTokens: 0, tokens: 1)
            return Command(.decode(decode), format: .bf16).cost[.memoryBytesRead]
        }
        let active = 2 * (model.parameters.active - model.parameters.lookup)
        #expect(try read(batch: 1) > active)
        #expect(try read(batch: 1) < active + active / 100)
        #expect(try read(batch: 1000) > 2 * (model.parameters.total - model.parameters.lookup))
    }

    @Test("the largest shapes that the types allow still fit 128 bits")
    func limits() throws {
        let model = try Transformer(
            layers: 1 << 14, width: 1 << 14, attention: .grouped(heads: 1 << 14, keyValueHeads: 1, headDimension: 16),
            feedForward: .dense(FeedForward(width: 1, gating: .plain)), vocabulary: 1, embeddings: .tied,
            positions: .relative, context: 1)
        let pass = try Pass(model: model, batch: 1 << 12, tokens: 1 << 28, counting: .full)
        #expect(Command(.backward(pass, recompute: .full), format: .fp64).cost.policyOperations > 0)
        let decode = try Decode(model: model, batch: 1 << 12, cachedTokens: 0, tokens: 1 << 28)
        #expect(Command(.decode(decode), format: .fp64).cost.policyOperations > 0)
    }
}
