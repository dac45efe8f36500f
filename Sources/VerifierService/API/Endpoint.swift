import Attestation

/// Every route of the service: method, path, and who may use it. The router, the authorisation and the OpenAPI document
/// are made from this one table.
public enum Endpoint: String, Hashable, Sendable, CaseIterable {
    case health
    case readiness
    case metrics
    case openAPI
    case discovery
    case newSession
    case submitEvidence
    case readSession
    case deleteSession
    case submitBatch
    case readEvidence
    case reappraise
    case listChips
    case readChip
    case listEntries
    case readFleet
    case submitTicket
    case listTickets
    case readTicket
    case listRuns
    case listDocuments
    case readDocument
    case putDocument
    case deleteDocument
    case submitEndorsements
    case requestLicence
    case requestDecision
    case listRequests
    case readRequest
    case readSigned
    case signRequest
    case readConsequences
    case readLogHead
    case readLog
    case showFleet
    case showChips
    case showChip
    case showFindings
    case showLicences
    case showLog
    case showEntry
    case showStyle
    case showScript

    /// The methods that are used.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// The method.
    public var method: Method {
        switch self {
        case .health, .readiness, .metrics, .openAPI, .discovery, .readSession, .readEvidence, .listChips, .readChip,
            .listEntries, .readFleet, .listTickets, .readTicket, .listRuns, .listDocuments, .readDocument,
            .listRequests, .readRequest, .readSigned,
            .readConsequences, .readLogHead, .readLog, .showFleet, .showChips, .showChip, .showFindings, .showLicences,
            .showLog, .showEntry, .showStyle, .showScript:
            .get
        case .newSession, .submitEvidence, .submitBatch, .submitTicket, .reappraise, .submitEndorsements,
            .requestLicence, .requestDecision, .signRequest:
            .post
        case .putDocument: .put
        case .deleteSession, .deleteDocument: .delete
        }
    }

    /// The path; a part in braces is a parameter.
    public var path: String {
        switch self {
        case .health: "/healthz"
        case .readiness: "/readyz"
        case .metrics: "/metrics"
        case .openAPI: "/openapi.json"
        case .discovery: "/.well-known/veraison/verification"
        case .newSession: "/challenge-response/v1/newSession"
        case .submitEvidence, .readSession, .deleteSession: "/challenge-response/v1/session/{session}"
        case .submitBatch: "/interlock/v1/evidence"
        case .readEvidence: "/interlock/v1/evidence/{digest}"
        case .reappraise: "/interlock/v1/evidence/{digest}/appraisal"
        case .listChips: "/interlock/v1/chips"
        case .readChip: "/interlock/v1/chips/{chip}"
        case .listEntries: "/interlock/v1/chips/{chip}/evidence"
        case .readFleet: "/interlock/v1/fleet"
        case .submitTicket, .listTickets: "/interlock/v1/tickets"
        case .readTicket: "/interlock/v1/tickets/{digest}"
        case .listRuns: "/interlock/v1/runs"
        case .listDocuments: "/interlock/v1/trust"
        case .readDocument, .putDocument, .deleteDocument: "/interlock/v1/trust/{document}"
        case .submitEndorsements: "/endorsement-provisioning/v1/submit"
        case .requestLicence: "/interlock/v1/licence-requests"
        case .requestDecision: "/interlock/v1/decision-requests"
        case .listRequests: "/interlock/v1/requests"
        case .readRequest: "/interlock/v1/requests/{request}"
        case .readSigned: "/interlock/v1/requests/{request}/document"
        case .signRequest: "/interlock/v1/requests/{request}/signatures"
        case .readConsequences: "/interlock/v1/consequences"
        case .readLogHead: "/interlock/v1/log/checkpoint"
        case .readLog: "/interlock/v1/log/entries"
        case .showFleet: "/dashboard"
        case .showChips: "/dashboard/chips"
        case .showChip: "/dashboard/chips/{chip}"
        case .showFindings: "/dashboard/findings"
        case .showLicences: "/dashboard/licences"
        case .showLog: "/dashboard/log"
        case .showEntry: "/dashboard/log/{entry}"
        case .showStyle: "/dashboard/style.css"
        case .showScript: "/dashboard/live.js"
        }
    }

    /// Who may use it.
    public var roles: [Role] {
        switch self {
        case .health, .readiness, .openAPI, .discovery: Role.allCases
        case .metrics: [.auditor, .operator]
        case .newSession, .submitEvidence, .readSession, .deleteSession: [.anyone, .host, .party, .operator]
        case .submitBatch, .submitTicket, .requestLicence: [.host, .operator]
        case .requestDecision: [.party, .operator]
        case .listRequests, .readRequest, .readSigned: [.host, .party, .auditor, .operator]
        case .signRequest: [.party]
        case .readEvidence, .reappraise, .listChips, .readChip, .listEntries, .readFleet, .listTickets, .readTicket,
            .listRuns, .listDocuments, .readDocument, .readConsequences, .readLogHead, .readLog, .showFleet, .showChips,
            .showChip, .showFindings,
            .showLicences, .showLog, .showEntry, .showStyle, .showScript:
            [.party, .auditor, .operator]
        case .putDocument, .deleteDocument, .submitEndorsements: [.operator]
        }
    }

