import Yams

extension YAMLField {
    /// The field with each `${name}` replaced by its value, in every scalar below it.
    ///
    /// - Throws: an error at a scalar that names no value, or whose `${` is not closed.
    package func substituting(_ values: [String: String]) throws(AgreementError) -> YAMLField {
        YAMLField(file: file, field: field, node: try substituted(node, values))
    }

    private func substituted(_ node: Node, _ values: [String: String]) throws(AgreementError) -> Node {
        switch node {
        case .scalar(let scalar):
            guard scalar.string.contains("${") else { return node }
            return .scalar(.init(try text(scalar, values), scalar.tag, scalar.style, scalar.mark))
        case .mapping(var mapping):
            for (key, value) in mapping { mapping[key] = try substituted(value, values) }
            return .mapping(mapping)
        case .sequence(var sequence):
            for index in sequence.indices { sequence[index] = try substituted(sequence[index], values) }
            return .sequence(sequence)
        case .alias: return node
        }
    }

    private func text(_ scalar: Node.Scalar, _ values: [String: String]) throws(AgreementError) -> String {
        let refuse = { (reason: String, mend: String) in
            AgreementError(
                file: file, line: scalar.mark?.line, column: scalar.mark?.column, field: field, reason: reason,
                mend: mend)
        }
        var text = ""
        var rest = Substring(scalar.string)
        while let start = rest.firstRange(of: "${") {
            text += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else { throw refuse("\"${\" is not closed", "add }") }
            let name = String(rest[..<end])
            guard let value = values[name] else {
                let names = values.keys.sorted()
                throw refuse(
                    "no parameter has the name \"\(name.prefix(64).printable)\"",
                    Nearest.match(name, among: names).map { "did you mean \($0)?" }
                        ?? (names.isEmpty
                            ? "give a table, a matrix or a boundary" : "use \(names.joined(separator: ", "))")
                )
            }
            text += value
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }
}

extension StringProtocol {
    /// The text with a question mark for each character that can't be printed.
    var printable: String { String(self).printable }
}
