import Appraisal
import Attestation
import Cryptography
import Ledger
import Wire

/// Evidence without a session: in batches, from the ledger, judged again.
extension VerifierService {
    /// The most pieces of evidence of one batch.
    static let maximumBatch = 256

    func submitBatch(_ request: ServiceRequest) async throws -> ServiceResponse {
        let isDry = try dryRun(request)
        guard let header = request.header("content-type"), MediaType(header).name == EvidenceType.batch else {
            throw Problem(
                .unsupportedMediaType, field: "content-type", "a batch is \(EvidenceType.batch)", mend: "send that",
                headers: [("accept", EvidenceType.batch)])
        }
        let pieces = try batch(request.body)
        _ = try trust.current()
        // Pieces of one chip one after the other, in their order; different chips side by side.
        var lines: [[Int]] = []
        var lineOf: [ChipID: Int] = [:]
        for (index, piece) in pieces.enumerated() {
            let chip = (try? Evidence(piece))?.claims.chip
            if let chip, let line = lineOf[chip] {
                lines[line].append(index)
            } else {
                if let chip { lineOf[chip] = lines.count }
                lines.append([index])
            }
        }
        let moment = now()
        let items = await withTaskGroup(of: [(Int, JSONValue)].self) { group in
            for line in lines {
                group.addTask {
                    var items: [(Int, JSONValue)] = []
                    for index in line {
                        items.append((index, await self.item(pieces[index], isDry: isDry, moment)))
                    }
                    return items
                }
            }
            var all: [(Int, JSONValue)] = []
            for await items in group { all += items }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return ServiceResponse(.ok, .object(["dryRun": .boolean(isDry), "items": .array(items)]))
    }

    /// What came of one piece; a piece that can't be kept now does not take the others with it.
    private func item(_ evidence: [UInt8], isDry: Bool, _ moment: UTCSeconds) async -> JSONValue {
        let digest = JSONValue.string(Digest384(hashing: evidence).description)
        do {
            guard
                let judgement = try await verifier.take(
                    evidence, answering: nil, isDry: isDry, now: moment, result: { _ in "" })
            else { preconditionFailure("Evidence that answers no challenge uses no nonce.") }
            let standing = isDry ? Judgement.Standing.judged.word : judgement.standing.word
            return .object([
                "digest": digest, "standing": .string(standing), "appraisal": judgement.outcome,
                "receipt": judgement.receipt?.json ?? .null,
            ])
        } catch {
            return .object([
                "digest": digest, "standing": .string("failed"), "appraisal": .null, "receipt": .null,
            ])
        }
    }

    private func batch(_ body: [UInt8]) throws(Problem) -> [[UInt8]] {
        let pieces: [[UInt8]]
        do { pieces = try VerifierService.pieces(body) } catch {
            throw Problem(
                .badRequest, field: "body",
                "it is no array of byte strings in deterministic CBOR (byte \(error.offset))",
                mend: "send one")
        }
        guard (1...VerifierService.maximumBatch).contains(pieces.count) else {
            throw Problem(
                .badRequest, field: "body", "it has \(pieces.count) pieces of evidence",
                mend: "send 1 to \(VerifierService.maximumBatch)")
        }
        return pieces
    }

    private static func pieces(_ body: [UInt8]) throws(WireError) -> [[UInt8]] {
        var reader = CBORReader(body.span)
        var pieces: [[UInt8]] = []
        for _ in 0..<(try reader.array()) { pieces.append(Array(body[try reader.bytes()])) }
        try reader.finish()
        return pieces
    }

    func readEvidence(_ request: ServiceRequest, digest: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        let entry = try entry(digest)
        return ServiceResponse(
            .ok, headers: [("cache-control", "private, immutable")], type: EvidenceType.eat, body: entry.evidence)
    }

    func reappraise(_ request: ServiceRequest, digest: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        let entry = try entry(digest)
        let evidence = try ChipHistory.evidence(of: entry.receipt.chip, in: store)
        guard let place = Appraiser.recall(entry.exhibit)?.place else {
            throw LedgerError(.corrupt, "entry \(entry.receipt.digest) is no evidence")
        }
        let earlier = evidence.filter { $0.place.map { $0 < place } ?? false }
        let appraisal = try appraisal(of: entry, after: earlier)
        return ServiceResponse(
            .ok,
            .object([
                "receipt": entry.receipt.json, "then": try JSONValue(parsing: entry.outcome),
                "now": appraisal.json(result: nil),
            ]))
    }

    /// Judges an entry as if it came now, after others of its chip.
    func appraisal(of entry: LedgerEntry, after earlier: [Examination]) throws -> Appraisal {
        let chip = entry.receipt.chip
        let claims = try Evidence(entry.evidence).claims
        // That it answered a challenge of this service is known from its answer.
        let isAnswer = try store.answer(to: claims.nonce)?.digest == entry.receipt.digest
        let appraiser = try trust.current().appraiser.asking(
            verifier.question(nonce: isAnswer ? claims.nonce : nil, now: now()))
        var cache = ChainCache()
        let examination = appraiser.examine(entry.exhibit, using: &cache)
        return appraiser.conclude(
            [examination], given: appraiser.conclude(earlier).ledger,
            beside: try verifier.others(than: store.chip(chip), of: store.summary()), telling: verifier.tell)
    }

    private func entry(_ digest: String) throws -> LedgerEntry {
        guard let value = Digest384(hex: digest) else {
            throw Problem(
                .badRequest, field: "path.digest", "it is no SHA-384 in 96 hexadecimal digits", mend: "give one")
        }
        guard let entry = try store.entry(value) else {
            throw Problem(
                .notFound, field: "path.digest", "the ledger has no evidence with this digest", mend: "list a chip's")
        }
        return entry
    }
}
