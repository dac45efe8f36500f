import Appraisal
import Attestation
import Cryptography
import Ledger

/// The challenge–response interface, in the shapes of Veraison's.
extension VerifierService {
    package static let sessionType = "application/vnd.veraison.challenge-response-session+json"
    /// The types of a result by itself (RFC 9782).
    static let (jsonResult, binaryResult) = ("application/eat+jwt", "application/eat+cwt")

    /// What a client takes for an answer.
    private enum Form {
        /// The session's resource.
        case session
        /// The result by itself, as a JSON web token.
        case token
        /// The result by itself, as a CBOR web token.
        case binary
    }

    func newSession(_ request: ServiceRequest) throws -> ServiceResponse {
        try requireSessionType(request)
        let parameters = try request.parameters(["nonce", "nonceSize"])
        let nonce: [UInt8]
        switch (parameters["nonce"], parameters["nonceSize"]) {
        case (.some, .some):
            throw Problem(
                .badRequest, field: "query", "nonce and nonceSize exclude each other", mend: "give one of them")
        case (let text?, nil):
            guard let bytes = [UInt8](base64URL: text), (8...64).contains(bytes.count) else {
                throw Problem(
                    .badRequest, field: "query.nonce", "it is no base64url of 8 to 64 bytes",
                    mend: "give another, or leave it out")
            }
            guard try store.answer(to: bytes) == nil else {
                throw Problem(
                    .conflict, field: "query.nonce", "it was answered before, and a nonce is answered once",
                    mend: "give another, or leave it out")
            }
            nonce = bytes
        case (nil, let text?):
            guard let size = Int(text), (8...64).contains(size) else {
                throw Problem(
                    .badRequest, field: "query.nonceSize", "it is no number from 8 to 64", mend: "give such a number")
            }
            nonce = entropy(size)
        case (nil, nil): nonce = entropy(32)
        }
        let token = SessionToken(
            nonce: nonce, expiry: UTCSeconds(now().value + rules.sessionSeconds), isDrawn: parameters["nonce"] == nil)
        return ServiceResponse(
            .created, JSONValue(.object(members(of: token, status: "waiting"))), type: VerifierService.sessionType,
            headers: [("location", "session/\(token.identifier(secret: secret, peer: request.peer))")])
    }

    func readSession(_ request: ServiceRequest, session: String) throws -> ServiceResponse {
        let form = try form(request)
        _ = try request.parameters([])
        let token = try token(session, of: request.peer)
        if let answer = try store.answer(to: token.nonce) { return try resource(token, session, answer, form) }
        try requireOpen(token)
        guard form == .session else { throw Problem.noResult }
        return ServiceResponse(
            .ok, JSONValue(.object(members(of: token, status: "waiting"))), type: VerifierService.sessionType)
    }

    func deleteSession(_ request: ServiceRequest, session: String) async throws -> ServiceResponse {
        _ = try request.parameters([])
        let token = try token(session, of: request.peer)
        if let answer = try store.answer(to: token.nonce) { return try await forget(answer, session) }
        try requireOpen(token)
        let nothing = Submission.Answer(
            nonce: token.nonce, session: session, type: "", digest: .zero, result: "", outcome: [])
        let outcome = try await verifier.commits.commit(Submission(answer: nothing, entry: nil, received: now()))
        // It was answered meanwhile: that is what is deleted.
        if outcome == .nonceUsed, let answer = try store.answer(to: token.nonce) {
            return try await forget(answer, session)
        }
        return ServiceResponse(.noContent)
    }

    private func forget(_ answer: Submission.Answer, _ session: String) async throws -> ServiceResponse {
        guard answer.session == session, !answer.result.isEmpty else { throw Problem.noSession }
        try await verifier.writing.run { [store] in try store.forgetAnswer(to: answer.nonce) }
        return ServiceResponse(.noContent)
    }

