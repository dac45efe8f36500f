import Appraisal
import Attestation
import Cryptography
import Ledger
import Licensing

/// Judges evidence by what is trusted and by what the ledger knows of its chip, and writes it down.
final class EvidenceVerifier: Sendable {
    let store: any Store
    let trust: TrustState
    let rules: ServiceRules
    let metrics: Metrics
    /// Tells the transparency log what was found; nil where there is none.
    let desk: LicensingDesk?
    let commits: GroupCommit
    /// Where documents and entries of the log are written.
    let writing = BlockingWork(label: "log and documents")
    /// What lineage tickets come to.
    let lineages: LineageDesk
    private let chains = SharedChainCache()
    private let histories = HistoryCache()
    private let turnstile = Turnstile()
    /// How often evidence is judged again because another instance wrote about its chip meanwhile.
    private static let attempts = 8

    init(store: any Store, trust: TrustState, rules: ServiceRules, metrics: Metrics, desk: LicensingDesk?) {
        self.desk = desk
        self.store = store
        self.trust = trust
        self.rules = rules
        self.metrics = metrics
        commits = GroupCommit(store)
        lineages = LineageDesk(store: store)
    }

    /// A challenge that evidence answers.
    struct Challenged: Sendable {
        let nonce: [UInt8]
        let session: String
        let type: String
    }

    /// Judges evidence; unless `isDry`, also writes it down, with the answer to a challenge where it is one.
    ///
    /// - Parameters:
    ///   - evidence: the evidence, as it came.
    ///   - challenged: the challenge.
    ///   - isDry: whether nothing may be written.
    ///   - now: the time.
    ///   - result: makes the result that the answer keeps.
    /// - Returns: what came of it; nil where the nonce had been used.
    /// - Throws: `Problem` where nothing can be judged, `LedgerError` where nothing can be read or written.
    func take(
        _ evidence: [UInt8], answering challenged: Challenged?, isDry: Bool, now: UTCSeconds,
        result: @escaping @Sendable (Judgement) -> String
    ) async throws -> Judgement? {
        let digest = Digest384(hashing: evidence)
        let exhibit = Exhibit(name: Exhibit.name(digest), bytes: evidence)
        let asked = question(nonce: challenged?.nonce, now: now)
        // What was trusted a moment ago is nearly always what is trusted now; the ledger tells before anything is written.
        var opinion = opinion(of: exhibit, by: try trust.latest(), asked)
        if !opinion.examination.isAuthentic {
            let snapshot = try trust.current()
            if snapshot.revision != opinion.revision { opinion = self.opinion(of: exhibit, by: snapshot, asked) }
        }
        guard opinion.examination.isAuthentic, let chip = opinion.examination.claims?.chip else {
            return try await refuse(opinion, challenged, isDry: isDry, now: now, result)
        }
        let first = opinion
        let taken = try await turnstile.pass(chip) { [self] () -> Step in
            var opinion = first
            for _ in 0..<EvidenceVerifier.attempts {
                let moment = try store.moment(of: chip, answering: challenged?.nonce)
                if moment.isNonceUsed { return .done(nil) }
                if moment.revision != opinion.revision {
                    opinion = self.opinion(of: exhibit, by: try trust.current(), asked)
                    guard opinion.examination.isAuthentic else { return .refused(opinion) }
                }
                let settled = opinion
                let take = { @Sendable [self] in
                    try await takeOnce(
                        exhibit, settled, of: chip, at: moment, challenged, isDry: isDry, now: now, result)
                }
                // What must be read first may be long, and who called may have others to serve meanwhile.
                let step =
                    hasAtHand(moment, examined: settled.examination)
                    ? try await take() : try await withTaskExecutorPreference(globalConcurrentExecutor, operation: take)
                switch step {
                case .done, .refused: return step
                case .overtaken: continue
                }
            }
            throw LedgerError(.overloaded, "other instances write about this chip all the time; try again later")
        }
        switch taken {
        case .done(let judgement): return judgement
        case .refused(let opinion): return try await refuse(opinion, challenged, isDry: isDry, now: now, result)
        case .overtaken: preconditionFailure("Evidence that was overtaken is judged again.")
        }
    }

    /// What evidence is worth by itself, by what was trusted at a revision.
    private struct Opinion: Sendable {
        let revision: UInt64
        let appraiser: Appraiser
        let examination: Examination
    }

    /// Whether evidence can be judged without reading more than a few entries of the chip's, and a page of tickets.
    private func hasAtHand(_ moment: LedgerMoment, examined examination: Examination) -> Bool {
        guard lineages.isAtHand(moment.summary.tickets) else { return false }
        guard let chip = moment.chip, chip.head.count > 16 else { return true }
        guard let history = histories.history(of: chip.chip, at: chip.head) else { return false }
        return !(examination.place.flatMap { place in history.latest.map { place < $0 } } ?? false)
    }

    private func opinion(of exhibit: Exhibit, by snapshot: TrustState.Snapshot, _ asked: Question) -> Opinion {
        let appraiser = snapshot.appraiser.asking(asked)
        return Opinion(
            revision: snapshot.revision, appraiser: appraiser,
            examination: appraiser.examine(exhibit, using: chains))
    }

