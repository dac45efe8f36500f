import Accelerator
import Agreement
import Appraisal
import Attestation
import Cryptography
import Tensors

extension Cluster {
    /// The most ticks that a cluster lets pass between two attestations: half of what the verifier tolerates.
    static let attestationInterval: UInt64 = 1_800

    /// Challenges every chip with a nonce of its own, and keeps what it signs.
    package mutating func attest() throws(ClusterStop) {
        advanceTime()
        let (now, grace) = (tick, laboratory.trust.timing?.grace ?? 0)
        let sent = chips.map { Challenge(chip: $0.id, nonce: nonces.bytes(32), tick: now, answerBy: now + grace) }
        let round = challenges.count / max(1, chips.count)
        challenges += sent
        var signed: [SignedEvidence] = []
        defer { evidence += signed }
        try each(.attest) { (chip, index) throws(Obstacle) in
            let bytes = try chip.send(.attest, sent[index].nonce)
            let number = String(round)
            let file = chip.name + "-" + String(repeating: "0", count: max(0, 3 - number.count)) + number + ".cbor"
            signed.append(SignedEvidence(file: file, bytes: bytes))
        }
    }

    /// Attests where the interval since the last attestation is over.
    package mutating func attestWhereDue() throws(ClusterStop) {
        if tick - (challenges.last?.tick ?? 0) >= Cluster.attestationInterval { try attest() }
    }

    /// What a verifier of the cluster trusts and knows by now.
    package var trust: TrustStore {
        var trust = laboratory.trust
        trust.licences = [licence]
        trust.challenges = challenges
        trust.revocations = Revocations()
        return trust
    }

    private var appraiser: Appraiser { Appraiser(trust: trust, policy: terms.agreement.appraisalPolicy) }

    /// The verifier's appraisal of all evidence so far, under the agreement.
    package func appraise() -> Appraisal {
        appraiser.appraise(evidence.map { Exhibit(name: "evidence/\($0.file)", bytes: $0.bytes) })
    }

    /// Whether every ticket is its chip's word, for the weights that its accelerator holds, and all tell of the same
    /// training.
    package func ticketsHold() throws(TensorError) -> Bool {
        let weights = try weights()
        let appraiser = appraiser
        for (ticket, weights) in zip(tickets, weights) {
            guard (try? appraiser.verify(ticket)) != nil, ticket.lineage.weights == WeightTree.digest(of: weights),
                ticket.lineage.total == tickets[0].lineage.total
            else { return false }
        }
        return !tickets.isEmpty
    }

    /// What each chip metered since training began beyond what its loader and its accelerator did: nothing, unless
    /// commands passed for a step or an answer that another chip refused.
    ///
    /// - Throws: `CountersError` where a meter counted less than was done, which is a fault of the emulator.
    package func surplus() throws(CountersError) -> [Counters] {
        var surplus: [Counters] = []
        for (number, before) in start.enumerated() {
            let metered = try chips[number].chip.accelerator.meter.subtracting(before.metered)
            let loaded = try chips[number].loading.subtracting(before.loaded)
            let computed = try accelerator(number).counters.subtracting(before.computed)
            surplus.append(try metered.subtracting(loaded).subtracting(computed).subtracting(answering[number]))
        }
        return surplus
    }
}
