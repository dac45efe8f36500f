/// A request, apart from how it came.
public struct ServiceRequest: Sendable {
    /// The method.
    public let method: String
    /// The path, as it was spelt, without the query.
    public let path: String
    /// The query, as it was spelt; empty where there is none.
    public let query: String
    /// The header fields; names in lower case.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]
    /// Who asks.
    public let peer: Peer
    /// What method and path lead to.
    let route: Route

    /// A request.
    public init(
        method: String, path: String, query: String = "", headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], peer: Peer = .anyone
    ) {
        self.init(
            method: method, path: path, route: Route(method: method, path: path), query: query, headers: headers,
            body: body, peer: peer)
    }

    /// A request whose route is known.
    init(
        method: String, path: String, route: Route, query: String, headers: [(name: String, value: String)],
        body: [UInt8], peer: Peer
    ) {
        self.route = route
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The value of a header field, several joined by commas; nil where there is none.
    func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ",")
    }

    /// The query's parameters, all of which must be of `names` and occur once.
    func parameters(_ names: [String]) throws(Problem) -> [String: String] {
        var parameters: [String: String] = [:]
        for part in query.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = String(percentDecoding: sides[0], plusIsSpace: true),
                let value = String(percentDecoding: sides.count > 1 ? sides[1] : "", plusIsSpace: true)
            else {
                throw Problem(
                    .badRequest, field: "query", "an escape in it is malformed", mend: "escape by RFC 3986")
            }
            guard names.contains(name) else {
                throw Problem(
                    .badRequest, field: "query.\(name.prefix(64))", "there is no such parameter here",
                    mend: names.isEmpty ? "leave it out" : "give \(names.joined(separator: " or "))")
            }
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw Problem(.badRequest, field: "query.\(name)", "it occurs twice", mend: "give it once")
            }
        }
        return parameters
    }

    /// Whether the client takes a media type (RFC 9110, section 12.5.1). Without the header it takes any.
    func accepts(_ type: String) -> Bool {
        guard let accept = header("accept") else { return true }
        if accept == type || accept == "*/*" { return true }
        let family = type.prefix { $0 != "/" } + "/*"
        return accept.split(separator: ",").contains { range in
            let media = MediaType(String(range))
            guard media.parameters["q"].map({ !["0", "0.0", "0.00", "0.000"].contains($0) }) ?? true else {
                return false
            }
            return media.name == type || media.name == family || media.name == "*/*"
        }
    }
}

/// A media type with its parameters (RFC 9110, section 8.3.1).
struct MediaType: Hashable, Sendable {
    /// Type and subtype in lower case.
    let name: String
    /// The parameters; names in lower case, values without their quotes.
    let parameters: [String: String]

    init(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(MediaType.trimmed)
        name = parts[0].lowercased()
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { continue }
            var value = MediaType.trimmed(sides[1])
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = String(value.dropFirst().dropLast())
            }
            parameters[MediaType.trimmed(sides[0]).lowercased()] = value
        }
        self.parameters = parameters
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
