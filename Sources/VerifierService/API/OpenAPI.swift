import Attestation

/// The OpenAPI 3.1 document, made from the table of endpoints.
public enum OpenAPI {
    /// The document; `build` is the version that it names.
    public static func document(build: String) -> JSONValue {
        var paths: [JSONValue.Member] = []
        for endpoint in Endpoint.allCases where !paths.contains(where: { $0.name == endpoint.path }) {
            let methods = Endpoint.allCases.filter { $0.path == endpoint.path }
            paths.append(
                JSONValue.Member(
                    endpoint.path,
                    JSONValue(
                        .object(
                            methods.map { JSONValue.Member($0.method.rawValue.lowercased(), $0.operation) }))))
        }
        return .object([
            "openapi": .string("3.1.0"),
            "info": .object([
                "title": .string("Interlock verifier"), "version": .string(build),
                "description": .string(
                    "Challenges chips, judges their evidence, keeps it, and lets everyone with the right role see why."),
            ]),
            "paths": JSONValue(.object(paths)),
            "components": .object(["schemas": OpenAPISchemas.all]),
        ])
    }
}

extension OpenAPI {
    /// The parameter that leads to earlier pages.
    fileprivate static let before = Endpoint.Parameter(
        name: "before", schema: .object(["type": .string("integer"), "minimum": .number(0)]),
        description: "Only those with an earlier entry in the log.")
}

extension Endpoint {
    /// A parameter of the query.
    struct Parameter: Sendable {
        let name: String
        let schema: JSONValue
        let description: String
    }

    /// What a good answer is.
    struct Success: Sendable {
        let status: ServiceResponse.Status
        let type: String?
        let schema: String?
    }

    var summary: String {
        switch self {
        case .health: "Whether the process runs."
        case .readiness: "Whether evidence can be judged now."
        case .metrics: "Counts, in Prometheus' text format."
        case .openAPI: "This document."
        case .discovery: "What is taken, where, and the key that verifies results."
        case .newSession: "Open a session: a nonce for a chip to sign."
        case .submitEvidence: "Answer a session with evidence. A session is answered once."
        case .readSession: "A session as it stands."
        case .deleteSession: "End a session; its nonce can't be answered any more."
        case .submitBatch: "Evidence without sessions: recorded, late, of many chips."
        case .readEvidence: "Evidence of the ledger, as it came."
        case .reappraise: "Judge evidence of the ledger by what is trusted now."
        case .listChips: "The chips of the ledger."
        case .readChip: "A chip: its latest evidence judged now, and what its history shows."
        case .listEntries: "The receipts of a chip, in the order of arrival."
        case .readFleet: "What all chips come to."
        case .submitTicket:
            "Bring a lineage ticket: it is kept where a chip of the vendor signed it, and joined with the others."
        case .listTickets: "Lineage tickets in the order of arrival, each with what it showed then."
        case .readTicket: "A lineage ticket, as it came."
        case .listRuns: "Training by run, over chips and licences, by all tickets: the greatest first."
        case .listDocuments: "What is trusted: the files of a trust directory."
        case .readDocument: "A document that is trusted."
        case .putDocument: "Trust a document, in the place of one of the same name."
        case .deleteDocument: "Trust a document no longer."
        case .submitEndorsements: "Trust what a CoRIM says: all of it, or nothing."
        case .requestLicence: "Ask the parties for a licence, or for its renewal."
        case .requestDecision: "Ask the parties to decide on a finding."
        case .listRequests: "What parties are asked to sign, the latest first."
        case .readRequest: "A request: the bytes to sign, who signed, and what it rests on."
        case .readSigned: "The licence or decision with the signatures of enough parties."
        case .signRequest: "Sign a request: the licence or decision with one party's signatures."
        case .readConsequences: "Findings, what follows from each and when, decisions, licences, and what is in escrow."
        case .readLogHead: "The signed head of the transparency log."
        case .readLog: "Entries of the transparency log, one a line."
        case .showFleet: "Page: the fleet, what it has metered, the latest findings."
        case .showChips: "Page: the chips."
        case .showChip: "Page: a chip, its latest evidence judged now."
        case .showFindings: "Page: findings, with their evidence and what follows from them."
        case .showLicences: "Page: requests with their signatures, licences, what is in escrow."
        case .showLog: "Page: the transparency log."
        case .showEntry: "Page: an entry of the transparency log, with its document."
        case .showStyle: "The pages' style sheet."
        case .showScript: "The pages' script; they can be read without it."
        }
    }

