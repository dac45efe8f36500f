import Appraisal
import Attestation
import Cryptography
import Ledger
import Licensing
import Transparency

/// Licences and decisions: asked for, signed by parties, told by the log.
extension VerifierService {
    /// The media types of what parties sign.
    static let licenceType = SignedDocument.ContentType.licence.rawValue
    static let decisionType = SignedDocument.ContentType.decision.rawValue

    func requestLicence(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        let desk = try licensing()
        let ask = try LicenceAsk(AskBody(request))
        let clock = now()
        let view = try view(at: clock)
        let asker = request.peer.description
        // A renewal that a finding forbids is a step of the loop too: the log tells of it, and then it is refused.
        let outcome = try desk.act(at: clock) {
            snapshot, moment -> (LicensingDesk.Step, Result<SigningRequest, Refusal>) in
            do {
                let opened = try snapshot.state.request(ask, by: asker, under: desk.rules, view, at: moment)
                return (LicensingDesk.Step(drafts: [opened.draft]), .success(opened))
            } catch let refusal as Refusal {
                let draft =
                    view.sets.indices.contains(ask.set)
                    ? snapshot.state.draft(of: refusal, for: view.sets[ask.set]) : nil
                return (LicensingDesk.Step(drafts: draft.map { [$0] } ?? []), .failure(refusal))
            }
        }
        return try created(outcome, desk)
    }

