import Agreement
import Appraisal
import Attestation
import Cryptography

/// A case's evidence, judged under one agreement at any tick; each tick is judged once.
struct Judgement {
    let record: EvidenceRecord
    let policy: AppraisalPolicy
    private let signatories: [Agreement.Signatory]
    private let appraiser: Appraiser?
    private var known: [UInt64: Appraisal] = [:]

    /// Judges under an agreement; in a phase of it, where that is given and there is one.
    init(_ record: EvidenceRecord, under agreement: Agreement, phase: String?) {
        self.record = record
        signatories = agreement.signatories
        policy = agreement.appraisalPolicy(inPhase: phase)
        var trust = record.trust
        let trusted = trust.parties?.parties ?? []
        guard agreement.mismatch(with: trusted.map { ($0.name, record.key(of: $0)) }) == nil else {
            appraiser = nil
            return
        }
        trust.parties?.parties = trusted.filter { agreement.parties.contains($0.name) }
        appraiser = Appraiser(trust: trust, policy: policy, question: Question(signatures: .classicalOnly))
    }

    /// Whether another agreement would judge the same way, so that what is known can be taken over.
    func isSame(under agreement: Agreement, phase: String?) -> Bool {
        signatories == agreement.signatories && policy == agreement.appraisalPolicy(inPhase: phase)
    }

    /// The appraisal at a tick; nil where the verifier refuses the trust directory as one of another agreement.
    mutating func appraisal(at tick: UInt64) -> Appraisal? {
        if let appraisal = known[tick] { return appraisal }
        guard let appraiser else { return nil }
        let challenges = (record.trust.challenges ?? []).filter { $0.tick <= tick }.map(deadline)
        let appraisal = appraiser.asking(at: tick, challenges: challenges).conclude(
            record.arrivals.prefix { $0.tick <= tick }.map(\.examination),
            suspecting: record.suspicions.filter { $0.tick <= tick })
        known[tick] = appraisal
        return appraisal
    }

    /// The challenge with the deadline that the agreement's grace gives it.
    private func deadline(_ challenge: Challenge) -> Challenge {
        var challenge = challenge
        challenge.answerBy = challenge.tick.addingOrMost(policy.grace)
        return challenge
    }

    /// The ticks at which a verdict can change, ascending, up to a tick.
    func instants(through last: UInt64) -> [UInt64] {
        let limit = policy.attestationInterval.addingOrMost(policy.grace)
        let challenges = (record.trust.challenges ?? []).flatMap { [$0.tick, deadline($0).answerBy] }
        let silence =
            policy.attestationInterval == 0
            ? [] : record.arrivals.map { $0.tick.addingOrMost(limit).addingOrMost(1) }
        let suspicions = record.suspicions.map(\.tick)
        let outdated = policy.revocationAge.flatMap { age in
            record.trust.revocations?.asOf.flatMap { record.trust.timing?.tick(of: $0) }.map { $0.addingOrMost(age) }
        }
        let instants = [0, last, outdated?.addingOrMost(1) ?? 0] + record.arrivals.map(\.tick) + suspicions
        return Set(instants + challenges + silence).filter { $0 <= last }.sorted()
    }

    /// When each breach and doubt was first found, up to a tick. A rule is found anew on another chip, or on other
    /// evidence.
    mutating func detections(through last: UInt64) -> [Course.Detection] {
        var known: Set<Place> = []
        var detections: [Course.Detection] = []
        for tick in instants(through: last) {
            for finding in appraisal(at: tick)?.findings ?? [] where finding.severity != .note {
                let place = Place(rule: finding.rule, chip: finding.chip, evidence: finding.evidence)
                guard known.insert(place).inserted else { continue }
                detections.append(Course.Detection(rule: finding.rule, tick: tick))
            }
        }
        return detections
    }

    /// What tells one finding from another; its words can change as evidence comes.
    private struct Place: Hashable {
        let rule: Rule
        let chip: ChipID?
        let evidence: [EvidencePointer]
    }
}

extension Appraisal {
    /// The verdict of all evidence, or of one chip.
    func verdict(ofChip chip: Int?) -> Verdict {
        guard let chip else { return verdict }
        return chips.indices.contains(chip) ? chips[chip].verdict : .indeterminate
    }

    /// The rules that were found, of all evidence or of one chip, each once, in order; notes with the others.
    func rules(ofChip chip: Int?) -> [Rule] {
        let found = chip.map { chips.indices.contains($0) ? chips[$0].findings : [] } ?? findings
        return Set(found.map(\.rule)).sorted()
    }
}