    var query: [Parameter] {
        let dryRun = Parameter(
            name: "dry-run", schema: .object(["type": .string("string"), "enum": .strings(["true", "false"])]),
            description: "Judge, but keep nothing and use no nonce.")
        let limit = Parameter(
            name: "limit", schema: .integer(from: 1, to: VerifierService.maximumPage), description: "The most items.")
        return switch self {
        case .newSession:
            [
                Parameter(
                    name: "nonce",
                    schema: .object([
                        "type": .string("string"), "pattern": .string("^[A-Za-z0-9_-]{11,86}={0,2}$"),
                    ]),
                    description: "The nonce, 8 to 64 bytes in base64url; excludes nonceSize."),
                Parameter(
                    name: "nonceSize", schema: .integer(from: 8, to: 64),
                    description: "How many bytes the nonce has; 32 without it."),
            ]
        case .submitEvidence, .submitBatch, .submitEndorsements: [dryRun]
        case .listChips:
            [
                Parameter(
                    name: "after", schema: .pattern("^[0-9a-fA-F]{32}$"),
                    description: "The last chip of the page before."
                ), limit,
            ]
        case .listEntries:
            [
                Parameter(
                    name: "from", schema: .object(["type": .string("integer"), "minimum": .number(0)]),
                    description: "The first sequence."), limit,
            ]
        case .listTickets:
            [
                Parameter(
                    name: "from", schema: .object(["type": .string("integer"), "minimum": .number(0)]),
                    description: "The first number."), limit,
            ]
        case .listRuns: [limit]
        case .listRequests:
            [
                Parameter(
                    name: "status",
                    schema: .object(["type": .string("string"), "enum": .strings(OpenAPISchemas.statuses)]),
                    description: "Only those that stand so."),
                OpenAPI.before, limit,
            ]
        case .readLog:
            [
                Parameter(
                    name: "from", schema: .object(["type": .string("integer"), "minimum": .number(0)]),
                    description: "The first entry."), limit,
            ]
        case .showChips:
            [
                Parameter(
                    name: "after", schema: .pattern("^[0-9a-fA-F]{32}$"),
                    description: "The last chip of the page before.")
            ]
        case .showFindings: [OpenAPI.before]
        case .showLog:
            [
                OpenAPI.before,
                Parameter(
                    name: "kind",
                    schema: .object(["type": .string("string"), "enum": .strings([""] + OpenAPISchemas.entryKinds)]),
                    description: "Only entries of this kind."),
            ]
        case .showFleet, .showChip, .showLicences, .showEntry, .showStyle, .showScript, .health, .readiness, .metrics,
            .openAPI, .discovery, .readSession, .deleteSession, .readEvidence, .reappraise, .readChip, .readFleet,
            .submitTicket, .readTicket, .listDocuments, .readDocument, .putDocument, .deleteDocument,
            .requestLicence, .requestDecision, .readRequest, .readSigned, .signRequest, .readConsequences, .readLogHead:
            []
        }
    }

