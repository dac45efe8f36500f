import Attestation
import Cryptography

/// Reference values and endorsements as a CoRIM.
extension VerifierService {
    /// The media type of the answer.
    static let provisioningType = "application/vnd.veraison.provisioning-session+json"

    /// What came of a CoRIM, as metrics count it.
    enum Provisioning: String, CaseIterable {
        /// Documents were changed.
        case taken
        /// They said so already.
        case known
        /// It could not be taken.
        case refused
        /// A dry run.
        case judged
    }

    func submitEndorsements(_ request: ServiceRequest) throws -> ServiceResponse {
        let isDry = try dryRun(request)
        guard request.accepts(VerifierService.provisioningType) || request.accepts("application/json") else {
            throw Problem(
                .notAcceptable, field: "accept", "only \(VerifierService.provisioningType) is there", mend: "accept it")
        }
        guard let type = request.header("content-type").map({ MediaType($0) }),
            let kind = CorimType(rawValue: type.name)
        else {
            let types = CorimType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                .unsupportedMediaType, field: "content-type", "it is none of a CoRIM", mend: "send one of \(types)",
                headers: [("accept", types)])
        }
        guard !request.body.isEmpty else {
            throw Problem(.badRequest, field: "body", "it is empty", mend: "send the CoRIM in it")
        }
        do {
            let (document, outcome) = try provision(request.body, kind, profile: type.parameters["profile"], isDry)
            metrics.count(isDry ? .judged : outcome.changed.isEmpty ? .known : .taken)
            return answer([
                JSONValue.Member("status", .string("success")),
                JSONValue.Member(
                    "interlock",
                    .object([
                        "dryRun": .boolean(isDry), "digest": .string(document.digest.description),
                        "signer": .string(outcome.signer.rawValue),
                        "changed": .array(outcome.changed.map { .string($0) }),
                        "remarks": .array(document.remarks.map { .string($0) }),
                    ])),
            ])
        } catch let problem as Problem where problem.status == .unprocessable {
            metrics.count(.refused)
            return answer([
                JSONValue.Member("status", .string("failed")),
                JSONValue.Member(
                    "failure-reason", .string("\(problem.field): \(problem.reason); \(problem.mend)")),
            ])
        }
    }

    /// The resource is done with when it is answered, so it expires now.
    private func answer(_ members: [JSONValue.Member]) -> ServiceResponse {
        let expiry = JSONValue.Member("expiry", .string(now().rfc3339))
        return ServiceResponse(.ok, JSONValue(.object(members + [expiry])), type: VerifierService.provisioningType)
    }

    private func provision(
        _ body: [UInt8], _ kind: CorimType, profile: String?, _ isDry: Bool
    ) throws -> (CorimDocument, CorimProvision.Outcome) {
        let document: CorimDocument
        do { document = try CorimDocument(body) } catch { throw Problem(error) }
        guard (document.signature != nil) == (kind == .signed) else {
            throw Problem(
                .unprocessable, field: "content-type",
                "the CoRIM is \(document.signature == nil ? "bare" : "signed"), and \(kind.rawValue) is not",
                mend: "name the right type")
        }
        if let profile, profile != document.corim.profile?.description {
            throw Problem(
                .unprocessable, field: "content-type", "its profile is \(profile), and the CoRIM's another",
                mend: "name the CoRIM's profile, or none")
        }
        let rules = CorimProvision(anchors: rules.corimAnchors, moment: now())
        var outcome: CorimProvision.Outcome?
        try trust.change(isDry: isDry) { (documents) throws(Problem) in
            let found = try VerifierService.outcome(rules, document, documents)
            outcome = found
            return found.files.files
        }
        guard let outcome else { preconditionFailure("A change that was made was asked for.") }
        return (document, outcome)
    }

    private static func outcome(
        _ rules: CorimProvision, _ document: CorimDocument, _ documents: [TrustFiles.File]
    ) throws(Problem) -> CorimProvision.Outcome {
        do { return try rules.provision(document, into: TrustFiles(documents)) } catch let error as CorimError {
            throw Problem(error)
        } catch let error as TrustError {
            throw Problem(
                .unprocessable, field: "trust/\(error.file)" + (error.field.isEmpty ? "" : "#\(error.field)"),
                error.reason, mend: error.mend)
        } catch {
            throw Problem(
                .unprocessable, field: "signature", "it is by no key that is trusted for this",
                mend: "name the signer's key by --corim-anchor, or have the vendor's key sign reference values")
        }
    }
}

/// The media types of CoRIMs.
enum CorimType: String, CaseIterable {
    /// Bare.
    case bare = "application/rim+cbor"
    /// Bare, as Veraison's programs call it.
    case unsigned = "application/corim-unsigned+cbor"
    /// Signed.
    case signed = "application/rim+cose"
}

extension Problem {
    fileprivate init(_ error: CorimError) {
        self.init(
            .unprocessable, field: error.field.isEmpty ? "corim" : "corim.\(error.field)",
            error.reason + (error.offset.map { " (byte \($0))" } ?? ""), mend: error.mend)
    }
}
