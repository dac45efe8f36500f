import Appraisal
import Attestation
import Cryptography
import Ledger

/// Lineage tickets, and the runs that they tell of.
extension VerifierService {
    /// What a chip signs for weights that leave it.
    public static let ticketType = "application/vnd.interlock.ticket+cbor"

    func submitTicket(_ request: ServiceRequest) async throws -> ServiceResponse {
        _ = try request.parameters([])
        guard let header = request.header("content-type"), MediaType(header).name == VerifierService.ticketType else {
            throw Problem(
                .unsupportedMediaType, field: "content-type", "a ticket is \(VerifierService.ticketType)",
                mend: "send that", headers: [("accept", VerifierService.ticketType)])
        }
        let ticket: LineageTicket
        do { ticket = try LineageTicket(request.body) } catch {
            throw Problem(
                .badRequest, field: "body", "it is no lineage ticket in the one permitted encoding: \(error)",
                mend: "send it as the chip signed it")
        }
        guard let weights = ticket.lineage.weights else {
            throw Problem(
                .unprocessable, field: "body", "it tells a peer of progress, and not of weights that leave",
                mend: "send the tickets of checkpoints")
        }
        do {
            let (kept, isNew) = try await verifier.take(ticket, bytes: request.body, now: now())
            let run = verifier.lineages.read { $0.operations(of: weights) }
            return ServiceResponse(
                .ok,
                .object([
                    "standing": .string(isNew ? "kept" : "known"), "ticket": try json(of: kept),
                    "run": run.map { .decimal($0) } ?? .null,
                ]))
        } catch let refusal as Appraiser.TicketRefusal {
            throw Problem(
                .unprocessable, field: "body", "it is not believed: \(refusal)",
                mend: "send a ticket of a chip that this service trusts; nothing was kept")
        }
    }

    func listTickets(_ request: ServiceRequest) throws -> ServiceResponse {
        let parameters = try request.parameters(["from", "limit"])
        guard let from = UInt64(parameters["from"] ?? "0") else {
            throw Problem(.badRequest, field: "query.from", "it is no number", mend: "give a number from 0")
        }
        let limit = try limit(parameters)
        let tickets = try store.tickets(from: from, limit: limit)
        return ServiceResponse(
            .ok,
            .object([
                "tickets": .array(try tickets.map(json)),
                "next": tickets.count == limit ? tickets.last.map { .number($0.number + 1) } ?? .null : .null,
            ]))
    }

    func readTicket(_ request: ServiceRequest, digest: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        guard let value = Digest384(hex: digest) else {
            throw Problem(
                .badRequest, field: "path.digest", "it is no SHA-384 in 96 hexadecimal digits", mend: "give one")
        }
        guard let kept = try store.ticket(value) else {
            throw Problem(.notFound, field: "path.digest", "there is no such ticket", mend: "list the tickets")
        }
        return ServiceResponse(
            .ok, headers: [("cache-control", "private, immutable")], type: VerifierService.ticketType, body: kept.ticket
        )
    }

    func listRuns(_ request: ServiceRequest) throws -> ServiceResponse {
        let limit = try limit(try request.parameters(["limit"]))
        let (summary, runs, told) = try runs(limit: limit)
        let threshold = rules.policy?.chipLimits.run?.threshold
        return ServiceResponse(
            .ok,
            .object([
                "tickets": .number(summary.tickets), "told": .decimal(told),
                "training": .decimal(summary.usage.training), "threshold": threshold.map { .decimal($0) } ?? .null,
                "runs": .array(
                    runs.map { run in
                        .object([
                            "weights": .string(run.weights.description), "operations": .decimal(run.operations),
                            "chips": .number(run.chips), "outside": .decimal(run.outside), "tick": .number(run.tick),
                            "above": .boolean(threshold.map { run.operations > $0 } ?? false),
                        ])
                    }),
            ]))
    }

    /// The greatest runs by all tickets, and how much training tickets tell of.
    func runs(limit: Int) throws -> (summary: FleetSummary, runs: [LineageBook.Run], told: UInt128) {
        let summary = try store.summary()
        try verifier.lineages.catchUp(to: summary.tickets)
        let (runs, told) = verifier.lineages.read { ($0.runs(limit: limit), $0.told) }
        return (summary, runs, told)
    }

    private func json(of kept: KeptTicket) throws -> JSONValue {
        guard let lineage = (try? LineageTicket(kept.ticket))?.lineage else {
            throw LedgerError(.corrupt, "ticket \(kept.number) is none; check the ledger and restore it")
        }
        return .object([
            "number": .number(kept.number), "ticket": .string(kept.digest.description),
            "chip": .string(lineage.chip.description),
            "weights": .string(lineage.weights?.description ?? ""),
            "operations": .decimal(lineage.total), "tick": .number(lineage.tick),
            "received": .string(kept.received.rfc3339),
            "findings": try JSONValue(parsing: kept.outcome)["findings"] ?? .array([]),
        ])
    }
}
