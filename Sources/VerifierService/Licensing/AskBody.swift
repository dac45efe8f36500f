import Attestation
import Licensing

/// The JSON object in which something is asked for.
struct AskBody {
    private let json: JSONValue

    /// Reads a body.
    init(_ request: ServiceRequest) throws(Problem) {
        guard let header = request.header("content-type"), MediaType(header).name == "application/json" else {
            throw Problem(
                .unsupportedMediaType, field: "content-type", "this is asked in JSON", mend: "send application/json",
                headers: [("accept", "application/json")])
        }
        do { json = try JSONValue(parsing: request.body) } catch {
            throw Problem(.badRequest, field: "body", "it is no JSON (\(error))", mend: "send an object")
        }
        guard case .object = json.content else {
            throw Problem(.badRequest, field: "body", "it is no object", mend: "send one")
        }
    }

    /// Refuses members of other names.
    func allow(_ names: [String]) throws(Problem) {
        guard case .object(let members) = json.content, let other = members.first(where: { !names.contains($0.name) })
        else { return }
        throw Problem(
            .badRequest, field: "body.\(other.name.prefix(64))", "there is no such member here",
            mend: "give \(names.joined(separator: ", "))")
    }

    /// A text; nil where the member is left out.
    func text(_ name: String) throws(Problem) -> String? {
        guard let value = json[name] else { return nil }
        guard case .string(let text) = value.content else { throw AskBody.wrong(name, "a text") }
        return text
    }

    /// A whole number.
    func number(_ name: String) throws(Problem) -> UInt64? {
        guard let value = json[name] else { return nil }
        guard case .number(let text) = value.content, let number = UInt64(text) else {
            throw AskBody.wrong(name, "a whole number from 0")
        }
        return number
    }

    /// A quantity, in decimal digits: JSON readers round numbers.
    func quantity(_ name: String) throws(Problem) -> UInt128? {
        guard let text = try text(name) else { return nil }
        guard text.utf8.count <= 39, let quantity = UInt128(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw AskBody.wrong(name, "a quantity below 2^128 as a text of decimal digits") }
        return quantity
    }

    /// A list of texts.
    func texts(_ name: String) throws(Problem) -> [String]? {
        guard let value = json[name] else { return nil }
        guard case .array(let items) = value.content else { throw AskBody.wrong(name, "a list of texts") }
        return try items.map { (item) throws(Problem) in
            guard case .string(let text) = item.content else { throw AskBody.wrong(name, "a list of texts") }
            return text
        }
    }

    private static func wrong(_ name: String, _ what: String) -> Problem {
        Problem(.badRequest, field: "body.\(name)", "it is not \(what)", mend: "give that, or leave it out")
    }
}

extension LicenceAsk {
    /// Reads what is asked for.
    init(_ body: AskBody) throws(Problem) {
        try body.allow(["set", "total", "training", "quantum", "validity", "boots", "models"])
        self.init()
        if let number = try body.number("set") { set = Int(clamping: number) }
        total = try body.quantity("total")
        training = try body.quantity("training")
        quantum = try body.quantity("quantum")
        validity = try body.number("validity")
        boots = try body.number("boots")
        models = try body.texts("models")
    }
}
