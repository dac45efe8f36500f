import Accelerator
import Agreement
import Appraisal
import Attestation

/// Work that the agreement forbids, in the shape of work that it permits: the chip's commands are those of permitted work.
///
/// What makes it forbidden is what it is for, how much of it there is, or what happens elsewhere: nothing that a command's
/// kind shows.
package struct DisguisedWork: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .permittedModel), CheatField("passes", .count(1...10_000, default: 8)),
    ]
    private let kind: CheatKind
    private let model: Int
    private let name: String
    private let passes: UInt64
    private let rates: Licence.Terms.Rates

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        (model, name) = try entry.model()
        passes = try entry.count("passes")
        rates = entry.limits.rates
    }

    package var attempt: String { act }
    package var findings: [Rule] {
        switch kind {
        case .rateBurst where rates.operations != nil: [.ordinaryRefusal]
        case .gradientRelay where rates.outside != nil: [.outsideTrafficTried]
        default: []
        }
    }

    private var act: String {
        switch kind {
        case .forwardTraining:
            "trained an adapter of \(name) outside the weights, by forward passes and their losses alone"
        case .relabelledBackward: "sent the products of a backward pass of \(name) as those of a prompt"
        case .trickledTraining: "trained an adapter of \(name) with one sequence every ten seconds, between requests"
        case .smuggledAdapter: "served \(name) with an adapter that lies beside its key-value cache, unmeasured"
        case .rolloutFarming: "had \(name) write what another, unmetered machine trains on"
        case .rateBurst: "served \(name) in one burst, faster than the agreement permits"
        case .tokenBurst: "had \(name) answer many at once, faster than the agreement permits"
        case .gradientRelay:
            "added up gradients of other machines over its links, while open for inference with \(name)"
        default: "worked with \(name)"
        }
    }

    package func commit(with driver: inout ChipDriver) {
        guard let pass = driver.pass(model, batch: kind == .rateBurst ? 16 : 1) else { return }
        let prompt = ChipDriver.Piece(driver.command(.forward(pass), model), callingIt: .prefill)
        let pieces: [ChipDriver.Piece]
        switch kind {
        case .relabelledBackward:
            let backward = driver.command(.backward(pass, recompute: .none), model)
            pieces = [prompt, ChipDriver.Piece(backward, callingIt: .prefill)]
        case .gradientRelay:
            let bytes = driver.scenario.models[model].byteCount
            guard let sum = try? Collective(.allReduce, bytes: bytes, ranks: 8, algorithm: .ring) else { return }
            let piece = ChipDriver.Piece(driver.command(.collective(sum), model))
            let amount = piece.cost[.linkBytesSent] + piece.cost[.linkBytesReceived]
            return flood(piece, carrying: amount, rates.outside, &driver)
        case .tokenBurst:
            // Sixteen tokens to each of 64 at once.
            let shape = try? Decode(
                model: driver.scenario.models[model].transformer, batch: 64, cachedTokens: 512, tokens: 16)
            guard let shape else { return }
            let piece = ChipDriver.Piece(driver.command(.decode(shape), model))
            return flood(piece, carrying: piece.load.tokens, rates.tokens, &driver)
        default: pieces = [prompt]
        }
        // What a rate forbids is nothing where there is none.
        driver.close()
        if kind == .rateBurst {
            driver.isPaced = false
            driver.bound = rates.operations.map {
                Bound(constant: UInt128($0.burst), perTick: UInt128($0.perTick), start: driver.now.tick)
            }
        }
        driver.labour(
            pieces, times: passes, pausing: kind == .trickledTraining ? 10 : 0, with: model, for: .inference,
            isForbidden: kind != .rateBurst, act)
        (driver.isPaced, driver.bound) = (true, nil)
        driver.close()
    }

    /// Does a piece over and over until the chip has enough; what is beyond a rate of something that it carries is forbidden.
    private func flood(
        _ piece: ChipDriver.Piece, carrying amount: UInt128, _ rate: Licence.Terms.Rate?, _ driver: inout ChipDriver
    ) {
        driver.close()
        var bound = rate.map {
            Bound(constant: UInt128($0.burst), perTick: UInt128($0.perTick), start: driver.now.tick)
        }
        driver.isPaced = false
        for _ in 0..<passes {
            let permitted = bound?.permitted(of: amount, at: driver.now.tick) ?? amount
            driver.labour([piece], times: 1, with: model, for: .inference, isForbidden: permitted < amount, act)
            if driver.history.deeds.last?.answer != .done { break }
        }
        driver.isPaced = true
        driver.close()
    }
}