    func submitEvidence(_ request: ServiceRequest, session: String) async throws -> ServiceResponse {
        let form = try form(request)
        let isDry = try dryRun(request)
        guard form == .session || !isDry else { throw Problem.noResult }
        let token = try token(session, of: request.peer)
        let submitted = try submitted(request)
        let (evidence, type) = (submitted.bytes, submitted.type)
        let digest = Digest384(hashing: evidence)
        let moment = now()
        // An open session is most likely not answered; where it is, that is found before anything is written.
        if isDry || !isOpen(token, at: moment) {
            if let answer = try store.answer(to: token.nonce) {
                return try repeated(answer, digest, token, session, form)
            }
            try requireOpen(token)
        }
        let challenged = EvidenceVerifier.Challenged(nonce: token.nonce, session: session, type: type)
        let sign = { @Sendable [signer] (judgement: Judgement) in signer.sign(judgement.claims) }
        let judgement =
            if let collection = submitted.collection {
                try await verifier.take(
                    collection, digest: digest, answering: challenged, isDry: isDry, now: moment, result: sign)
            } else {
                try await verifier.take(evidence, answering: challenged, isDry: isDry, now: moment, result: sign)
            }
        guard let judgement else {
            // Two answers raced; the other was first.
            guard let answer = try store.answer(to: token.nonce) else { throw Problem.noSession }
            return try repeated(answer, digest, token, session, form)
        }
        guard !isDry else {
            return ServiceResponse(
                .ok,
                JSONValue(
                    .object(
                        members(of: token, status: "waiting") + [
                            JSONValue.Member(
                                "interlock",
                                .object([
                                    "dryRun": .boolean(true), "appraisal": judgement.outcome,
                                    "claims": judgement.claims,
                                    "receipt": .null,
                                ]))
                        ])), type: VerifierService.sessionType)
        }
        guard let answer = judgement.answer else { preconditionFailure("What is judged and not dry is kept.") }
        if let result = try result(answer, form) { return result }
        return complete(token, answer, evidence: evidence, receipt: judgement.receipt)
    }

    /// The same answer again gets the same result, for its sender may have missed it; another is refused.
    private func repeated(
        _ answer: Submission.Answer, _ digest: Digest384, _ token: SessionToken, _ session: String, _ form: Form
    ) throws -> ServiceResponse {
        guard answer.session == session, answer.digest == digest, !answer.result.isEmpty else {
            throw Problem(
                .conflict, field: "session", "its nonce has been answered, and a nonce is answered once",
                mend: "open another session")
        }
        return try resource(token, session, answer, form)
    }

    private func resource(
        _ token: SessionToken, _ session: String, _ answer: Submission.Answer, _ form: Form
    ) throws -> ServiceResponse {
        guard answer.session == session else {
            guard form == .session else { throw Problem.noResult }
            return ServiceResponse(
                .ok, JSONValue(.object(members(of: token, status: "failed"))), type: VerifierService.sessionType)
        }
        guard !answer.result.isEmpty else { throw Problem.noSession }
        if let result = try result(answer, form) { return result }
        let entry = try store.entry(answer.digest)
        return complete(token, answer, evidence: entry?.evidence, receipt: entry?.receipt)
    }

    /// The result by itself; nil where the client takes the session's resource.
    private func result(_ answer: Submission.Answer, _ form: Form) throws -> ServiceResponse? {
        let profile = "; eat_profile=\"\(AttestationResult.profile)\""
        switch form {
        case .session: return nil
        case .token:
            return ServiceResponse(
                .ok, type: VerifierService.jsonResult + profile, body: Array(answer.result.utf8))
        case .binary:
            guard let bytes = signer.binary(answer.result) else {
                throw LedgerError(.corrupt, "the answer to a session is no result; check the ledger and restore it")
            }
            return ServiceResponse(.ok, type: VerifierService.binaryResult + profile, body: bytes)
        }
    }

    private func complete(
        _ token: SessionToken, _ answer: Submission.Answer, evidence: [UInt8]?, receipt: Receipt?
    ) -> ServiceResponse {
        var members = members(of: token, status: "complete")
        if let evidence {
            members.append(
                JSONValue.Member(
                    "evidence", .object(["type": .string(answer.type), "value": .string(evidence.base64)])))
        }
        members.append(JSONValue.Member("result", .string(answer.result)))
        // The appraisal is the JSON that the answer keeps, as it is.
        var body = JSONValue(.object(members)).compactBytes
        body.removeLast()
        body += #","interlock":{"dryRun":false,"appraisal":"#.utf8
        body += answer.outcome
        body += #","claims":null,"receipt":"#.utf8
        body += (receipt?.json ?? .null).compactBytes
        body += "}}".utf8
        return ServiceResponse(.ok, type: VerifierService.sessionType, body: body)
    }

