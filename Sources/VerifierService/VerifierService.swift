import Attestation
import Cryptography
import Ledger

/// The verifier as a service, apart from how requests come and answers go: a function of the request, the store, the
/// clock and the source of randomness that it was given.
public final class VerifierService: Sendable {
    let store: any Store
    let trust: TrustState
    let verifier: EvidenceVerifier
    let signer: ResultSigner
    let rules: ServiceRules
    let secret: [UInt8]
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
        secret = try store.secret(entropy(48))
        trust = TrustState(store: store, rules: rules)
        verifier = EvidenceVerifier(store: store, trust: trust, rules: rules, metrics: metrics)
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

    /// Drops what is kept for a while only: results of sessions that ended long enough ago. To be called now and then.
    public func tidy() throws(LedgerError) {
        try store.forgetAnswers(before: UTCSeconds(now().value - 2 * rules.sessionSeconds))
    }

    private func answer(_ request: ServiceRequest) async throws -> ServiceResponse {
        let endpoint: Endpoint
        let parameter: String
        switch Route(method: request.method, path: request.path) {
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

    private func answer(
        _ request: ServiceRequest, _ endpoint: Endpoint, _ parameter: String
    ) async throws -> ServiceResponse {
        switch endpoint {
        case .health: try health(request)
        case .readiness: try readiness(request)
        case .metrics: try metrics(request)
        case .openAPI: try openAPI(request)
        case .discovery: try discovery(request)
        case .newSession: try newSession(request)
        case .submitEvidence: try await submitEvidence(request, session: parameter)
        case .readSession: try readSession(request, session: parameter)
        case .deleteSession: try await deleteSession(request, session: parameter)
        case .submitBatch: try await submitBatch(request)
        case .readEvidence: try readEvidence(request, digest: parameter)
        case .reappraise: try reappraise(request, digest: parameter)
        case .listChips: try listChips(request)
        case .readChip: try readChip(request, chip: parameter)
        case .listEntries: try listEntries(request, chip: parameter)
        case .readFleet: try readFleet(request)
        case .listDocuments: try listDocuments(request)
        case .readDocument: try readDocument(request, name: parameter)
        case .putDocument: try putDocument(request, name: parameter)
        case .deleteDocument: try deleteDocument(request, name: parameter)
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
