import Attestation
import Cryptography
import Ledger

/// The verifier as a service, apart from how requests come and answers go: a function of the request, the store, the
/// clock and the source of randomness that it was given.
public final class VerifierService: Sendable {
    let store: any Store
    let trust: TrustState
    let verifier: EvidenceVerifier
    let desk: LicensingDesk?
    let signer: ResultSigner
    let rules: ServiceRules
    let secret: [UInt8]
    /// Looks for chips that have fallen silent.
    let silence: SilenceWatch
    /// How often clients may ask; nil where that has no limit.
    private let rates: ClientRates?
    /// When this instance began.
    let started: UTCSeconds
    let now: @Sendable () -> UTCSeconds
    let entropy: @Sendable (Int) -> [UInt8]
    /// What the service counts.
    public let metrics = Metrics()

    /// A service.
    ///
    /// - Parameters:
    ///   - store: where the ledger lies.
    ///   - signer: signs results.
    ///   - rules: how it judges.
    ///   - now: the time.
    ///   - entropy: gives this many bytes that nobody can guess.
    /// - Throws: where the store can't be used.
    public init(
        store: any Store, signer: ResultSigner, rules: ServiceRules, now: @escaping @Sendable () -> UTCSeconds,
        entropy: @escaping @Sendable (Int) -> [UInt8]
    ) throws(LedgerError) {
        self.store = store
        self.signer = signer
        self.rules = rules
        self.now = now
        self.entropy = entropy
        silence = SilenceWatch(store: store)
        rates = rules.clientRate.map { ClientRates(perSecond: $0) }
        started = now()
        secret = try store.secret(entropy(48))
        let trust = TrustState(store: store, rules: rules)
        self.trust = trust
        desk = try rules.licensing.map { (licensing) throws(LedgerError) in
            try LicensingDesk(licensing, store: store, now: now())
        }
        verifier = EvidenceVerifier(store: store, trust: trust, rules: rules, metrics: metrics, desk: desk)
        // Here and now, so that nobody's evidence waits for it.
        try verifier.lineages.catchUp(to: store.summary().tickets)
    }

    /// Answers a request.
    public func respond(to request: ServiceRequest) async -> ServiceResponse {
        do { return try await answer(request) } catch let problem as Problem {
            return problem.response(instance: request.path)
        } catch let error as LedgerError {
            return Problem(error).response(instance: request.path, cause: error.reason)
        } catch {
            return Problem(
                .internalError, field: "service", "it failed in a way that nobody foresaw",
                mend: "try again, and tell the operator"
            ).response(instance: request.path, cause: "\(error)")
        }
    }

    /// Counts a request before it is read.
    ///
    /// - Parameters:
    ///   - client: who asks; not worked out where no rate is set.
    ///   - endpoint: what for; nil for a path that there is not.
    ///   - path: the path.
    ///   - now: nanoseconds by a clock of its own.
    /// - Returns: the answer where it is one too many.
    public func refusal(
        of client: @autoclosure () -> Client, to endpoint: Endpoint?, path: String, at now: Int64
    ) -> ServiceResponse? {
        guard endpoint?.isCounted ?? true, let rates, let wait = rates.refusal(of: client(), at: now) else {
            return nil
        }
        return Problem(
            .tooManyRequests, field: "client",
            "more than \(rules.clientRate ?? 0) requests a second came from it for a while",
            mend: "ask again in \(wait) s, less often, or bring evidence in batches",
            headers: [("retry-after", "\(wait)")]
        ).response(instance: path)
    }

    /// Drops what is kept for a while only, looks for chips that have fallen silent, and tells the log what became due by
    /// itself. To be called now and then.
    public func tidy() async throws {
        try await verifier.writing.run { [self] in
            try store.forgetAnswers(before: UTCSeconds(now().value - 2 * rules.sessionSeconds))
            try desk?.record(at: now())
        }
        try await watchSilence()
    }