    /// Whether an answer takes no longer than a few signatures, whatever is asked and however much there is.
    var isBrief: Bool {
        switch self {
        case .health, .discovery, .newSession, .submitEvidence, .readSession, .deleteSession, .showStyle, .showScript:
            true
        case .readiness, .metrics, .openAPI, .submitBatch, .submitTicket, .readEvidence, .reappraise, .listChips,
            .readChip, .listEntries, .readFleet, .listTickets, .readTicket, .listRuns, .listDocuments, .readDocument,
            .putDocument, .deleteDocument, .submitEndorsements, .requestLicence, .requestDecision, .listRequests,
            .readRequest, .readSigned, .signRequest, .readConsequences, .readLogHead, .readLog, .showFleet, .showChips,
            .showChip, .showFindings, .showLicences, .showLog, .showEntry:
            false
        }
    }

    /// Whether requests of a client are counted: who watches the service is answered always.
    var isCounted: Bool { ![.health, .readiness, .metrics].contains(self) }

    /// The most bytes that a body may have; nothing is read beyond them.
    public var maximumBodyByteCount: Int {
        switch self {
        case .submitEvidence: 256 * 1024
        case .submitTicket: 16 * 1024
        case .signRequest: 64 * 1024
        case .submitBatch: 8 * 1024 * 1024
        case .submitEndorsements: CorimDocument.maximumByteCount
        case .putDocument: 16 * 1024 * 1024
        case .health, .readiness, .metrics, .openAPI, .discovery, .newSession, .readSession, .deleteSession,
            .readEvidence, .reappraise, .listChips, .readChip, .listEntries, .readFleet, .listTickets, .readTicket,
            .listRuns, .listDocuments, .readDocument, .deleteDocument, .requestLicence, .requestDecision, .listRequests,
            .readRequest, .readSigned,
            .readConsequences, .readLogHead, .readLog, .showFleet, .showChips, .showChip, .showFindings, .showLicences,
            .showLog, .showEntry, .showStyle, .showScript:
            4096
        }
    }
}

/// What a method and a path lead to.
public enum Route: Hashable, Sendable {
    /// An endpoint, with the parameter of its path, where it has one.
    case endpoint(Endpoint, parameter: String)
    /// The path is known, with these methods.
    case otherMethod([Endpoint.Method])
    /// The path is not known.
    case unknown

    /// Looks a method and a path up. Parts of the path are compared one by one, as they are spelt; only the parameter is
    /// decoded, once, after the path was parted.
    public init(method: String, path: String) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var methods: [Endpoint.Method] = []
        for (endpoint, template) in Route.templates[parts.count] ?? [] {
            guard let parameter = Route.match(parts, template) else { continue }
            if endpoint.method.rawValue == method {
                self = .endpoint(endpoint, parameter: parameter)
                return
            }
            methods.append(endpoint.method)
        }
        self = methods.isEmpty ? .unknown : .otherMethod(methods)
    }

    /// The parts of the paths, by how many they are; nil for a parameter.
    private static let templates = Dictionary(
        grouping: Endpoint.allCases.map { endpoint in
            let parts = endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
            return (endpoint: endpoint, template: parts.map { $0.hasPrefix("{") ? nil : Array($0.utf8) })
        }, by: \.template.count)

    /// The parameter, empty where the path has none; nil where the path is another.
    private static func match(_ parts: [Substring.UTF8View], _ template: [[UInt8]?]) -> String? {
        var parameter = ""
        for (part, expected) in zip(parts, template) {
            if let expected {
                guard part.elementsEqual(expected) else { return nil }
            } else {
                guard let decoded = String(percentDecoding: Substring(part)), !decoded.isEmpty else { return nil }
                parameter = decoded
            }
        }
        return parameter
    }
}

extension String {
    /// The text that percent-encoded text stands for (RFC 3986, section 2.1); nil where an escape or UTF-8 is malformed.
    init?(percentDecoding text: some StringProtocol, plusIsSpace: Bool = false) {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(0x20)
            } else if byte == UInt8(ascii: "%") {
                guard rest.count >= 2,
                    let value = [UInt8](hex: String(decoding: rest.prefix(2), as: UTF8.self))?.first
                else { return nil }
                rest = rest.dropFirst(2)
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        self.init(validating: bytes, as: UTF8.self)
    }
}
