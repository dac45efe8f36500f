import Attestation

/// Why a request was not served (RFC 9457): the field, what is wrong with it, and what would mend it.
struct Problem: Error, Sendable {
    let status: ServiceResponse.Status
    let field: String
    let reason: String
    let mend: String
    let headers: [(name: String, value: String)]

    init(
        _ status: ServiceResponse.Status, field: String, _ reason: String, mend: String,
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.field = field
        self.reason = reason
        self.mend = mend
        self.headers = headers
    }

    /// The media type of the answer.
    static let mediaType = "application/problem+json"

    /// The answer; `instance` is the request's path, and `cause` what the operator alone is told.
    func response(instance: String, cause: String? = nil) -> ServiceResponse {
        var response = ServiceResponse(
            status,
            .object([
                "type": .string("about:blank"), "title": .string(status.title), "status": .number(status.rawValue),
                "detail": .string("\(field): \(reason); \(mend)"), "instance": .string(instance),
                "field": .string(field), "mend": .string(mend),
            ]),
            type: Problem.mediaType, headers: headers)
        response.cause = cause
        return response
    }
}