    /// Answers what no chip signed.
    private func refuse(
        _ opinion: Opinion, _ challenged: Challenged?, isDry: Bool, now: UTCSeconds,
        _ result: @Sendable (Judgement) -> String
    ) async throws -> Judgement? {
        let judgement = judgement(
            opinion.appraiser.conclude([opinion.examination]), opinion.examination, challenged, now)
        return try await write(judgement, entry: nil, challenged, isDry: isDry, now: now, result)?.judgement
    }

    private enum Step: Sendable {
        /// It is judged; nil where the nonce had been used.
        case done(Judgement?)
        /// Another instance has written about the chip meanwhile.
        case overtaken
        /// By what is trusted now, no chip signed it.
        case refused(Opinion)
    }

    private func takeOnce(
        _ exhibit: Exhibit, _ opinion: Opinion, of chip: ChipID, at moment: LedgerMoment,
        _ challenged: Challenged?, isDry: Bool, now: UTCSeconds, _ result: @Sendable (Judgement) -> String
    ) async throws -> Step {
        let (appraiser, examination) = (opinion.appraiser, opinion.examination)
        let known = moment.chip
        let head = known?.head ?? .empty
        let history = try histories.history(of: chip, at: head) ?? fold(chip, at: head, by: appraiser)
        guard let history else { return .overtaken }
        let others = try others(than: known, of: moment.summary)
        var ledger = history.ledger
        var later: [Examination] = []
        if let place = examination.place, let latest = history.latest, place < latest,
            try store.entry(examination.digest) == nil
        {
            // It came late: it is judged by what was before it, and what was after it is then joined on again.
            let all = try ChipHistory.evidence(of: chip, in: store)
            let earlier = all.filter { $0.place.map { $0 < place } ?? false }
            later = all.filter { $0.place.map { $0 > place } ?? false }
            ledger = appraiser.conclude(earlier).ledger
        }
        let appraisal = appraiser.conclude([examination], given: ledger, beside: others, telling: tell)
        var after = appraisal.ledger
        if !later.isEmpty { after = appraiser.conclude(later, given: after).ledger }
        let judgement = judgement(appraisal, examination, challenged, now)
        let meter = after[chip]?.latest?.meter
        let entry = Submission.Entry(
            chip: chip, evidence: exhibit.bytes, digest: examination.digest,
            outcome: judgement.outcome.compactBytes, after: head, tickets: moment.summary.tickets,
            usage: Usage(total: meter?.total ?? 0, training: meter?.training ?? 0),
            isNotable: desk != nil && judgement.findings.contains { $0.severity != .note })
        guard let written = try await write(judgement, entry: entry, challenged, isDry: isDry, now: now, result) else {
            return .done(nil)
        }
        if written.isOvertaken { return .overtaken }
        if case .kept(let receipt) = written.judgement.standing {
            let latest = [history.latest, examination.place].compactMap { $0 }.max()
            histories.keep(
                ChipHistory(
                    head: ChainHead(count: receipt.sequence + 1, value: receipt.head), ledger: after, latest: latest),
                of: chip)
            // Where that can't be done now, the store remembers that it is to be done.
            if entry.isNotable, let desk { try? await writing.run { try desk.record(at: now) } }
        }
        return .done(written.judgement)
    }

    /// Writes what is to be written; nil where the nonce had been used.
    func write(
        _ judgement: Judgement, entry: Submission.Entry?, _ challenged: Challenged?, isDry: Bool, now: UTCSeconds,
        _ result: @Sendable (Judgement) -> String
    ) async throws -> (judgement: Judgement, isOvertaken: Bool)? {
        guard !isDry else { return (judgement, false) }
        guard entry != nil || challenged != nil else {
            metrics.count(judgement)
            return (judgement, false)
        }
        let answer = challenged.map { challenged in
            Submission.Answer(
                nonce: challenged.nonce, session: challenged.session, type: challenged.type, digest: judgement.digest,
                result: result(judgement), outcome: entry?.outcome ?? judgement.outcome.compactBytes)
        }
        var judgement = judgement
        switch try await commits.commit(Submission(answer: answer, entry: entry, received: now)) {
        case .written(let receipt): if let receipt { judgement.standing = .kept(receipt) }
        case .known(let receipt): judgement.standing = .known(receipt)
        case .nonceUsed: return nil
        case .overtaken: return (judgement, true)
        }
        judgement.answer = answer
        metrics.count(judgement)
        return (judgement, false)
    }

    /// How a chip stands, by its latest evidence; nil where that answers no challenge that this service drew.
    func condition(of chip: ChipID, now: UTCSeconds) throws -> ChipCondition? {
        let appraiser = try trust.current().appraiser.asking(question(nonce: nil, now: now))
        guard let claims = try history(of: chip, by: appraiser).ledger[chip]?.latest,
            let answer = try store.answer(to: claims.nonce), SessionToken.isDrawn(answer.session),
            let entry = try store.entry(answer.digest), entry.receipt.chip == chip
        else { return nil }
        return ChipCondition(claims: claims, evidence: answer.digest, received: entry.receipt.received)
    }