    func requestDecision(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        let desk = try licensing()
        let body = try AskBody(request)
        try body.allow(["step", "finding", "escrow"])
        guard let step = try body.text("step").flatMap(Decision.Terms.Step.init(rawValue:)) else {
            let words = Decision.Terms.Step.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, field: "body.step", "it is missing or none", mend: "give one of: \(words)")
        }
        guard let finding = try body.number("finding").flatMap({ Int(exactly: $0) }) else {
            throw Problem(.badRequest, field: "body.finding", "it is missing", mend: "give the finding's log entry")
        }
        let escrow = try body.text("escrow")
        let clock = now()
        let view = try view(at: clock)
        let outcome = try desk.act(at: clock) {
            snapshot, moment -> (LicensingDesk.Step, Result<SigningRequest, Refusal>) in
            do {
                let opened = try snapshot.state.request(
                    step, on: finding, escrow: escrow, by: request.peer.description, under: desk.rules, view, at: moment
                )
                return (LicensingDesk.Step(drafts: [opened.draft]), .success(opened))
            } catch let refusal as Refusal { return (LicensingDesk.Step(), .failure(refusal)) }
        }
        return try created(outcome, desk)
    }

    private func created(
        _ outcome: Result<SigningRequest, Refusal>, _ desk: LicensingDesk
    ) throws -> ServiceResponse {
        switch outcome {
        case .failure(let refusal): throw Problem(refusal)
        case .success(let opened):
            let snapshot = try desk.snapshot()
            let stored = snapshot.state[opened.digest] ?? opened
            return ServiceResponse(
                .created, stored.json(at: snapshot.time(now())),
                headers: [("location", "/interlock/v1/requests/\(opened.digest)")])
        }
    }

    func listRequests(_ request: ServiceRequest) throws -> ServiceResponse {
        let parameters = try request.parameters(["status", "before", "limit"])
        let status = try parameters["status"].map { (text) throws(Problem) in
            guard let status = SigningRequest.Status(rawValue: text) else {
                throw Problem(
                    .badRequest, field: "query.status", "it is none",
                    mend: "give one of: \(SigningRequest.Status.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return status
        }
        let before = try number(parameters, "before") ?? .max
        let limit = try limit(parameters)
        let snapshot = try licensing().snapshot()
        let moment = snapshot.time(now())
        let all = snapshot.state.requests.reversed().filter { request in
            UInt64(request.entry) < before && (status.map { $0 == request.status(at: moment) } ?? true)
        }
        let page = all.prefix(limit)
        return ServiceResponse(
            .ok,
            .object([
                "requests": .array(page.map { $0.json(at: moment) }),
                "next": all.count > limit ? page.last.map { .number($0.entry) } ?? .null : .null,
            ]))
    }

    func readRequest(_ request: ServiceRequest, digest: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        return ServiceResponse(.ok, try described(digest))
    }

    func readSigned(_ request: ServiceRequest, digest: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        let found = try signingRequest(digest)
        guard let document = found.document else {
            throw Problem(
                .conflict, field: "path.request",
                "it has \(found.signatures.count) of \(found.needed) signatures", mend: "wait for the others")
        }
        return ServiceResponse(.ok, type: found.mediaType, body: document)
    }

    func signRequest(_ request: ServiceRequest, digest text: String) throws -> ServiceResponse {
        _ = try request.parameters([])
        let desk = try licensing()
        let digest = try signingRequest(text).digest
        let type = request.header("content-type").map { MediaType($0).name }
        guard type == VerifierService.licenceType || type == VerifierService.decisionType else {
            let types = "\(VerifierService.licenceType), \(VerifierService.decisionType)"
            throw Problem(
                .unsupportedMediaType, field: "content-type", "this is no signature", mend: "send one of \(types)",
                headers: [("accept", types)])
        }
        let outcome = try desk.act(at: now()) { snapshot, moment -> (LicensingDesk.Step, Result<Void, Refusal>) in
            let trusted = try trust.current()
            do {
                let signed = try snapshot.state.sign(
                    request.body, request: digest, under: desk.rules, trusted: trusted.store.parties, at: moment)
                return (
                    LicensingDesk.Step(drafts: signed.drafts, documents: VerifierService.documents(signed, trusted)),
                    .success(())
                )
            } catch let refusal as Refusal { return (LicensingDesk.Step(), .failure(refusal)) }
        }
        if case .failure(let refusal) = outcome { throw Problem(refusal) }
        return ServiceResponse(.ok, try described(text))
    }

    /// What is trusted once parties have signed: a licence is known, a revoked one is revoked.
    private static func documents(
        _ signed: LicensingState.Signed, _ trusted: TrustState.Snapshot
    ) -> LogAddition.Documents? {
        let file: TrustFiles.File
        if let licence = signed.licence {
            file = TrustFiles.File(path: TrustStore.path(of: licence), bytes: licence.encoded())
        } else if let terms = signed.decision?.terms, terms.step == .revoke {
            var revoked = trusted.store.revocations ?? Revocations()
            revoked.licences += terms.licences.filter { !revoked.licences.contains($0) }
            file = TrustFiles.File(path: TrustFiles.revoked, bytes: Array(revoked.json.text.utf8))
        } else {
            return nil
        }
        return LogAddition.Documents(
            files: trusted.documents.filter { $0.path != file.path } + [file], revision: trusted.revision)
    }

    func readConsequences(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        let desk = try licensing()
        let snapshot = try desk.snapshot()
        return ServiceResponse(.ok, snapshot.state.consequences(under: desk.rules, at: snapshot.time(now())))
    }

    func readLogHead(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        _ = try licensing()
        return ServiceResponse(.ok, type: "text/plain; charset=utf-8", body: try store.logHead().checkpoint)
    }

    func readLog(_ request: ServiceRequest) throws -> ServiceResponse {
        let parameters = try request.parameters(["from", "limit"])
        let from = try number(parameters, "from") ?? 0
        let limit = try limit(parameters)
        _ = try licensing()
        return ServiceResponse(
            .ok, type: "application/jsonl", body: try store.logLines(from: from, limit: limit).flatMap { $0 + [0x0a] })
    }

    func number(_ parameters: [String: String], _ name: String) throws(Problem) -> UInt64? {
        guard let text = parameters[name] else { return nil }
        guard let number = UInt64(text) else {
            throw Problem(.badRequest, field: "query.\(name)", "it is no number from 0", mend: "give one")
        }
        return number
    }

    /// The desk, where the service has one.
    func licensing() throws(Problem) -> LicensingDesk {
        guard let desk else {
            throw Problem(
                .conflict, field: "service", "it gives no licences: it was started without a log's key",
                mend: "start it with --agreement and --log-key")
        }
        return desk
    }

    /// A request as it is now, for programs.
    private func described(_ text: String) throws -> JSONValue {
        let snapshot = try licensing().snapshot()
        return try signingRequest(text, in: snapshot.state).json(at: snapshot.time(now()))
    }

    private func signingRequest(_ text: String) throws -> SigningRequest {
        try signingRequest(text, in: licensing().snapshot().state)
    }

    private func signingRequest(_ text: String, in state: LicensingState) throws -> SigningRequest {
        guard let digest = Digest384(hex: text) else {
            throw Problem(
                .badRequest, field: "path.request", "it is no SHA-384 in 96 hexadecimal digits", mend: "give one")
        }
        guard let found = state[digest] else {
            throw Problem(
                .notFound, field: "path.request", "nothing with this digest is before the parties",
                mend: "list /interlock/v1/requests")
        }
        return found
    }

    /// What ledger and trusted documents say.
    func view(at now: UTCSeconds) throws -> LicensingView {
        let summary = try store.summary()
        return LicensingView(
            trust: try trust.current().store,
            usage: FleetUse(
                chips: Int(clamping: summary.chips), total: summary.usage.total, training: summary.usage.training),
            clock: now, condition: { [verifier] chip in try verifier.condition(of: chip, now: now) })
    }
}

extension SigningRequest {
    /// The media type of what parties sign.
    var mediaType: String {
        switch subject {
        case .licence: VerifierService.licenceType
        case .decision: VerifierService.decisionType
        }
    }
}

extension Problem {
    /// Why something of licensing is not done.
    init(_ refusal: Refusal) {
        let status: ServiceResponse.Status =
            switch refusal.kind {
            case .malformed: .unprocessable
            case .unknown: .notFound
            case .standing, .consequence: .conflict
            }
        self.init(status, field: refusal.field, refusal.reason, mend: refusal.mend)
    }
}
