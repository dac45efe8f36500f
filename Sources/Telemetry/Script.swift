import Accelerator

/// What a workload does, round by round.
struct Script {
    private let setting: Setting
    private let model: Transformer
    private let small: Transformer

    init(_ setting: Setting) throws(ShapeError) {
        self.setting = setting
        small = try PublishedModel.tinyLlama.transformer()
        switch setting.family {
        case .shardedServing, .shardedTraining: model = try PublishedModel.llama2.transformer()
        case .dataParallel, .accumulation: model = small
        case .single: model = try PublishedModel.gpt2.transformer()
        case .chat, .bulk, .scoring, .speculative, .quiet, .offloaded, .adapters:
            model = try PublishedModel.llama7B.transformer()
        }
    }

    private var scale: Int { 1 << setting.size }

    /// A round of inference: some requests, and the pause until the next.
    func inference(_ draws: inout Draws) throws(ShapeError) -> [Activity] {
        switch setting.family {
        case .bulk: try answers(batch: 8 * scale, prompt: 512, tokens: 128)
        case .scoring: try [prefill(batch: scale, tokens: draws.element([1024, 2048])), .idle(draws.number(0, 0.002))]
        case .shardedServing:
            try answers(batch: 2 * scale, prompt: draws.element([256, 512, 1024]), tokens: 64, chips: 8)
        case .speculative: try speculation(batch: scale, &draws)
        case .quiet: try requests(&draws) + [.idle(draws.number(0.5, 4))]
        case .chat, .dataParallel, .shardedTraining, .offloaded, .accumulation, .adapters, .single:
            try requests(&draws)
        }
    }

    /// Requests of the lengths that Azure's hour of conversations has, in a batch that comes and goes.
    private func requests(_ draws: inout Draws) throws(ShapeError) -> [Activity] {
        let prompt = draws.element([64, 128, 374, 512, 1020, 1500, 2048])
        let batch = draws.whole(1...(4 * scale))
        return try [prefill(batch: 1, tokens: prompt)]
            + [decode(batch: batch, cached: 1024, tokens: draws.element([8, 16, 32, 64]))]
            + [.idle(draws.number(0, 0.1))]
    }

    private func answers(batch: Int, prompt: Int, tokens: Int, chips: Int = 1) throws(ShapeError) -> [Activity] {
        var round = [try prefill(batch: batch, tokens: prompt, chips: chips)]
        for start in stride(from: 0, to: tokens, by: 16) {
            round.append(try decode(batch: batch, cached: prompt + start, tokens: 16, chips: chips))
        }
        return round
    }

    private func speculation(batch: Int, _ draws: inout Draws) throws(ShapeError) -> [Activity] {
        let draft = Command(
            .decode(try Decode(model: small, batch: batch, cachedTokens: 1024, tokens: 4)), format: .bf16)
        let check = Command(
            .prefill(
                try Prefill(
                    model: model, batch: batch, tokens: 5, cachedTokens: 1024, counting: .causal, logits: .everyToken)),
            format: .bf16)
        return [Activity(draft, times: 20), Activity(check, times: 20), .idle(draws.number(0, 0.05))]
    }

    private func prefill(batch: Int, tokens: Int, chips: Int = 1) throws(ShapeError) -> Activity {
        let shape = try Prefill(model: model, batch: batch, tokens: tokens, counting: .causal)
        return try Activity(Command(.prefill(shape), format: .bf16, shard: Shard(0, of: chips)))
            + sums(of: batch * tokens, times: 1, chips: chips)
    }

    private func decode(batch: Int, cached: Int, tokens: Int, chips: Int = 1) throws(ShapeError) -> Activity {
        let shape = try Decode(model: model, batch: batch, cachedTokens: cached, tokens: tokens)
        return try Activity(Command(.decode(shape), format: .bf16, shard: Shard(0, of: chips)))
            + sums(of: batch, times: tokens, chips: chips)
    }

