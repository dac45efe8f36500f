import Attestation
import Cryptography

/// The appraisal of one chip in progress: its evidence, oldest first, against its record.
struct ChipAppraiser {
    let appraiser: Appraiser
    let chip: ChipID
    let horizon: UInt64?
    var record: ChipRecord
    var findings: [Finding] = []
    var gaps: [Gap] = []
    /// The exhibit that is being appraised.
    var exhibit = ""
    /// What was known before.
    let before: ChipRecord

    init(appraiser: Appraiser, chip: ChipID, record: ChipRecord?, horizon: UInt64?) {
        self.appraiser = appraiser
        self.chip = chip
        self.horizon = horizon
        self.record = record ?? ChipRecord()
        before = self.record
    }

    var trust: TrustStore { appraiser.trust }
    var isWholeRecord: Bool { appraiser.question.completeness == .wholeRecord }

    /// Appraises the chip's authentic exhibits, which are in the order of its history.
    mutating func appraise(_ exhibits: [Examination]) {
        compareMembership(isPresent: !exhibits.isEmpty)
        for (position, examination) in exhibits.enumerated() {
            guard case .authentic(let evidence) = examination.content else { continue }
            exhibit = examination.name
            if let earlier = record.stretches.first(where: { $0.digest == examination.digest }) {
                find(
                    .presentedTwice, "evidence",
                    "it is the same, byte for byte, as \(earlier.exhibit); it counts once")
                continue
            }
            findings += examination.findings
            gaps += examination.gaps.filter { !gaps.contains($0) }
            appraise(evidence.claims, digest: examination.digest, isLast: position == exhibits.count - 1)
        }
        judgeSilence()
    }

    private mutating func appraise(_ claims: Claims, digest: Digest384, isLast: Bool) {
        judgeFreshness(of: claims, isLast: isLast)
        if isLast { judgeRevocationLists(at: appraiser.certificateTime(of: claims)) }
        appraiseOwner(of: claims, isLast: isLast)
        let continuation = appraiseContinuity(of: claims)
        guard continuation != .clone else {
            // The record goes on with the evidence that stood there first; what this one tells of itself still counts.
            appraiseLicence(of: claims)
            appraiseAttempts(of: claims)
            return
        }
        let entries = appraiseLog(of: claims, continuation)
        appraiseLicence(of: claims)
        if isLast { judgeRevocation(of: claims) }
        appraiseMeter(of: claims, entries: entries, continuation)
        watch(claims, continuation)
        appraiseAttempts(of: claims)
        var latest = claims
        latest.log.entries = []
        record.latest = latest
        record.stretches.append(
            ChipRecord.Stretch(
                exhibit: exhibit, digest: digest, first: claims.log.first, next: claims.log.next ?? UInt64.max,
                bootCount: claims.bootCount, since: since(claims, continuation), until: claims.tick))
        record.next = claims.log.next ?? UInt64.max
        record.head = claims.log.head
        record.tick = max(record.tick, claims.tick)
        record.bootCount = max(record.bootCount, claims.bootCount)
    }

    /// The tick from which on the log is at hand up to these claims.
    private func since(_ claims: Claims, _ continuation: Continuation) -> UInt64 {
        guard claims.log.dropped == 0 else { return claims.tick }
        guard continuation == .direct else { return max(1, claims.log.entries.first?.tick ?? claims.tick) }
        return record.stretches.last?.since ?? 0
    }

    private mutating func compareMembership(isPresent: Bool) {
        guard let register = trust.chips else {
            gaps.append(Gap(check: .membership, reason: "the trust directory has no \(TrustFiles.chips)"))
            return
        }
        if isPresent, register.name(of: chip) == nil {
            findings.append(
                Finding(
                    .chipUnknown, chip: chip, evidence: [],
                    reason: "chip \(chip) is none of the \(register.chips.count) chips of the fixed set"))
        }
    }

    /// Adds a finding that rests on a field of the present exhibit.
    mutating func find(_ rule: Rule, _ field: String, _ reason: String) {
        find(rule, [field], reason)
    }

    /// Adds a finding that rests on fields of the present exhibit.
    mutating func find(_ rule: Rule, _ fields: [String], _ reason: String) {
        findings.append(
            Finding(
                rule, chip: chip, evidence: fields.map { EvidencePointer(exhibit: exhibit, field: $0) },
                reason: reason))
    }

    /// States once that a check could not be made.
    mutating func lack(_ check: Check, _ reason: String) {
        let gap = Gap(check: check, reason: reason)
        if !gaps.contains(gap) { gaps.append(gap) }
    }

    /// The chip's appraisal, once all exhibits have been appraised.
    func conclusion(exhibits: [Examination]) -> ChipAppraisal {
        var findings = findings
        let checked = !exhibits.isEmpty
        for gap in gaps where gap.isEssential {
            findings.append(
                Finding(
                    .trustMissing, chip: chip, evidence: [],
                    reason: "\(gap.check.rawValue) could not be checked: \(gap.reason)"))
        }
        let checks = Check.allCases.map { check -> (check: Check, outcome: Check.Outcome) in
            if findings.contains(where: { $0.rule.check == check && $0.rule != .trustMissing && $0.severity != .note })
            {
                return (check, .failed)
            }
            guard checked else { return (check, .notMade("there is no evidence of this chip")) }
            guard let gap = gaps.first(where: { $0.check == check }) else { return (check, .held) }
            return (check, .notMade(gap.reason))
        }
        return ChipAppraisal(
            chip: chip, name: trust.chips?.name(of: chip) ?? chip.description,
            verdict: checked ? Appraisal.verdict(of: findings) : .indeterminate, findings: findings, checks: checks,
            vector: Appraiser.vector(of: findings, affirming: checked), latest: record.latest,
            evidenceCount: exhibits.count,
            isFresh: checked && !findings.contains { $0.rule.check == .freshness })
    }
}

extension Gap {
    /// Whether nothing may be affirmed without the check.
    fileprivate var isEssential: Bool {
        switch check {
        case .firmware, .licence: true
        case .form, .chain, .signature, .identity, .debug, .revocation, .freshness, .membership, .continuity,
            .completeness, .use, .attempts, .meter, .agreement:
            false
        }
    }
}