    private func members(of token: SessionToken, status: String) -> [JSONValue.Member] {
        [
            JSONValue.Member("status", .string(status)), JSONValue.Member("nonce", .string(token.nonce.base64URL)),
            JSONValue.Member("expiry", .string(token.expiry.rfc3339)),
            JSONValue.Member(
                "accept",
                .array((EvidenceType.accepted + ConceptualMessage.mediaTypes).map { .string($0) })),
        ]
    }

    private func token(_ session: String, of peer: Peer) throws(Problem) -> SessionToken {
        guard let token = SessionToken(session, secret: secret, peer: peer) else { throw Problem.noSession }
        return token
    }

    private func requireOpen(_ token: SessionToken) throws(Problem) {
        guard isOpen(token, at: now()) else { throw Problem.noSession }
    }

    /// The clock may have gone back since: a session is never open for more than twice its time. Twice, for clocks of
    /// instances differ.
    private func isOpen(_ token: SessionToken, at moment: UTCSeconds) -> Bool {
        (0...2 * rules.sessionSeconds).contains(token.expiry.value - moment.value)
    }

    /// What the client takes: the session's resource, where it takes that, and else the result by itself.
    private func form(_ request: ServiceRequest) throws(Problem) -> Form {
        if request.accepts(VerifierService.sessionType) { return .session }
        if request.accepts(VerifierService.jsonResult) { return .token }
        if request.accepts(VerifierService.binaryResult) { return .binary }
        throw Problem(
            .notAcceptable, field: "accept", "the answer is \(VerifierService.sessionType), or the result by itself",
            mend: "accept that, \(VerifierService.jsonResult) or \(VerifierService.binaryResult)")
    }

    private func requireSessionType(_ request: ServiceRequest) throws(Problem) {
        guard request.accepts(VerifierService.sessionType) else {
            throw Problem(
                .notAcceptable, field: "accept", "the answer is \(VerifierService.sessionType)", mend: "accept that")
        }
    }

    func dryRun(_ request: ServiceRequest) throws(Problem) -> Bool {
        switch try request.parameters(["dry-run"])["dry-run"] {
        case nil, "false": return false
        case "true": return true
        default: throw Problem(.badRequest, field: "query.dry-run", "it is neither true nor false", mend: "give one")
        }
    }

    /// Evidence out of a body: a chip's, or a collection of other hardware's.
    private struct Submitted {
        let bytes: [UInt8]
        let type: String
        var collection: HardwareCollection?
    }

    private func submitted(_ request: ServiceRequest) throws(Problem) -> Submitted {
        guard let header = request.header("content-type") else { throw Problem.unsupportedEvidence("no type is named") }
        let type = MediaType(header)
        let isWrapped = ConceptualMessage.mediaTypes.contains(type.name)
        guard isWrapped || EvidenceType.isAccepted(type) else {
            throw Problem.unsupportedEvidence("nobody here judges it")
        }
        guard !request.body.isEmpty else {
            throw Problem(.badRequest, field: "body", "it is empty", mend: "send the evidence in it")
        }
        guard isWrapped else { return Submitted(bytes: request.body, type: header) }
        if request.body.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{") {
            return Submitted(
                bytes: request.body, type: header, collection: try HardwareCollection(request.body))
        }
        let message = try ConceptualMessage(request.body)
        guard EvidenceType.isAccepted(MediaType(message.type)) else {
            throw Problem.unsupportedEvidence("nobody here judges what is wrapped")
        }
        return Submitted(bytes: message.value, type: message.type)
    }
}

extension Judgement {
    /// The receipt, where the ledger has the evidence.
    var receipt: Receipt? {
        switch standing {
        case .refused, .judged: nil
        case .kept(let receipt), .known(let receipt): receipt
        }
    }
}

extension Problem {
    /// No such session: it never was, its time is over, or it is another client's.
    fileprivate static var noSession: Problem {
        Problem(
            .notFound, field: "session", "there is no such session, or no longer, or it is not this client's",
            mend: "open another")
    }

    /// A result is asked for where there is none.
    fileprivate static var noResult: Problem {
        Problem(
            .notAcceptable, field: "accept", "there is no result that could be given by itself",
            mend: "accept \(VerifierService.sessionType)")
    }

    fileprivate static func unsupportedEvidence(_ reason: String) -> Problem {
        let types = (EvidenceType.accepted + ConceptualMessage.mediaTypes).joined(separator: ", ")
        return Problem(
            .unsupportedMediaType, field: "content-type", reason, mend: "send one of \(types)",
            headers: [("accept", types)])
    }
}
