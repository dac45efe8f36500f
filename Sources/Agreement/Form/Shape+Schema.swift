import Attestation

/// Patterns of JSON Schemas for values that several documents have.
package enum SchemaPattern {
    /// Digits that YAML reads as text: with underscores or an exponent.
    package static let quantity = #"^[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)?([eE]\+?[0-9]+)?$"#
    /// A whole number and a unit.
    package static let duration = "^[0-9]+[smhd]$"
    /// Per cent.
    package static let share = #"^[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)? ?%$"#
}

extension AgreementForm {
    /// The JSON Schema (draft 2020-12) of an agreement: what the reader takes fits it.
    package static var schema: JSONValue {
        var members: [JSONValue.Member] = [
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .string("Agreement on shared compute")),
            .init(
                "description",
                .string("One YAML file. Licences carry the SHA-384 of its bytes. See Specs/Agreement.md.")),
        ]
        members += shape.schema
        members.append(.init("$defs", definitions))
        return JSONValue(.object(members))
    }

    private static var definitions: JSONValue {
        .object([
            "quantity": .object([
                "description": .string(
                    "A whole number below 2^128: digits, with underscores or an exponent if wanted."),
                "anyOf": .array([
                    .object(["type": .string("integer"), "minimum": .number(0)]),
                    .object([
                        "type": .string("string"),
                        "pattern": .string(SchemaPattern.quantity),
                    ]),
                ]),
            ]),
            "duration": .object([
                "description": .string("A whole number and a unit: seconds, minutes, hours, days."),
                "type": .string("string"), "pattern": .string(SchemaPattern.duration),
            ]),
            "text": .object([
                "type": .string("string"), "minLength": .number(1), "maxLength": .number(Shape.maximumTextLength),
            ]),
            "digest": .object([
                "description": .string("SHA-384, in hexadecimal."), "type": .string("string"),
                "pattern": .string("^[0-9A-Fa-f]{96}$"),
            ]),
            "moment": .object([
                "description": .string("RFC 3339, such as 2027-01-01T00:00:00Z."), "type": .string("string"),
            ]),
            "share": .object([
                "description": .string("Per cent, above 0 and at most 100."), "type": .string("string"),
                "pattern": .string(SchemaPattern.share),
            ]),
            "flag": .object(["enum": .array([.string("yes"), .string("no"), .boolean(true), .boolean(false)])]),
            "finding": .object(["enum": .array(Shape.findings.map { .string($0) })]),
        ])
    }
}

extension Shape {
    /// The schema's members.
    fileprivate var schema: [JSONValue.Member] {
        switch self {
        case .text: Shape.reference("text")
        case .quantity: Shape.reference("quantity")
        case .duration: Shape.reference("duration")
        case .moment: Shape.reference("moment")
        case .share: Shape.reference("share")
        case .digest: Shape.reference("digest")
        case .flag: Shape.reference("flag")
        case .finding: Shape.reference("finding")
        case .count(let range):
            [
                .init(
                    "anyOf",
                    .array([
                        .object([
                            "type": .string("integer"), "minimum": .number(range.lowerBound),
                            "maximum": .number(range.upperBound),
                        ]),
                        .object([
                            "type": .string("string"),
                            "pattern": .string(SchemaPattern.quantity),
                        ]),
                    ]))
            ]
        case .word(let words): [.init("enum", .array(words.map { .string($0) }))]
        case .record(let members): Shape.schema(of: members)
        case .nameOrRecord(let members):
            [.init("anyOf", .array([Shape.text.value, JSONValue(.object(Shape.schema(of: members)))]))]
        case .list(let item, let count, _, _): Shape.schema(of: item, count)
        case .oneOrMore(let count):
            [.init("anyOf", .array([Shape.text.value, JSONValue(.object(Shape.schema(of: .text, count)))]))]
        }
    }

    private var value: JSONValue { JSONValue(.object(schema)) }

    private static func reference(_ name: String) -> [JSONValue.Member] { [.init("$ref", .string("#/$defs/\(name)"))] }

    private static func schema(of item: Shape, _ count: ClosedRange<Int>) -> [JSONValue.Member] {
        [
            .init("type", .string("array")), .init("items", item.value), .init("minItems", .number(count.lowerBound)),
            .init("maxItems", .number(count.upperBound)), .init("uniqueItems", .boolean(true)),
        ]
    }

    private static func schema(of members: [Member]) -> [JSONValue.Member] {
        let properties = members.map { member in
            JSONValue.Member(
                member.name,
                JSONValue(.object([.init("description", .string(member.about))] + member.shape.schema)))
        }
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        return [
            .init("type", .string("object")), .init("additionalProperties", .boolean(false)),
            .init("required", .array(required)), .init("properties", JSONValue(.object(properties))),
        ]
    }
}
