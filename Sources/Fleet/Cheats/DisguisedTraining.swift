import Accelerator
import Agreement
import Appraisal
import Attestation
import Cryptography
import Telemetry

/// Trains an adapter outside the weights by products that are called those of prompts, in one of the disguises that
/// telemetry is tried on (`Specs/Telemetry.md`).
///
/// Chips take products without their purpose; a detector of the agreement's sees what raw counters show of it, and one over
/// signed meters what evidence does.
package struct DisguisedTraining: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .permittedModel), CheatField("disguise", .disguise),
        CheatField("minutes", .count(1...60, default: 2)),
    ]
    private let model: Int
    private let name: String
    private let disguise: Disguise?
    private let minutes: UInt64
    private let isCapped: Bool

    package init(_ entry: CheatEntry) throws(AgreementError) {
        (model, name) = try entry.model()
        disguise = try entry.disguise("disguise")
        minutes = try entry.count("minutes")
        isCapped = entry.limits.rates.outside != nil
    }

    package var attempt: String {
        "trained an adapter of \(name) for \(minutes) minute\(minutes == 1 ? "" : "s") by products that it called prompts'"
            + (disguise.map { ", in disguise: \($0.rawValue)" } ?? "")
    }
    package var findings: [Rule] { [] }

    package func commit(with driver: inout ChipDriver) {
        let transformer = driver.scenario.models[model].transformer
        let isSmall = disguise == .smallBatches
        guard
            let pass = try? Pass(
                model: transformer, batch: isSmall ? 1 : 4, tokens: isSmall ? 256 : 1024, counting: .causal)
        else { return }
        let passes = [
            driver.command(.forward(pass), model), driver.command(.backward(pass, recompute: .none), model),
        ].map { ChipDriver.Piece($0, callingIt: .prefill) }
        var answer = driver.load(model)
        var draws = driver.world.seed.stream("cheat/\(driver.number)/\(driver.now.tick)/disguise")
        let end = driver.now.nanoseconds + minutes * 60 * HostTime.nanosecondsEachTick
        let step = update(transformer, driver)
        var round = 0
        driver.isForbidden = true
        while answer == .done, driver.now.nanoseconds < end {
            for piece in passes where answer == .done {
                let start = driver.now.nanoseconds
                answer = driver.execute(piece.kind, piece.cost, for: .inference)
                if answer == .done { answer = hide(driver.now.nanoseconds - start, &driver, &draws) }
            }
            round += 1
            for piece in step where answer == .done && round % 4 == 0 {
                answer = driver.execute(piece.kind, piece.cost, for: .inference)
            }
        }
        driver.isForbidden = false
        driver.note(attempt, answer)
        driver.close()
    }

    /// After four passes each way: the sum of an adapter's gradients over eight replicas, where links have no cap, and a step
    /// of its optimiser outside the weights.
    private func update(_ transformer: Transformer, _ driver: ChipDriver) -> [ChipDriver.Piece] {
        let trained = max(1, UInt64(transformer.parameters.total) / 200)
        var step = driver.command(.optimiserStep(OptimiserStep(parameters: trained, rule: .adamW)), model).cost
        step[.weightBytesWritten] = 0
        step[.commands(.optimiserStep)] = 0
        step[.commands(.prefill)] = 1
        var pieces = [ChipDriver.Piece(.prefill, step)]
        let bytes = 4 * trained / (disguise == .quietLinks || disguise == .blended ? 16 : 1)
        if !isCapped, let sum = try? Collective(.allReduce, bytes: bytes, ranks: 8, algorithm: .ring) {
            pieces.insert(ChipDriver.Piece(driver.command(.collective(sum), model)), at: 0)
        }
        return pieces
    }

    /// What comes after a pass that took so many nanoseconds.
    private func hide(
        _ spent: UInt64, _ driver: inout ChipDriver, _ draws: inout SeededStream
    ) -> Deed.Answer {
        switch disguise {
        case .throttled: driver.now.advance(by: 3 * spent)
        case .jittered: driver.now.advance(by: draws.number(below: HostTime.nanosecondsEachTick))
        case .fakeDecode: return read(2 * spent, &driver)
        case .blended:
            driver.now.advance(by: draws.number(below: 2 * spent + 1))
            return read(4 * spent, &driver)
        case .interleaved: return serve(spent, &driver)
        case .smallBatches, .quietLinks, nil: break
        }
        return .done
    }

    /// Streams weights from memory for nothing, for about so many nanoseconds, as decoding does.
    private func read(_ duration: UInt64, _ driver: inout ChipDriver) -> Deed.Answer {
        var cost = Counters()
        cost[.memoryBytesRead] =
            UInt128(duration) * UInt128(AcceleratorRates.memoryBandwidth * AcceleratorRates.bandwidthUtilisation / 100)
        return driver.execute(.decode, cost, for: .inference)
    }

    /// Answers requests for at least so many nanoseconds.
    private func serve(_ duration: UInt64, _ driver: inout ChipDriver) -> Deed.Answer {
        let shape = try? Decode(
            model: driver.scenario.models[model].transformer, batch: 4, cachedTokens: 1024, tokens: 16)
        guard let shape, let prompt = driver.pass(model) else { return .silence }
        let pieces = [
            ChipDriver.Piece(driver.command(.forward(prompt), model), callingIt: .prefill),
            ChipDriver.Piece(driver.command(.decode(shape), model)),
        ]
        let end = driver.now.nanoseconds + duration
        while driver.now.nanoseconds < end {
            for piece in pieces {
                let answer = driver.execute(piece.kind, piece.cost, carrying: piece.load, for: .inference)
                guard answer == .done else { return answer }
            }
        }
        return .done
    }
}