    var success: Success {
        let json = { (schema: String) in Success(status: .ok, type: "application/json", schema: schema) }
        let session = { (status: ServiceResponse.Status) in
            Success(status: status, type: VerifierService.sessionType, schema: "Session")
        }
        return switch self {
        case .health, .readiness: json("Status")
        case .metrics: Success(status: .ok, type: "text/plain", schema: nil)
        case .openAPI: json("OpenAPI")
        case .discovery:
            Success(status: .ok, type: "application/vnd.veraison.discovery+json", schema: "Discovery")
        case .newSession: session(.created)
        case .submitEvidence, .readSession: session(.ok)
        case .submitBatch: json("Batch")
        case .readEvidence: Success(status: .ok, type: EvidenceType.eat, schema: nil)
        case .reappraise: json("Reappraisal")
        case .listChips: json("Chips")
        case .readChip: json("ChipReport")
        case .listEntries: json("Entries")
        case .readFleet: json("Fleet")
        case .submitTicket: json("TicketReceipt")
        case .listTickets: json("Tickets")
        case .readTicket: Success(status: .ok, type: VerifierService.ticketType, schema: nil)
        case .listRuns: json("Runs")
        case .listDocuments: json("Documents")
        case .readDocument: Success(status: .ok, type: "application/octet-stream", schema: nil)
        case .submitEndorsements:
            Success(status: .ok, type: VerifierService.provisioningType, schema: "Provisioning")
        case .requestLicence, .requestDecision:
            Success(status: .created, type: "application/json", schema: "Request")
        case .listRequests: json("Requests")
        case .readRequest, .signRequest: json("Request")
        case .readSigned: Success(status: .ok, type: VerifierService.licenceType, schema: nil)
        case .readConsequences: json("Consequences")
        case .readLogHead: Success(status: .ok, type: "text/plain", schema: nil)
        case .readLog: Success(status: .ok, type: "application/jsonl", schema: nil)
        case .showFleet, .showChips, .showChip, .showFindings, .showLicences, .showLog, .showEntry:
            Success(status: .ok, type: "text/html", schema: nil)
        case .showStyle: Success(status: .ok, type: "text/css", schema: nil)
        case .showScript: Success(status: .ok, type: "text/javascript", schema: nil)
        case .deleteSession, .putDocument, .deleteDocument: Success(status: .noContent, type: nil, schema: nil)
        }
    }

    /// The media types of the body; empty where there is none.
    var bodyTypes: [String] {
        switch self {
        case .submitEvidence: [EvidenceType.eat] + ConceptualMessage.mediaTypes
        case .submitBatch: [EvidenceType.batch]
        case .submitEndorsements: CorimType.allCases.map(\.rawValue)
        case .submitTicket: [VerifierService.ticketType]
        case .putDocument: ["application/octet-stream"]
        case .requestLicence, .requestDecision: ["application/json"]
        case .signRequest: [VerifierService.licenceType, VerifierService.decisionType]
        case .health, .readiness, .metrics, .openAPI, .discovery, .newSession, .readSession, .deleteSession,
            .readEvidence, .reappraise, .listChips, .readChip, .listEntries, .readFleet, .listTickets, .readTicket,
            .listRuns, .listDocuments, .readDocument, .deleteDocument, .listRequests, .readRequest, .readSigned,
            .readConsequences, .readLogHead, .readLog,
            .showFleet, .showChips, .showChip, .showFindings, .showLicences, .showLog, .showEntry, .showStyle,
            .showScript:
            []
        }
    }

    /// The schema of a body in JSON; nil where the body is of another form.
    private var bodySchema: String? {
        switch self {
        case .requestLicence: "LicenceAsk"
        case .requestDecision: "DecisionAsk"
        default: nil
        }
    }