    /// The history of a chip from the ledger; nil where it has gone on since `head`.
    private func fold(_ chip: ChipID, at head: ChainHead, by appraiser: Appraiser) throws -> ChipHistory? {
        let evidence = try ChipHistory.evidence(of: chip, in: store)
        guard UInt64(evidence.count) == head.count else { return nil }
        guard !evidence.isEmpty else { return .empty }
        let history = ChipHistory(
            head: head, ledger: appraiser.conclude(evidence).ledger, latest: evidence.compactMap(\.place).max())
        histories.keep(history, of: chip)
        return history
    }

    /// What tickets tell of a chip, as far as they were read.
    func tell(of chip: ChipID, since: UInt64, due: UInt64) -> TicketView {
        lineages.read { $0.view(of: chip, since: since, due: due) }
    }

    /// Judges a ticket, beside all others and its chip's evidence, and keeps it.
    ///
    /// - Returns: what is kept, and whether it is new.
    /// - Throws: `Appraiser.TicketRefusal` where no chip of the vendor signed it: then nothing is kept.
    func take(_ ticket: LineageTicket, bytes: [UInt8], now: UTCSeconds) async throws -> (kept: KeptTicket, isNew: Bool)
    {
        let appraiser = try trust.current().appraiser.asking(question(nonce: nil, now: now))
        try appraiser.verify(ticket, using: chains)
        let chip = ticket.lineage.chip
        let told = ToldLineage(ticket, name: KeptTicket.name(ticket.signedDigest))
        return try await turnstile.pass(chip) { [self] in
            for _ in 0..<EvidenceVerifier.attempts {
                let history = try history(of: chip, by: appraiser)
                let taken = try await writing.run { [self] in
                    let taken = try lineages.keep(told, after: history.head) { book in
                        appraiser.judge(told, in: book, given: history.ledger[chip])
                    } make: { number, findings in
                        (
                            KeptTicket(
                                number: number, digest: told.digest, ticket: bytes,
                                outcome: LogNotice(of: told.lineage, findings, trust: appraiser.trust).json
                                    .compactBytes,
                                received: now),
                            desk != nil && findings.contains { $0.severity != .note }
                        )
                    }
                    if taken?.isNew ?? false { try? desk?.record(at: now) }
                    return taken
                }
                if let taken { return taken }
            }
            throw LedgerError(
                .overloaded, "other instances take tickets, or evidence of this chip, all the time; try again later")
        }
    }

    /// What is known of a chip by its evidence.
    private func history(of chip: ChipID, by appraiser: Appraiser) throws -> ChipHistory {
        for _ in 0..<EvidenceVerifier.attempts {
            guard let head = try store.chip(chip)?.head else { return .empty }
            if let history = try histories.history(of: chip, at: head) ?? fold(chip, at: head, by: appraiser) {
                return history
            }
        }
        throw LedgerError(.overloaded, "evidence of this chip comes all the time; try again later")
    }

    /// What the other chips have metered; tickets are read as far as they have come by then.
    func others(than chip: LedgerChip?, of summary: FleetSummary) throws -> FleetUse {
        try lineages.catchUp(to: summary.tickets)
        let own = chip?.usage ?? .none
        return FleetUse(
            chips: Int(clamping: summary.chips) - (chip == nil ? 0 : 1),
            total: summary.usage.total - min(own.total, summary.usage.total),
            training: summary.usage.training - min(own.training, summary.usage.training))
    }

    /// The question about one piece of evidence at a time.
    func question(nonce: [UInt8]?, now: UTCSeconds) -> Question {
        Question(
            nonce: nonce, time: rules.clock == .now ? .moment(now) : .ofTheEvidence, completeness: .part,
            signatures: rules.signatures)
    }

    private func judgement(
        _ appraisal: Appraisal, _ examination: Examination, _ challenged: Challenged?, _ now: UTCSeconds
    ) -> Judgement {
        Judgement(
            findings: appraisal.findings, digest: examination.digest,
            claims: appraisal.result(issuedAt: now, build: rules.build)
                .claims(nonce: challenged?.nonce, findings: appraisal.findings),
            outcome: appraisal.json(result: nil), standing: .refused)
    }
}

extension AttestationResult {
    /// The claims for relying parties: the result, the nonce that was asked with, and why.
    func claims(nonce: [UInt8]?, findings: [Finding]) -> JSONValue {
        guard case .object(var members) = json.content else { return json }
        if let nonce { members.append(JSONValue.Member("eat_nonce", .string(nonce.base64URL))) }
        members.append(
            JSONValue.Member(
                "interlock.findings",
                .array(
                    findings.map { finding in
                        .object([
                            "rule": .string(finding.rule.id), "severity": .string(finding.severity.rawValue),
                            "chip": finding.chip.map { .string($0.description) } ?? .null,
                            "reason": .string(finding.reason),
                        ])
                    })))
        return JSONValue(.object(members))
    }
}
