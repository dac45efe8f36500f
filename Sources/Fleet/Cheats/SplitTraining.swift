import Accelerator
import Agreement
import Appraisal
import Attestation
import Cryptography
import Silicon

/// Training of one run in parts that are each within its threshold, by moves that hide what came before.
package struct SplitTraining: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .trainedModel), CheatField("steps", .count(1...10_000, default: 4)),
    ]
    package let findings: [Rule]
    private let kind: CheatKind
    private let model: Int
    private let name: String
    private let steps: UInt64
    private let limit: Licence.Terms.RunLimit?

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        (model, name) = try entry.model()
        steps = try entry.count("steps")
        limit = entry.limits.run
        guard limit != nil else {
            findings = []
            return
        }
        switch kind {
        case .forgedTicket, .replayedTicket: findings = [.forgedTicketTried]
        case .launderedCheckpoint:
            findings = limit?.untraced == nil ? [.unlistedModelTried] : [.trainingBeyondRunTried]
        default: findings = [.trainingBeyondRunTried]
        }
    }

    package var attempt: String {
        switch kind {
        case .resumedRun: "trained \(name), kept the checkpoint over a restart, and trained on from there"
        case .launderedCheckpoint: "trained \(name), and loaded what came of it without its ticket, to train on"
        case .forgedTicket: "trained \(name), and signed a ticket that tells of less with a key of its own"
        case .replayedTicket: "trained \(name) twice, and showed the first part's ticket for what the second made"
        case .mergedExperts: "trained two experts from \(name) apart, and merged them"
        default: "trained \(name) in parts that are runs of their own by name, each from where the one before ended"
        }
    }

    package func commit(with driver: inout ChipDriver) {
        guard let pass = driver.pass(model) else { return }
        var update = Counters()
        update[.weightBytesWritten] = UInt128(driver.scenario.models[model].byteCount)
        update[.vectorOperations(.fp32)] = 1
        let step = [
            ChipDriver.Piece(driver.command(.forward(pass), model)),
            ChipDriver.Piece(driver.command(.backward(pass, recompute: .none), model)),
            ChipDriver.Piece(.optimiserStep, update),
        ]
        driver.bound = limit.map { Bound(constant: $0.threshold, start: driver.now.tick) }
        defer {
            driver.bound = nil
            driver.close()
            driver.loaded = nil
            driver.checkpoints[model] = nil
        }
        driver.loaded = nil
        if kind == .splitRun || limit == nil {
            driver.labour(step, times: steps, with: model, for: .training, isForbidden: false, attempt)
            return
        }
        driver.labour(step, times: 1, with: model, for: .training, isForbidden: false, "trained the first part")
        guard let first = driver.export() else { return }
        switch kind {
        case .resumedRun:
            driver.powerOff()
            driver.powerOn()
            let answer = driver.inherit(first, weights: first.lineage.weights ?? .zero, of: model)
            driver.note("loaded the checkpoint with its ticket", answer)
            goOn(step, answer, &driver)
        case .launderedCheckpoint:
            driver.close()
            driver.loadParts(of: model)
            driver.write(first.lineage.weights ?? .zero, driver.scenario.models[model].byteCount)
            let answer = driver.send(.measureModel)
            driver.note("loaded the checkpoint without its ticket", answer)
            goOn(step, answer, &driver)
        case .forgedTicket:
            var lineage = first.lineage
            lineage.spans = []
            let key = SigningKey(derivedFrom: [UInt8](repeating: 7, count: 48), purpose: "forged", isHybrid: false)
            let forged = LineageTicket(
                signing: lineage, aliasCertificate: first.aliasCertificate, localCertificate: first.localCertificate,
                deviceCertificate: first.deviceCertificate
            ) { key.classical.sign(digest: $0).bytes }
            let answer = driver.inherit(forged, weights: first.lineage.weights ?? .zero, of: model)
            driver.note("loaded the checkpoint with a forged ticket", answer)
            goOn(step, answer, &driver)
        case .replayedTicket:
            driver.train(update)
            guard let second = driver.export() else { return }
            let answer = driver.inherit(first, weights: second.lineage.weights ?? .zero, of: model)
            driver.note("loaded the second checkpoint with the first one's ticket", answer)
            goOn(step, answer, &driver)
        default:
            driver.loaded = nil
            // Another run, until both are merged.
            let apart = driver.bound?.passed ?? 0
            driver.bound = limit.map { Bound(constant: $0.threshold, start: driver.now.tick) }
            driver.labour(step, times: 1, with: model, for: .training, isForbidden: false, "trained the other expert")
            driver.close()
            let answer = driver.send(.mergeLineage, first.encoded())
            driver.note("merged the first expert into the second", answer)
            let both = apart.addingOrMost(driver.bound?.passed ?? 0)
            driver.bound = limit.map {
                Bound(constant: $0.threshold - min($0.threshold, both), start: driver.now.tick)
            }
            goOn(step, answer, &driver)
        }
    }

    /// Trains on, where the chip took what was shown to it.
    private func goOn(_ step: [ChipDriver.Piece], _ answer: Deed.Answer, _ driver: inout ChipDriver) {
        guard answer == .done else { return }
        driver.loaded = .init(model: model, isTrained: false)
        driver.labour(step, times: steps, with: model, for: .training, isForbidden: false, attempt)
    }
}

extension ChipDriver {
    /// The ticket of what training made of the weights; nil where the chip gives none, which is told.
    fileprivate mutating func export() -> LineageTicket? {
        close()
        keepTime()
        do throws(Chip.Refusal) {
            let ticket = try chip.send(.exportCheckpoint)
            return try? LineageTicket(ticket)
        } catch {
            note("asked for a ticket of the checkpoint", error.answer)
            return nil
        }
    }

    /// Writes the weights once more, with next to no operations.
    fileprivate mutating func train(_ update: Counters) {
        note("trained a second part", execute(.optimiserStep, update, for: .training))
    }
}