    /// The statuses of refusals.
    var refusals: [ServiceResponse.Status] {
        let general: [ServiceResponse.Status] = [
            .badRequest, .forbidden, .contentTooLarge, .unavailable,
        ]
        let rate: [ServiceResponse.Status] = isCounted ? [.tooManyRequests] : []
        let own: [ServiceResponse.Status] =
            switch self {
            case .health, .readiness, .metrics, .openAPI, .listChips, .readFleet, .listTickets, .listRuns,
                .listDocuments, .showStyle, .showScript:
                []
            case .submitTicket: [.unsupportedMediaType, .unprocessable]
            case .showFleet, .showChips, .showFindings, .showLicences, .showLog: [.unprocessable]
            case .showChip: [.notFound, .unprocessable]
            case .showEntry: [.notFound, .conflict]
            case .discovery: [.notAcceptable]
            case .newSession: [.notAcceptable, .conflict]
            case .submitEvidence: [.notFound, .notAcceptable, .conflict, .unsupportedMediaType, .unprocessable]
            case .readSession: [.notFound, .notAcceptable]
            case .deleteSession, .readEvidence, .readTicket, .listEntries, .readDocument: [.notFound]
            case .submitBatch: [.unsupportedMediaType, .unprocessable]
            case .reappraise, .readChip: [.notFound, .unprocessable]
            case .submitEndorsements: [.notAcceptable, .conflict, .unsupportedMediaType]
            case .putDocument: [.conflict, .unprocessable]
            case .deleteDocument: [.notFound, .conflict, .unprocessable]
            case .requestLicence: [.conflict, .unsupportedMediaType, .unprocessable]
            case .requestDecision: [.notFound, .conflict, .unsupportedMediaType, .unprocessable]
            case .listRequests, .readConsequences, .readLogHead, .readLog: [.conflict]
            case .readRequest, .readSigned: [.notFound, .conflict]
            case .signRequest: [.notFound, .conflict, .unsupportedMediaType, .unprocessable]
            }
        return (general + rate + own).sorted { $0.rawValue < $1.rawValue }
    }

    private var pathParameter: JSONValue? {
        guard let open = path.firstIndex(of: "{"), let close = path.firstIndex(of: "}") else { return nil }
        let name = String(path[path.index(after: open)..<close])
        let schema: JSONValue =
            switch name {
            case "digest", "request": .pattern("^[0-9a-fA-F]{96}$")
            case "chip": .pattern("^[0-9a-fA-F]{32}$")
            default: .object(["type": .string("string"), "minLength": .number(1), "maxLength": .number(200)])
            }
        return .object([
            "name": .string(name), "in": .string("path"), "required": .boolean(true), "schema": schema,
        ])
    }

    /// The operation object.
    fileprivate var operation: JSONValue {
        let parameters =
            [pathParameter].compactMap { $0 }
            + query.map { parameter in
                .object([
                    "name": .string(parameter.name), "in": .string("query"), "required": .boolean(false),
                    "schema": parameter.schema, "description": .string(parameter.description),
                ])
            }
        var members = [
            JSONValue.Member("operationId", .string(rawValue)), JSONValue.Member("summary", .string(summary)),
            JSONValue.Member("x-roles", .strings(roles.map(\.rawValue))),
            JSONValue.Member("parameters", .array(parameters)),
        ]
        if !bodyTypes.isEmpty {
            members.append(
                JSONValue.Member(
                    "requestBody",
                    .object([
                        "required": .boolean(true),
                        "content": JSONValue(
                            .object(
                                bodyTypes.map { type in
                                    JSONValue.Member(
                                        type, bodySchema.map { .object(["schema": .reference($0)]) } ?? .object([:]))
                                })),
                    ])))
        }
        var responses = [JSONValue.Member("\(success.status.rawValue)", response(of: success))]
        responses += refusals.map { status in
            JSONValue.Member(
                "\(status.rawValue)",
                OpenAPISchemas.response(status.title, type: Problem.mediaType, schema: .reference("Problem")))
        }
        members.append(JSONValue.Member("responses", JSONValue(.object(responses))))
        return JSONValue(.object(members))
    }

    private func response(of success: Success) -> JSONValue {
        if self == .readSigned {
            // What parties signed has its own type: a licence's, or a decision's.
            return .object([
                "description": .string(success.status.title),
                "content": .object([
                    VerifierService.licenceType: .object([:]), VerifierService.decisionType: .object([:]),
                ]),
            ])
        }
        if self == .submitEvidence || self == .readSession {
            // The session's resource, or the result by itself.
            return .object([
                "description": .string(success.status.title),
                "content": .object([
                    VerifierService.sessionType: .object(["schema": .reference("Session")]),
                    VerifierService.jsonResult: .object([:]), VerifierService.binaryResult: .object([:]),
                ]),
            ])
        }
        guard let type = success.type else { return .object(["description": .string(success.status.title)]) }
        return OpenAPISchemas.response(
            success.status.title, type: type, schema: success.schema.map { .reference($0) })
    }
}