    /// Two sums of activations a layer.
    private func sums(of tokens: Int, times: Int, chips: Int) throws(ShapeError) -> Activity {
        guard chips > 1 else { return .idle(0) }
        let sum = try Collective(
            .allReduce, bytes: UInt64(2 * tokens * model.width), ranks: chips, algorithm: .ring,
            repetitions: 2 * model.layers * times)
        return Activity(Command(.collective(sum), format: .bf16))
    }
}

extension Script {
    /// A round of training: one step, disguised as the setting says.
    func training(_ draws: inout Draws) throws(ShapeError) -> [Activity] {
        var (sequences, tokens, micro) = (scale, 1024, 4)
        switch setting.family {
        case .accumulation: micro = 16 * scale
        case .shardedTraining: (sequences, tokens, micro) = (1, 4096, 4 * scale)
        case .dataParallel, .offloaded, .adapters, .single, .chat, .bulk, .scoring, .shardedServing, .speculative,
            .quiet:
            break
        }
        let isJittered = setting.disguise == .jittered || setting.disguise == .blended
        if setting.disguise == .smallBatches { (sequences, tokens) = (1, 256) }
        if isJittered { micro = draws.whole(1...(2 * micro)) }
        let pass = try Pass(model: model, batch: sequences, tokens: tokens, counting: .causal)
        let chips = setting.family == .shardedTraining ? 16 : 1
        let forward = Activity(Command(.forward(pass), format: .bf16, shard: try Shard(0, of: chips)))
        var backward = Activity(
            Command(.backward(pass, recompute: .none), format: .bf16, shard: try Shard(0, of: chips)))
        // Frozen weights need no gradient of their own: half of the products.
        if setting.family == .adapters { backward = backward * 0.5 }
        var exchanges: [Activity] = []
        if chips > 1 {
            let activations = Command(
                .sendReceive(
                    sent: UInt64(2 * sequences * tokens * model.width), received: 0, repetitions: 2), format: .bf16)
            exchanges = [try sums(of: sequences * tokens, times: 2, chips: 8) * 0.5, Activity(activations)]
        }
        var round: [Activity] = []
        for _ in 0..<micro { round += disguised([forward, backward], &draws) + exchanges }
        round += try update(chips: chips)
        if setting.family == .offloaded { round.append(.idle(draws.number(0.5, 1.5))) }
        if chips > 1 { round.append(.idle(0.1 * round.reduce(0) { $0 + $1.seconds })) }
        if setting.disguise == .interleaved {
            let spent = round.reduce(0) { $0 + $1.seconds }
            var served = 0.0
            while served < spent {
                let some = try requests(&draws)
                served += some.reduce(0) { $0 + $1.seconds }
                round += some
            }
        }
        if isJittered { round.append(.idle(draws.number(0, 2))) }
        return round
    }

    /// The sum of gradients over eight replicas, and the step of the optimiser.
    private func update(chips: Int) throws(ShapeError) -> [Activity] {
        let all = UInt64(model.parameters.total) / UInt64(chips)
        let trained = setting.family == .adapters ? all / 200 : all
        var activities: [Activity] = []
        if setting.family != .accumulation && setting.family != .single {
            var gradients = Activity(
                Command(
                    .collective(try Collective(.allReduce, bytes: 4 * trained, ranks: 8, algorithm: .ring)),
                    format: .fp32))
            if setting.disguise == .quietLinks || setting.disguise == .blended { gradients.sent /= 16 }
            activities.append(gradients)
        }
        if setting.family != .offloaded {
            let step = OptimiserStep(parameters: trained, rule: .adamW)
            activities.append(Activity(Command(.optimiserStep(step), format: .bf16)))
        }
        return activities
    }

    private func disguised(_ passes: [Activity], _ draws: inout Draws) -> [Activity] {
        switch setting.disguise {
        case .throttled: passes.flatMap { [$0, .idle(3 * $0.seconds)] }
        case .fakeDecode: passes.flatMap { [$0, .reading(2 * $0.seconds)] }
        case .blended: passes.flatMap { [$0, .idle($0.seconds * draws.number(0, 2)), .reading(4 * $0.seconds)] }
        case .smallBatches, .interleaved, .jittered, .quietLinks, nil: passes
        }
    }
}
