import Attestation
import Cryptography

extension Appraiser {
    /// Draws the conclusion from exhibits that were examined: the same for any order of them.
    ///
    /// - Parameters:
    ///   - examinations: the exhibits.
    ///   - ledger: what is known of their chips from evidence before.
    ///   - others: what the chips that none of the exhibits is of have metered.
    ///   - suspicions: what a detector of training says, where the agreement has one.
    ///   - tickets: what lineage tickets tell of a chip, its own from a tick on, and others' from before a tick; without it,
    ///     evidence is not held against tickets.
    ///   - found: what was found about tickets by themselves.
    /// - Returns: verdict and findings.
    public func conclude(
        _ examinations: [Examination], given ledger: LedgerView = LedgerView(), beside others: FleetUse = .none,
        suspecting suspicions: [Suspicion] = [],
        telling tickets: ((_ chip: ChipID, _ since: UInt64, _ due: UInt64) -> TicketView)? = nil,
        finding found: [Finding] = []
    ) -> Appraisal {
        let horizon = horizon(of: examinations)
        var ledger = ledger
        var chips: [ChipAppraisal] = []
        for (chip, exhibits) in grouped(examinations) {
            var appraiser = ChipAppraiser(appraiser: self, chip: chip, record: ledger[chip], horizon: horizon)
            appraiser.appraise(exhibits)
            appraiser.weigh(suspicions)
            if let tickets { appraiser.compareTickets(tickets) }
            appraiser.findings += found.filter { $0.chip == chip }
            if !exhibits.isEmpty { ledger[chip] = appraiser.record }
            chips.append(appraiser.conclusion(exhibits: exhibits))
        }
        let disowned = examinations.filter { !$0.isAuthentic }.sorted { ($0.name, $0.digest) < ($1.name, $1.digest) }
        var findings = disowned.flatMap(\.findings)
        if examinations.isEmpty, chips.isEmpty {
            findings.append(
                Finding(.dark, chip: nil, evidence: [], reason: "there is no evidence, so that nothing was checked"))
        }
        let judged = Set(chips.map(\.chip))
        findings += found.filter { finding in finding.chip.map { !judged.contains($0) } ?? true }
        findings += chips.flatMap(\.findings) + agreementFindings(chips, beside: others)
        var verdict = Appraisal.verdict(of: findings)
        if verdict == .kept, !chips.contains(where: { $0.evidenceCount > 0 }) { verdict = .indeterminate }
        return Appraisal(
            verdict: verdict, signatures: question.signatures, findings: findings, chips: chips, ledger: ledger,
            horizon: horizon,
            disowned: disowned.map { examination in
                (examination.name, Appraiser.vector(of: examination.findings, affirming: false))
            },
            exhibitCount: examinations.count, unreadableCount: examinations.count { $0.error != nil })
    }

    /// The trust vector that findings give; where there is authentic evidence, what nothing speaks against is affirmed.
    static func vector(of findings: [Finding], affirming: Bool) -> TrustVector {
        var vector = TrustVector()
        if affirming { for claim in TrustVector.Claim.allCases { vector.worsen(claim, to: 2) } }
        for finding in findings {
            for effect in finding.rule.effects { vector.worsen(effect.claim, to: effect.value) }
        }
        return vector
    }

    /// The chips that are judged, each with its authentic evidence in the order of its history.
    private func grouped(_ examinations: [Examination]) -> [(chip: ChipID, exhibits: [Examination])] {
        let known = trust.chips?.chips.map(\.id) ?? []
        let present = examinations.filter(\.isAuthentic).sorted(by: Examination.inOrderOfHistory)
        let byChip = Dictionary(grouping: present, by: \.chip)
        let strangers = Set(present.compactMap(\.chip)).subtracting(known).sorted()
        return (known + strangers).compactMap { chip in
            let exhibits = byChip[chip] ?? []
            return exhibits.isEmpty && question.completeness == .part ? nil : (chip, exhibits)
        }
    }

    /// The tick up to which silence is judged.
    private func horizon(of examinations: [Examination]) -> UInt64? {
        switch question.time {
        case .tick(let tick): tick
        case .moment(let moment): trust.timing.map { $0.tick(of: moment) ?? 0 }
        case .ofTheEvidence:
            (examinations.compactMap { $0.isAuthentic ? $0.claims?.tick : nil } + [lastDue].compactMap(\.self)).max()
        }
    }

    /// What all chips together used, against what the agreement allows.
    private func agreementFindings(_ chips: [ChipAppraisal], beside others: FleetUse) -> [Finding] {
        guard let policy else { return [] }
        let sums = [
            (
                Rule.agreementAllowanceExceeded, [others.total] + chips.map { $0.latest?.meter.total ?? 0 },
                policy.totalAllowance
            ),
            (
                .agreementTrainingExceeded, [others.training] + chips.map { $0.latest?.meter.training ?? 0 },
                policy.trainingAllowance
            ),
        ]
        return sums.compactMap { rule, quantities, allowed in
            let sum = quantities.reduce(UInt128(0)) { $0.addingOrMost($1) }
            guard sum > allowed else { return nil }
            return Finding(
                rule, chip: nil, evidence: [],
                reason: "the \(others.chips + chips.count) chips together metered \(sum)"
                    + (rule == .agreementTrainingExceeded ? " operations of training" : " operations")
                    + ", and the agreement \(policy.name) allows \(allowed)")
        }
    }
}

extension Examination {
    /// Whether the chip itself signed it.
    public var isAuthentic: Bool {
        if case .authentic = content { true } else { false }
    }

    /// The claims, whoever made them.
    public var claims: Claims? {
        switch content {
        case .unreadable: nil
        case .forged(let evidence), .authentic(let evidence): evidence.claims
        }
    }

    /// The chip that the claims name.
    var chip: ChipID? { claims?.chip }

    /// Where it stands in its chip's history; nil where it is no evidence.
    public var place: HistoryPlace? {
        claims.map {
            HistoryPlace(first: $0.log.first, bootCount: $0.bootCount, tick: $0.tick, digest: digest, name: name)
        }
    }

    /// Order of a chip's history; what is no evidence comes last, in the order of digests.
    package static func inOrderOfHistory(_ left: Examination, _ right: Examination) -> Bool {
        guard let a = left.place, let b = right.place else { return left.digest < right.digest }
        return a < b
    }
}

extension UnsignedInteger where Self: FixedWidthInteger {
    /// The sum, or the largest number where it would pass that.
    package func addingOrMost(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
