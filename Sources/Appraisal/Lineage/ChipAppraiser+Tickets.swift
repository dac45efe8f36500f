import Attestation

extension ChipAppraiser {
    /// How far the clocks of chips may lie apart, in ticks: what a chip tells of another must be in the other's meter so much
    /// later by their clocks.
    static let clockTolerance: UInt64 = 3600

    /// Holds the chip's evidence against what tickets tell, its own and others'.
    mutating func compareTickets(_ tickets: (ChipID, UInt64, UInt64) -> TicketView) {
        let known = before.stretches.count
        guard let latest = record.latest, record.stretches.count > known else { return }
        // What was at hand before was compared before: with the evidence, or with the ticket that came after it. What left the
        // chip before the last evidence has its ticket by now.
        let since = known > 1 ? before.stretches[known - 2].until : 0
        let (tolerance, tick) = (ChipAppraiser.clockTolerance, latest.tick)
        let view = tickets(chip, since - min(since, tolerance), tick - min(tick, tolerance))
        for ticket in view.own where !before.covers(ticket.lineage.tick) {
            guard let reason = record.contradiction(to: ticket) else { continue }
            findings.append(
                Finding(.ticketContradictsLog, chip: chip, evidence: [ticket.pointer("spans")], reason: reason))
        }
        compareExports(with: view, from: max(0, known - 1))
        compareOthers(view, with: latest)
    }

    /// Weights that left the chip: each must have its ticket by the next attestation.
    private mutating func compareExports(with view: TicketView, from first: Int) {
        let licence = record.uses.last.flatMap { appraiser.licences[$0.licence]?.licence.terms.run }
        guard let run = appraiser.policy?.chipLimits.run ?? licence else { return }
        let end = isWholeRecord ? record.stretches.count : record.stretches.count - 1
        for export in record.exports where first <= export.stretch && export.stretch < end {
            let isTold = view.own.contains { ticket in
                ticket.lineage.weights == export.weights && ticket.lineage.total == export.operations
            }
            guard !isTold else { continue }
            findings.append(
                Finding(
                    .ticketMissing, chip: chip,
                    evidence: [
                        EvidencePointer(
                            exhibit: record.stretches[export.stretch].exhibit, field: "claims.guarantee.log.entries")
                    ],
                    reason:
                        "the weights \(export.weights.brief) left it at tick \(export.tick) with \(export.operations) "
                        + "operations of training, and their ticket is not at hand: against the run's threshold, "
                        + "\(run.threshold), they can't be added up with others"))
        }
    }

    /// What other chips tell of this one.
    private mutating func compareOthers(_ view: TicketView, with latest: Claims) {
        let file = record.stretches.last?.exhibit ?? ""
        if let claim = view.reached, claim.reading > latest.meter.training {
            findings.append(
                Finding(
                    .chipsContradict, chip: chip,
                    evidence: [
                        EvidencePointer(exhibit: file, field: "claims.guarantee.meter.training"),
                        EvidencePointer(exhibit: claim.ticket, field: "payload.spans"),
                    ],
                    reason: "a ticket of tick \(claim.tick) counts its training up to \(claim.reading), and by its own "
                        + "meter it had trained \(latest.meter.training) at tick \(latest.tick)"))
        }
        let sum = view.received.reduce(UInt128(0)) { $0.addingOrMost($1.claim.reading) }
        guard sum > latest.meter.traffic.linkReceived else { return }
        let senders = view.received.map { "\($0.claim.reading) by chip \($0.sender)" }.joined(separator: ", ")
        findings.append(
            Finding(
                .chipsContradict, chip: chip,
                evidence: [EvidencePointer(exhibit: file, field: "claims.guarantee.meter.traffic")]
                    + view.received.map { EvidencePointer(exhibit: $0.claim.ticket, field: "payload.sent") },
                reason:
                    "tickets say that \(sum) bytes were sent to it (\(senders)), and by its own meter it had received "
                    + "\(latest.meter.traffic.linkReceived) at tick \(latest.tick): the rest went elsewhere, or was lost"
            ))
    }
}
