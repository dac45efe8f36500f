import Attestation

extension ChipAppraiser {
    /// Whether the evidence answers a challenge, in time (RFC 9334, section 10).
    mutating func judgeFreshness(of claims: Claims, isLast: Bool) {
        let field = "claims.nonce"
        if let nonce = appraiser.question.nonce, isLast {
            if claims.nonce == nonce {
                record.answered.insert(nonce)
            } else {
                find(
                    .nonceMismatch, field,
                    "it carries the nonce \(claims.nonce.hex), not \(nonce.hex), and so does not answer this challenge")
            }
            return
        }
        guard let challenges = appraiser.challenges else {
            if isLast {
                find(
                    .freshnessUnverified, field,
                    "neither a nonce nor a list of challenges is given, so that it may be old evidence shown again")
            } else {
                lack(.freshness, "the freshness of earlier evidence rests on the chain of the log")
            }
            return
        }
        let sent = challenges[claims.nonce] ?? []
        guard let challenge = sent.first(where: { $0.chip == chip }) else {
            if let other = sent.first {
                find(
                    .nonceMismatch, field,
                    "it answers the challenge \(claims.nonce.hex), which was sent to chip \(other.chip)")
            } else {
                find(.nonceMismatch, field, "nobody sent the challenge \(claims.nonce.hex) that it answers")
            }
            return
        }
        if claims.tick < challenge.tick {
            find(
                .stale, "claims.guarantee.tick",
                "it says that it was signed at tick \(claims.tick), before its challenge was sent at tick "
                    + "\(challenge.tick)")
        } else if claims.tick > challenge.answerBy {
            find(
                .late, "claims.guarantee.tick",
                "it answers at tick \(claims.tick) a challenge that was to be answered by tick \(challenge.answerBy)")
        }
        record.answered.insert(claims.nonce)
    }

    /// What the chip's silence means: challenges without an answer, and time since the last attestation.
    mutating func judgeSilence() {
        guard let latest = record.latest else {
            if isWholeRecord {
                let due = (trust.challenges ?? []).count { $0.chip == chip && $0.answerBy <= horizon ?? 0 }
                findings.append(
                    Finding(
                        .dark, chip: chip, evidence: [],
                        reason: "there is no evidence of this chip at all, and it owes \(due) answers to challenges"))
            }
            return
        }
        guard isWholeRecord else {
            lack(.completeness, "the evidence is said to be a part of the record, so that silence was not judged")
            judgeAge(of: latest)
            return
        }
        if let challenges = trust.challenges {
            for challenge in challenges
            where challenge.chip == chip && challenge.answerBy <= horizon ?? 0
                && !record.answered.contains(challenge.nonce)
            {
                findings.append(
                    Finding(
                        .late, chip: chip, evidence: [],
                        reason: "the challenge \(challenge.nonce.hex), sent at tick \(challenge.tick), was to be "
                            + "answered by tick \(challenge.answerBy), and there is no answer"))
            }
        } else {
            lack(.completeness, "without \(TrustFiles.challenges), nothing tells which answers are missing")
        }
        judgeAge(of: latest)
    }

    /// The most ticks between two attestations with the grace, by the stricter of trust directory and agreement.
    var longestSilence: UInt64? {
        let limits = [
            trust.timing.map { ($0.attestationInterval, $0.grace) },
            appraiser.policy.map { ($0.attestationInterval, $0.grace) },
        ]
        return limits.compactMap { limit in
            guard let (interval, grace) = limit, interval > 0 else { return nil }
            let (sum, overflow) = interval.addingReportingOverflow(grace)
            return overflow ? nil : sum
        }.min()
    }

    private mutating func judgeAge(of latest: Claims) {
        guard let limit = longestSilence else {
            lack(.completeness, "no interval of attestation is given")
            return
        }
        guard appraiser.question.time != .ofTheEvidence else { return }
        guard let horizon else {
            lack(.completeness, "without \(TrustFiles.policy), the time of appraisal can't be told in ticks")
            return
        }
        if latest.tick > horizon {
            find(
                .stale, "claims.guarantee.tick",
                "the latest evidence is of tick \(latest.tick), after the time of appraisal, tick \(horizon)")
        } else if horizon - latest.tick > limit {
            find(
                .stale, "claims.guarantee.tick",
                "the latest evidence is of tick \(latest.tick), \(horizon - latest.tick) ticks before the appraisal; "
                    + "a chip must attest every \(limit) ticks")
        }
    }
}
