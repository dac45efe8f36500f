import Appraisal
import Attestation
import Cryptography
import Ledger

/// What the ledger holds: fleet, chips, entries.
extension VerifierService {
    /// The most items of one page, and how many there are unless the request says.
    static let maximumPage = 1000
    static let usualPage = 100

    func readFleet(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        let summary = try store.summary()
        let policy = rules.policy
        return ServiceResponse(
            .ok,
            .object([
                "chips": .number(summary.chips), "entries": .number(summary.entries),
                "total": .decimal(summary.usage.total), "training": .decimal(summary.usage.training),
                "totalAllowed": policy.map { .decimal($0.totalAllowance) } ?? .null,
                "trainingAllowed": policy.map { .decimal($0.trainingAllowance) } ?? .null, "silence": silenceJSON,
            ]))
    }

    func listChips(_ request: ServiceRequest) throws -> ServiceResponse {
        let parameters = try request.parameters(["after", "limit"])
        let after = try parameters["after"].map { (text) throws(Problem) in try chip(text, field: "query.after") }
        let limit = try limit(parameters)
        let chips = try store.chips(after: after, limit: limit)
        return ServiceResponse(
            .ok,
            .object([
                "chips": .array(chips.map(\.json)),
                "next": chips.count == limit ? chips.last.map { .string($0.chip.description) } ?? .null : .null,
            ]))
    }

    func readChip(_ request: ServiceRequest, chip text: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        let report = try report(ofChip: text)
        let appraiser = try trust.current().appraiser.asking(verifier.question(nonce: nil, now: now()))
        // Each piece given those before it, whatever the order of arrival was.
        let history = appraiser.conclude(report.evidence).findings.filter { $0.rule.check == .continuity }
        return ServiceResponse(
            .ok,
            .object([
                "chip": report.known.json, "appraisal": report.appraisal.json(result: nil),
                "history": .array(
                    history.map { .object(["rule": .string($0.rule.id), "reason": .string($0.reason)]) }),
            ]))
    }

    /// A chip's latest evidence judged now, and all its evidence in the order of its history.
    func report(ofChip text: String) throws -> (known: LedgerChip, appraisal: Appraisal, evidence: [Examination]) {
        let known = try knownChip(text)
        let evidence = try ChipHistory.evidence(of: known.chip, in: store)
        guard let last = evidence.last, let entry = try store.entry(last.digest) else {
            throw LedgerError(.corrupt, "chip \(known.chip) has no entries")
        }
        let appraisal = try appraisal(of: entry, after: Array(evidence.dropLast()))
        return (known, appraisal, evidence)
    }

    func listEntries(_ request: ServiceRequest, chip text: String) throws -> ServiceResponse {
        let parameters = try request.parameters(["from", "limit"])
        let known = try knownChip(text)
        guard let from = UInt64(parameters["from"] ?? "0") else {
            throw Problem(.badRequest, field: "query.from", "it is no sequence", mend: "give a number from 0")
        }
        let limit = try limit(parameters)
        let entries = try store.entries(of: known.chip, from: from, limit: limit)
        return ServiceResponse(
            .ok,
            .object([
                "entries": .array(entries.map(\.receipt.json)),
                "next": entries.count == limit
                    ? entries.last.map { .number($0.receipt.sequence + 1) } ?? .null : .null,
            ]))
    }

    private func knownChip(_ text: String) throws -> LedgerChip {
        let id = try chip(text, field: "path.chip")
        guard let known = try store.chip(id) else {
            throw Problem(
                .notFound, field: "path.chip", "the ledger has no evidence of this chip", mend: "list the chips")
        }
        return known
    }

    func chip(_ text: String, field: String) throws(Problem) -> ChipID {
        guard let chip = ChipID(hex: text) else {
            throw Problem(.badRequest, field: field, "it is no chip in 32 hexadecimal digits", mend: "give one")
        }
        return chip
    }

    func limit(_ parameters: [String: String]) throws(Problem) -> Int {
        guard let text = parameters["limit"] else { return VerifierService.usualPage }
        guard let limit = Int(text), (1...VerifierService.maximumPage).contains(limit) else {
            throw Problem(
                .badRequest, field: "query.limit", "it is no number from 1 to \(VerifierService.maximumPage)",
                mend: "give one")
        }
        return limit
    }
}

extension LedgerChip {
    fileprivate var json: JSONValue {
        .object([
            "chip": .string(chip.description), "entries": .number(head.count), "head": .string(head.value.description),
            "total": .decimal(usage.total), "training": .decimal(usage.training), "received": .string(received.rfc3339),
        ])
    }
}
