import Attestation
import Ledger

/// Health, readiness, metrics, description, discovery.
extension VerifierService {
    func health(_ request: ServiceRequest) throws(Problem) -> ServiceResponse {
        _ = try request.parameters([])
        return ServiceResponse(.ok, .object(["status": .string("ok")]))
    }

    func readiness(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        _ = try store.summary()
        do { _ = try trust.current() } catch let problem as Problem {
            throw Problem(
                .unavailable, field: problem.field, problem.reason, mend: problem.mend,
                headers: [("retry-after", "5")])
        }
        return ServiceResponse(.ok, .object(["status": .string("ready")]))
    }

    func metrics(_ request: ServiceRequest) throws -> ServiceResponse {
        _ = try request.parameters([])
        let summary = try store.summary()
        return ServiceResponse(
            .ok, type: "text/plain; version=0.0.4; charset=utf-8",
            body: Array(
                metrics.text(
                    Metrics.Gauges(
                        started: started, chips: summary.chips, entries: summary.entries, silence: silence.report,
                        revocations: (try? trust.current())?.store.revocations?.asOf)
                ).utf8))
    }

    func openAPI(_ request: ServiceRequest) throws(Problem) -> ServiceResponse {
        _ = try request.parameters([])
        return ServiceResponse(.ok, OpenAPI.document(build: rules.build))
    }

    func discovery(_ request: ServiceRequest) throws(Problem) -> ServiceResponse {
        _ = try request.parameters([])
        let type = "application/vnd.veraison.discovery+json"
        guard request.accepts(type) || request.accepts("application/json") else {
            throw Problem(.notAcceptable, field: "accept", "only \(type) is there", mend: "accept it")
        }
        return ServiceResponse(
            .ok,
            .object([
                "ear-verification-key": signer.publicKey,
                "media-types": .array((EvidenceType.accepted + ConceptualMessage.mediaTypes).map { .string($0) }),
                "attestation-schemes": .array([.string("interlock")]), "version": .string(rules.build),
                "service-state": .string((try? trust.current()) == nil ? "INITIALIZING" : "READY"),
                "api-endpoints": .object(["newChallengeResponseSession": .string(Endpoint.newSession.path)]),
            ]), type: type, headers: [("cache-control", "max-age=60")])
    }
}
