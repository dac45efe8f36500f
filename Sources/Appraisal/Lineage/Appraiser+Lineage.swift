public import Attestation
import Cryptography

extension Appraiser {
    /// What a ticket shows that came after others: of its run, of its checkpoint, and beside its chip's evidence.
    ///
    /// - Parameters:
    ///   - told: the ticket, which `verify` believes.
    ///   - book: the tickets before.
    ///   - record: what is known of its chip by its evidence; nil where that is not to be looked at.
    /// - Returns: the findings, and what the ticket changes.
    public func judge(
        _ told: ToldLineage, in book: LineageBook, given record: ChipRecord?
    ) -> (findings: [Finding], effect: LineageBook.Effect) {
        let effect = book.effect(of: told)
        guard !book.contains(told.digest) else { return ([], effect) }
        var findings: [Finding] = []
        let chip = told.lineage.chip
        if let reason = record?.contradiction(to: told) {
            findings.append(
                Finding(.ticketContradictsLog, chip: chip, evidence: [told.pointer("spans")], reason: reason))
        }
        findings += strangers(in: told)
        findings += disagreement(of: told, in: book).map { [$0] } ?? []
        findings += excess(of: effect, in: book).map { [$0] } ?? []
        return (findings, effect)
    }

    /// Joins tickets, in the order of their ticks, as a verifier does that has all of them at once.
    ///
    /// - Parameter tickets: tickets by the names of their files; what nobody believes is a finding, and is not joined.
    /// - Returns: the tickets that are believed, and what was found about them.
    public func join(_ tickets: [(name: String, ticket: LineageTicket)]) -> (book: LineageBook, findings: [Finding]) {
        var book = LineageBook()
        var findings: [Finding] = []
        let ordered = tickets.map { (ToldLineage($0.ticket, name: $0.name), $0.ticket) }
            .sorted { ($0.0.lineage.tick, $0.0.digest, $0.0.name) < ($1.0.lineage.tick, $1.0.digest, $1.0.name) }
        for (told, ticket) in ordered {
            do { try verify(ticket) } catch {
                findings.append(
                    Finding(
                        error.rule, chip: nil, evidence: [EvidencePointer(exhibit: told.name, field: error.field)],
                        reason: "the lineage ticket \(told.name) is not believed: \(error)"))
                continue
            }
            let (found, effect) = judge(told, in: book, given: nil)
            findings += found
            book.take(effect)
        }
        return (book, findings)
    }

    /// The chips that it names and that are none of the fixed set: whoever trains together must be known.
    private func strangers(in told: ToldLineage) -> [Finding] {
        guard let register = trust.chips else { return [] }
        let named = [("spans", told.trained.map(\.chip)), ("sent", told.lineage.sent.map(\.peer))]
        return named.flatMap { field, chips in
            Set(chips).sorted().filter { register.name(of: $0) == nil }.map { stranger in
                Finding(
                    .chipsContradict, chip: told.lineage.chip, evidence: [told.pointer(field)],
                    reason:
                        "its ticket names chip \(stranger) as one that \(field == "spans" ? "trained" : "it admitted"), "
                        + "which is none of the \(register.chips.count) chips of the fixed set")
            }
        }
    }

    /// Another ticket of the same weights, which tells of something else. Chips that train together each know of the others'
    /// work but for one quantum at most.
    private func disagreement(of told: ToldLineage, in book: LineageBook) -> Finding? {
        guard let weights = told.lineage.weights else { return nil }
        let digest = licences.only(sequence: told.lineage.sequence, for: told.lineage.chip)
        let quantum = digest.flatMap { licences[$0]?.licence.terms.quantum } ?? 0
        guard let checkpoint = book.checkpoints[weights] else { return nil }
        let other = checkpoint.first
        let union = Lineage.union(of: told.lineage.spans + checkpoint.told)
        let all = Lineage.total(of: union)
        let least = min(told.lineage.total, checkpoint.least)
        let (tolerance, overflow) = quantum.multipliedReportingOverflow(by: UInt128(Set(union.map(\.chip)).count))
        let isSame = Set(told.lineage.origins) == Set(other.lineage.origins)
        guard !isSame || (!overflow && all - least > tolerance) else { return nil }
        return Finding(
            .ticketsDisagree, chip: told.lineage.chip, evidence: [told.pointer("spans"), other.pointer("spans")],
            reason: "this ticket tells of \(told.lineage.total) operations that made the weights \(weights.brief)"
                + (isSame ? "" : ", from other weights at the start")
                + ", and that of chip \(other.lineage.chip) of \(other.lineage.total); by all tickets of them it was \(all), "
                + "which is what counts")
    }

    /// Training above what the agreement allows a run, by all tickets of a checkpoint and of what it comes from; where what
    /// it comes from was above it already, that was found.
    private func excess(of effect: LineageBook.Effect, in book: LineageBook) -> Finding? {
        guard let policy, let run = policy.chipLimits.run else { return nil }
        let isAbove = { (weights: Digest384) in book.operations(of: weights) ?? 0 > run.threshold }
        guard !effect.told.sources.contains(where: isAbove) else { return nil }
        let risen = effect.spans.filter { !isAbove($0.key) && Lineage.total(of: $0.value) > run.threshold }
        let totals = risen.map { (Lineage.total(of: $0.value), $0.key) }.sorted { $0 < $1 }
        guard let (total, weights) = totals.first, let spans = risen[weights] else { return nil }
        return Finding(
            .runBeyondAgreement, chip: nil, evidence: [effect.told.pointer("spans")],
            reason: "by their tickets and those of what they come from, \(total) operations of training on "
                + "\(Set(spans.map(\.chip)).count) chips made the weights \(weights.brief), and the agreement "
                + "\(policy.name) allows a run \(run.threshold)")
    }
}
