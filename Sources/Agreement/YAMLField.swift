import Attestation
import Cryptography
import Yams

/// A YAML node on the way into a typed value: it knows its file, line and field for messages.
package struct YAMLField {
    /// The most bytes that a file may have.
    package static let maximumByteCount = 1 << 20

    /// The most aliases: each level of aliases of aliases multiplies what comparing two keys costs.
    package static let maximumAliasCount = 8

    /// The file, as messages name it.
    package let file: String
    /// The field, as a path of names.
    package let field: String
    let node: Node

    /// The one document of a file.
    package init(file: String, bytes: [UInt8]) throws(AgreementError) {
        self.file = file
        field = ""
        let refuse = { (mark: Mark?, reason: String, mend: String) in
            AgreementError(file: file, line: mark?.line, column: mark?.column, field: "", reason: reason, mend: mend)
        }
        guard bytes.count <= YAMLField.maximumByteCount else {
            throw refuse(nil, "the file has more than \(YAMLField.maximumByteCount) bytes", "give a shorter one")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refuse(nil, "the file is not UTF-8", "save it as UTF-8 text")
        }
        let aliases = zip(bytes, bytes.dropFirst()).count { $0 == UInt8(ascii: "*") && $1 > 0x20 }
        guard aliases <= YAMLField.maximumAliasCount else {
            throw refuse(nil, "there are more than \(YAMLField.maximumAliasCount) aliases", "write the values out")
        }
        let composed: Node?
        do { composed = try Yams.compose(yaml: text) } catch let error as YamlError {
            throw refuse(
                YAMLField.mark(of: error), "this is no YAML (\(YAMLField.problem(of: error)))", "mend the syntax")
        } catch {
            throw refuse(nil, "this is no YAML", "mend the syntax")
        }
        guard let composed else { throw refuse(nil, "the file is empty", "write the document into it") }
        node = composed
    }

    init(file: String, field: String, node: Node) {
        self.file = file
        self.field = field
        self.node = node
    }

    /// An error at this node.
    package func error(_ reason: String, mend: String) -> AgreementError {
        AgreementError(
            file: file, line: node.mark?.line, column: node.mark?.column, field: field, reason: reason, mend: mend)
    }

    /// The node, which must be a mapping with these names and no others.
    package func mapping(_ names: [String]) throws(AgreementError) -> YAMLField {
        guard case .mapping(let mapping) = node else {
            throw error("this is no mapping", mend: "give the fields \(names.joined(separator: ", "))")
        }
        for (key, _) in mapping {
            let name = YAMLField.name(of: key)
            guard names.contains(name) else { throw unknown(key, name, among: names) }
        }
        return self
    }

    /// The members of a mapping, each with the error that its name is worth where it is none of `names`.
    package func members(
        _ names: [String]
    ) throws(AgreementError) -> [(name: String, value: YAMLField, error: AgreementError?)] {
        guard case .mapping(let mapping) = node else {
            throw error("this is no mapping", mend: "give the fields \(names.joined(separator: ", "))")
        }
        return mapping.map { key, value in
            let name = YAMLField.name(of: key)
            return (
                name, YAMLField(file: file, field: path(name), node: value),
                names.contains(name) ? nil : unknown(key, name, among: names)
            )
        }
    }

    private func unknown(_ key: Node, _ name: String, among names: [String]) -> AgreementError {
        let others = names.joined(separator: ", ")
        return AgreementError(
            file: file, line: key.mark?.line, column: key.mark?.column, field: path(name),
            reason: "no field has this name",
            mend: Nearest.match(name, among: names).map { "did you mean \($0)?" }
                ?? "use one of \(others), or take it out")
    }

    private static func name(of key: Node) -> String {
        let name = key.scalar?.string ?? "?"
        return String(name.prefix(64)).printable
    }

    /// The member that must be there.
    package func member(_ name: String) throws(AgreementError) -> YAMLField {
        guard let member = optional(name) else {
            throw AgreementError(
                file: file, line: node.mark?.line, column: node.mark?.column, field: path(name),
                reason: "the field is missing", mend: "add it")
        }
        return member
    }

    /// The member that may be there.
    package func optional(_ name: String) -> YAMLField? {
        guard case .mapping(let mapping) = node, let value = mapping[Node(name)] else { return nil }
        return YAMLField(file: file, field: path(name), node: value)
    }

    /// The items of a sequence, each turned by `body`.
    package func items<Item>(_ body: (YAMLField) throws(AgreementError) -> Item) throws(AgreementError) -> [Item] {
        guard case .sequence(let sequence) = node else { throw error("this is no list", mend: "give a list") }
        var items: [Item] = []
        for (index, item) in sequence.enumerated() {
            items.append(try body(YAMLField(file: file, field: "\(field)[\(index)]", node: item)))
        }
        return items
    }

    /// Whether this is a list.
    package var isList: Bool { node.sequence != nil }
    /// Whether this is a mapping.
    package var isMapping: Bool { node.mapping != nil }
    /// Whether YAML reads this as a string, and not as a number, a truth value or nothing.
    package var isString: Bool { node.scalar != nil && node.tag.description == Tag.Name.str.rawValue }
    /// The text of a scalar, whatever it is.
    package var scalar: String? { node.scalar?.string }
    /// Where it starts, from 1.
    package var place: (line: Int, column: Int)? { node.mark.map { ($0.line, $0.column) } }

    /// The field at a path such as `phases[1].entry`, or what is nearest above it.
    package func field(at path: String) -> YAMLField {
        var field = self
        for step in path.split(separator: ".") {
            let parts = step.split(whereSeparator: { $0 == "[" || $0 == "]" })
            guard let name = parts.first, let next = field.optional(String(name)) else { return field }
            field = next
            for index in parts.dropFirst() {
                guard case .sequence(let items) = field.node, let index = Int(index), items.indices.contains(index)
                else { return field }
                field = YAMLField(file: file, field: "\(field.field)[\(index)]", node: items[index])
            }
        }
        return field
    }

    /// Text that is not empty.
    package func text() throws(AgreementError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw error("this is no text", mend: "give one value that is not empty")
        }
        return scalar.string
    }

    /// Text that is not empty, on one line, and without characters that could rewrite what a report shows.
    package func printableText() throws(AgreementError) -> String {
        let text = try text()
        guard text.unicodeScalars.allSatisfy(\.isPrintable) else {
            throw error("a character here can't be printed", mend: "take control characters out")
        }
        return text
    }

    /// A whole number of operations: decimal digits, with underscores or an exponent if wanted, such as 2.5e18.
    package func quantity() throws(AgreementError) -> UInt128 {
        let text = try text()
        guard let value = Quantity.parse(text) else {
            throw error(
                "\"\(text)\" is no whole number from 0 to 2^128 - 1",
                mend: "write it in decimal digits, such as 1000000, 1_000_000 or 1e6")
        }
        return value
    }

    /// A whole number below 2^64 in `range`.
    package func unsigned(_ range: ClosedRange<UInt64> = 0...UInt64.max) throws(AgreementError) -> UInt64 {
        let value = try quantity()
        guard value <= UInt128(UInt64.max), range.contains(UInt64(value)) else {
            throw error(
                "\(value) is out of range", mend: "give a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return UInt64(value)
    }

    /// A duration in ticks of one second: a whole number and a unit, such as 90s, 30m, 1h or 1d.
    package func duration() throws(AgreementError) -> UInt64 {
        let text = try text()
        let units: [Character: UInt64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = UInt64(text.dropLast()) else {
            throw error("\"\(text)\" is no duration", mend: "write a whole number and s, m, h or d, such as 30m")
        }
        let (ticks, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { throw error("\"\(text)\" is too long", mend: "give a shorter duration") }
        return ticks
    }

    /// A moment: RFC 3339.
    package func moment() throws(AgreementError) -> UTCSeconds {
        guard let moment = UTCSeconds(rfc3339: try text()) else {
            throw error("this is no moment", mend: "write it as 2027-01-01T00:00:00Z")
        }
        return moment
    }

    /// A share in parts per million: per cent with at most four decimals, above 0 and at most 100 %.
    package func share() throws(AgreementError) -> UInt64 {
        let text = try text()
        var number = Substring(text)
        guard number.last == "%" else {
            throw error("\"\(text)\" is no share", mend: "write it in per cent, such as 5 %")
        }
        number.removeLast()
        if number.last == " " { number.removeLast() }
        guard let parts = Quantity.parse("\(number)e4"), (1...1_000_000).contains(parts) else {
            throw error(
                "\"\(text)\" is no share", mend: "write above 0 % and at most 100 %, with at most four decimals")
        }
        return UInt64(parts)
    }

    /// yes or no.
    package func flag() throws(AgreementError) -> Bool {
        switch try text() {
        case "yes", "true": return true
        case "no", "false": return false
        case let other: throw error("\"\(other)\" is neither yes nor no", mend: "write yes or no")
        }
    }

    /// A digest in hexadecimal.
    package func digest() throws(AgreementError) -> Digest384 {
        guard let digest = Digest384(hex: try text()) else {
            throw error("this is no SHA-384 digest", mend: "give 96 hexadecimal digits")
        }
        return digest
    }

    /// The uses of a model.
    package func uses() throws(AgreementError) -> Licence.Terms.Uses {
        var uses = Licence.Terms.Uses()
        for use in try items({ (item) throws(AgreementError) in try item.use() }) { uses.formUnion(use) }
        guard !uses.isEmpty else { throw error("the list is empty", mend: "list inference, training or both") }
        return uses
    }

    private func use() throws(AgreementError) -> Licence.Terms.Uses {
        switch try text() {
        case "inference": return .inference
        case "training": return .training
        case let other: throw error("\"\(other)\" is no use", mend: "write inference or training")
        }
    }

    private func path(_ name: String) -> String { field.isEmpty ? name : "\(field).\(name)" }

    private static func mark(of error: YamlError) -> Mark? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark
        case .duplicatedKeysInMapping(_, let context): context.mark
        default: nil
        }
    }

    private static func problem(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let duplicates, _):
            "the key \(duplicates.first ?? "?") occurs twice"
        default: "it can't be read"
        }
    }
}

extension String {
    /// The text with a question mark for each character that can't be printed.
    package var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "?" }))
    }
}

extension Unicode.Scalar {
    /// Whether it can be printed: no control or format character, which could rewrite what a terminal shows.
    package var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
