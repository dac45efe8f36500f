import Accelerator
import Agreement
import Attestation
import ChipABI
import Cryptography
import Silicon
import Telemetry

extension ChipDriver {
    /// What the chip's licence asks of a host that keeps it: pauses, proofs of data, tickets of what was trained.
    struct Paces {
        var operations: Pace?
        var tokens: Pace?

        /// Those of a chip that is switched on.
        init(_ rates: Licence.Terms.Rates, at tick: UInt64) {
            operations = rates.operations.map { Pace($0, at: tick) }
            tokens = rates.tokens.map { Pace($0, at: tick) }
        }

        /// Ticks until a command may pass, or a part of it.
        mutating func wait(for operations: UInt128, tokens: UInt128, at tick: UInt64) -> UInt64 {
            max(
                self.operations?.wait(for: operations, at: tick) ?? 0,
                self.tokens?.wait(for: max(1, tokens), at: tick) ?? 0)
        }

        /// A command, or a part of it, has passed.
        mutating func add(operations: UInt128, tokens: UInt128, at tick: UInt64) {
            self.operations?.add(operations, at: tick)
            self.tokens?.add(tokens, at: tick)
        }
    }

    /// Has the chip take a chunk of training data, where fewer bytes than a pass reads are proved.
    mutating func proveData(_ bytes: UInt128) {
        guard let data = world.data.first, world.limits.data != nil, chip.accelerator.provedBytes < bytes else {
            return
        }
        _ = admit(data, chunk: 0)
    }

    /// Streams a chunk through the chip, and has it admitted.
    mutating func admit(_ data: DataPlan, chunk: Int) -> Deed.Answer {
        let bytes = data.manifest.chunks[chunk]
        chip.stream(data: bytes.digest, bytes: bytes.length)
        return send(.admitData, data.manifest.admission(ofChunk: chunk, manifest: data.place) ?? [])
    }

    /// Keeps what training made of the weights, with its ticket, before they are lost.
    mutating func keepCheckpoint() {
        guard world.limits.run != nil, let loaded, loaded.isTrained else { return }
        close()
        keepTime()
        guard let bytes = try? chip.send(.exportCheckpoint), let ticket = try? LineageTicket(bytes) else { return }
        checkpoints[loaded.model] = ticket
    }

    /// Loads what a model was trained to, with its ticket; the model itself where there is none.
    mutating func resume(_ model: Int) -> Deed.Answer {
        guard let ticket = checkpoints[model], let weights = ticket.lineage.weights else { return load(model) }
        keepCheckpoint()
        let answer = inherit(ticket, weights: weights, of: model)
        if answer == .done { loaded = Loaded(model: model, isTrained: true) }
        return answer
    }

    /// Loads weights with a model's parts, and shows a ticket for them.
    mutating func inherit(_ ticket: LineageTicket, weights: Digest384, of model: Int) -> Deed.Answer {
        close()
        loadParts(of: model)
        write(weights, scenario.models[model].byteCount)
        return send(.inheritLineage, ticket.encoded())
    }

    /// Loads the parts that a model runs with: its filter, and no adapter.
    mutating func loadParts(of model: Int) {
        chip.load(adapter: nil)
        chip.load(filter: world.filters[model])
    }
}

extension TrainingWatch.Settings {
    /// What an agreement says of its detector.
    init(_ detector: Agreement.Detector) {
        self.init(
            features: detector.features.map(\.rawValue), falseAlarms: detector.falseAlarms,
            windows: Int(clamping: detector.windows))
    }
}

extension Command {
    /// The command, or where it answers more tokens than may pass at once several that answer as many together.
    func divided(into most: UInt64?) -> [Command] {
        guard let most, case .decode(let decode) = operation, decode.tokens > Int(clamping: most) else { return [self] }
        let size = max(1, Int(clamping: most))
        return stride(from: 0, to: decode.tokens, by: size).compactMap { start in
            guard
                let part = try? Decode(
                    model: decode.model, batch: decode.batch, cachedTokens: decode.cachedTokens + start,
                    tokens: min(size, decode.tokens - start))
            else { return nil }
            return Command(.decode(part), format: format, shard: shard)
        }
    }

    /// What it carries: the tokens that it answers, or the data that it trains on, four bytes a token.
    var load: CommandLoad {
        switch operation {
        case .decode(let decode): CommandLoad(tokens: UInt128(decode.batch) * UInt128(decode.tokens))
        case .forward(let pass): CommandLoad(dataBytes: 4 * UInt128(pass.batch) * UInt128(pass.tokens))
        case .prefill, .backward, .optimiserStep, .collective, .sendReceive, .weightLoad: CommandLoad()
        }
    }
}