    private func answer(_ request: ServiceRequest) async throws -> ServiceResponse {
        let endpoint: Endpoint
        let parameter: String
        switch request.route {
        case .unknown:
            throw Problem(.notFound, field: "path", "nothing is there", mend: "see /openapi.json for what is")
        case .otherMethod(let methods):
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                .methodNotAllowed, field: "method", "it is not used here", mend: "use \(allowed)",
                headers: [("allow", allowed)])
        case .endpoint(let found, let value): (endpoint, parameter) = (found, value)
        }
        guard endpoint.roles.contains(request.peer.role) else {
            let roles = endpoint.roles.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                .forbidden, field: "certificate", "a client in the role \(request.peer.role.rawValue) may not do this",
                mend: "use a certificate whose common name starts with one of: \(roles)")
        }
        guard request.body.count <= endpoint.maximumBodyByteCount else { throw Problem.tooLarge(endpoint) }
        return try await answer(request, endpoint, parameter)
    }

    /// What is answered once documents or entries of the log are on the disk.
    private static let writing: [Endpoint] = [
        .requestLicence, .requestDecision, .signRequest, .putDocument, .deleteDocument, .submitEndorsements,
    ]

    private func answer(
        _ request: ServiceRequest, _ endpoint: Endpoint, _ parameter: String
    ) async throws -> ServiceResponse {
        let response =
            if VerifierService.writing.contains(endpoint) {
                try await verifier.writing.run { try self.answerAtOnce(request, endpoint, parameter) }
            } else {
                try answerAtOnce(request, endpoint, parameter)
            }
        if let response { return response }
        if endpoint == .submitEvidence { return try await submitEvidence(request, session: parameter) }
        if endpoint == .submitTicket { return try await submitTicket(request) }
        if endpoint == .deleteSession { return try await deleteSession(request, session: parameter) }
        return try await submitBatch(request)
    }

    /// Answers what no other answer must be waited for; nil for the rest. Apart from `answer`, for Swift 6.3.1 crashes on an
    /// asynchronous function of so many branches.
    private func answerAtOnce(
        _ request: ServiceRequest, _ endpoint: Endpoint, _ parameter: String
    ) throws -> ServiceResponse? {
        switch endpoint {
        case .submitEvidence, .deleteSession, .submitBatch, .submitTicket: nil
        case .health: try health(request)
        case .readiness: try readiness(request)
        case .metrics: try metrics(request)
        case .openAPI: try openAPI(request)
        case .discovery: try discovery(request)
        case .newSession: try newSession(request)
        case .readSession: try readSession(request, session: parameter)
        case .readEvidence: try readEvidence(request, digest: parameter)
        case .reappraise: try reappraise(request, digest: parameter)
        case .listChips: try listChips(request)
        case .readChip: try readChip(request, chip: parameter)
        case .listEntries: try listEntries(request, chip: parameter)
        case .readFleet: try readFleet(request)
        case .listTickets: try listTickets(request)
        case .readTicket: try readTicket(request, digest: parameter)
        case .listRuns: try listRuns(request)
        case .listDocuments: try listDocuments(request)
        case .readDocument: try readDocument(request, name: parameter)
        case .putDocument: try putDocument(request, name: parameter)
        case .deleteDocument: try deleteDocument(request, name: parameter)
        case .submitEndorsements: try submitEndorsements(request)
        case .requestLicence: try requestLicence(request)
        case .requestDecision: try requestDecision(request)
        case .listRequests: try listRequests(request)
        case .readRequest: try readRequest(request, digest: parameter)
        case .readSigned: try readSigned(request, digest: parameter)
        case .signRequest: try signRequest(request, digest: parameter)
        case .readConsequences: try readConsequences(request)
        case .readLogHead: try readLogHead(request)
        case .readLog: try readLog(request)
        case .showFleet: try showFleet(request)
        case .showChips: try showChips(request)
        case .showChip: try showChip(request, chip: parameter)
        case .showFindings: try showFindings(request)
        case .showLicences: try showLicences(request)
        case .showLog: try showLog(request)
        case .showEntry: try showEntry(request, entry: parameter)
        case .showStyle: try showStyle(request)
        case .showScript: try showScript(request)
        }
    }
}

extension Problem {
    /// A body beyond the endpoint's limit.
    static func tooLarge(_ endpoint: Endpoint) -> Problem {
        Problem(
            .contentTooLarge, field: "body", "it has more than \(endpoint.maximumBodyByteCount) bytes",
            mend: "send less, or in parts")
    }
}
