import Accelerator
import Agreement
import Appraisal
import Attestation

/// Work that the agreement forbids, in the shape of work that it permits: the chip's commands are those of permitted work.
///
/// What makes it forbidden is what it is for, which data it sees, or what happens elsewhere: nothing that a command shows.
package struct DisguisedWork: Cheat {
    package static let fields: [CheatField] = [
        CheatField("model", .permittedModel), CheatField("passes", .count(1...10_000, default: 8)),
    ]
    private let kind: CheatKind
    private let model: Int
    private let name: String
    private let passes: UInt64

    package init(_ entry: CheatEntry) throws(AgreementError) {
        kind = entry.kind
        (model, name) = try entry.model()
        passes = try entry.count("passes")
    }

    package var attempt: String { act }
    package var findings: [Rule] { [] }

    private var act: String {
        switch kind {
        case .forwardTraining:
            "trained an adapter of \(name) outside the weights, by forward passes and their losses alone"
        case .relabelledBackward: "sent the products of a backward pass of \(name) as those of a prompt"
        case .trickledTraining: "trained an adapter of \(name) with one sequence every ten seconds, between requests"
        case .smuggledAdapter: "served \(name) with an adapter that lies beside its key-value cache, unmeasured"
        case .rolloutFarming: "had \(name) write what another, unmetered machine trains on"
        case .extraReplica: "served one copy of \(name) more than the agreement permits"
        case .rateBurst: "served \(name) in one burst, faster than the agreement permits"
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
            pieces = [ChipDriver.Piece(driver.command(.collective(sum), model))]
        default: pieces = [prompt]
        }
        driver.labour(
            pieces, times: passes, pausing: kind == .trickledTraining ? 10 : 0, with: model, for: .inference,
            isForbidden: true, act)
        driver.close()
    }
}
