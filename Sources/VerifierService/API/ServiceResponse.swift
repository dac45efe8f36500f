import Attestation

/// An answer, apart from how it goes out.
public struct ServiceResponse: Sendable {
    /// The status.
    public let status: Status
    /// The header fields.
    public private(set) var headers: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]
    /// Why the service failed, for its log: nothing that is sent.
    public internal(set) var cause: String?

    /// Statuses that the service gives (RFC 9110, section 15).
    public enum Status: Int, Hashable, Sendable, CaseIterable {
        case ok = 200
        case created = 201
        case noContent = 204
        case badRequest = 400
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case notAcceptable = 406
        case conflict = 409
        case contentTooLarge = 413
        case unsupportedMediaType = 415
        case unprocessable = 422
        case tooManyRequests = 429
        case internalError = 500
        case unavailable = 503

        /// The words for it.
        public var title: String {
            switch self {
            case .ok: "OK"
            case .created: "Created"
            case .noContent: "No Content"
            case .badRequest: "Bad Request"
            case .forbidden: "Forbidden"
            case .notFound: "Not Found"
            case .methodNotAllowed: "Method Not Allowed"
            case .notAcceptable: "Not Acceptable"
            case .conflict: "Conflict"
            case .contentTooLarge: "Content Too Large"
            case .unsupportedMediaType: "Unsupported Media Type"
            case .unprocessable: "Unprocessable Content"
            case .tooManyRequests: "Too Many Requests"
            case .internalError: "Internal Server Error"
            case .unavailable: "Service Unavailable"
            }
        }
    }

    /// An answer.
    init(_ status: Status, headers: [(name: String, value: String)] = [], type: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        if let type { self.headers.append(("content-type", type)) }
        self.body = body
    }

    /// An answer in JSON.
    init(
        _ status: Status, _ json: JSONValue, type: String = "application/json",
        headers: [(name: String, value: String)] = []
    ) {
        self.init(status, headers: headers, type: type, body: json.compactBytes)
    }

    /// The value of a header field.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
