import Agreement
import Attestation

extension SuiteForm {
    /// The JSON Schema (draft 2020-12) of a suite: what the reader takes fits it. Names of an agreement's models, parties
    /// and phases are texts to it, and ranges of what parameters stand for are the reader's.
    package static var schema: JSONValue {
        var members: [JSONValue.Member] = [
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .string("Suite of policy tests")),
            .init("description", .string("What interlock policy test takes, in YAML. See Specs/Policy.md.")),
        ]
        members += Value.record(suite).schema
        members.append(.init("$defs", definitions))
        return JSONValue(.object(members))
    }

    private static var definitions: JSONValue {
        .object([
            "text": .object([
                "description": .string("One value; ${name} puts a parameter in."),
                "type": .array([.string("string"), .string("number"), .string("boolean")]), "minLength": .number(1),
            ]),
            "parameter": .object([
                "description": .string("A value with a parameter of the test in it."), "type": .string("string"),
                "pattern": .string(#"\$\{[^}]+\}"#),
            ]),
            "quantity": choice([
                .object(["type": .string("integer"), "minimum": .number(0)]), digits, reference("parameter"),
            ]),
            "duration": choice([
                .object([
                    "description": .string("A whole number and a unit: seconds, minutes, hours, days."),
                    "type": .string("string"), "pattern": .string(SchemaPattern.duration),
                ]), reference("parameter"),
            ]),
            "tick": choice([.object(["const": .string("end")]), reference("duration")]),
            "moment": .object([
                "description": .string("RFC 3339, such as 2027-01-01T00:00:00Z."), "type": .string("string"),
            ]),
            "share": choice([
                .object([
                    "description": .string("Per cent, above 0 and at most 100."), "type": .string("string"),
                    "pattern": .string(SchemaPattern.share),
                ]), reference("parameter"),
            ]),
            "rule": choice([words(rules), reference("parameter")]),
            "target": choice([words(verdicts), reference("rule")]),
            "flag": choice([
                .object(["enum": .array([.string("yes"), .string("no"), .boolean(true), .boolean(false)])]),
                reference("parameter"),
            ]),
        ])
    }

    /// Digits that YAML reads as text: with underscores or an exponent.
    fileprivate static let digits = JSONValue.object([
        "type": .string("string"),
        "pattern": .string(SchemaPattern.quantity),
    ])

    fileprivate static func reference(_ name: String) -> JSONValue {
        .object(["$ref": .string("#/$defs/\(name)")])
    }

    fileprivate static func words(_ words: [String]) -> JSONValue {
        .object(["enum": .array(words.map { .string($0) })])
    }

    fileprivate static func choice(_ values: [JSONValue]) -> JSONValue { .object(["anyOf": .array(values)]) }
}

extension SuiteForm.Value {
    /// The schema's members.
    fileprivate var schema: [JSONValue.Member] {
        switch self {
        case .text: reference("text")
        case .quantity: reference("quantity")
        case .duration: reference("duration")
        case .tick: reference("tick")
        case .moment: reference("moment")
        case .share: reference("share")
        case .flag: reference("flag")
        case .rule: reference("rule")
        case .target: reference("target")
        case .count(let range):
            any([
                .object([
                    "type": .string("integer"), "minimum": .number(range.lowerBound),
                    "maximum": .number(range.upperBound),
                ]), SuiteForm.digits, SuiteForm.reference("parameter"),
            ])
        case .word(let words):
            any([SuiteForm.words(words), SuiteForm.reference("parameter")])
        case .list(let item):
            [.init("type", .string("array")), .init("items", JSONValue(.object(item.schema)))]
        case .either(let values): any(values.map { JSONValue(.object($0.schema)) })
        case .record(let fields):
            [
                .init("type", .string("object")), .init("additionalProperties", .boolean(false)),
                .init("required", .array(fields.filter(\.isRequired).map { .string($0.name) })),
                .init(
                    "properties",
                    JSONValue(
                        .object(
                            fields.map { field in
                                JSONValue.Member(
                                    field.name,
                                    JSONValue(
                                        .object([.init("description", .string(field.about))] + field.value.schema)))
                            }))),
            ]
        case .names(let value):
            [.init("type", .string("object")), .init("additionalProperties", JSONValue(.object(value.schema)))]
        }
    }

    private func reference(_ name: String) -> [JSONValue.Member] { [.init("$ref", .string("#/$defs/\(name)"))] }

    private func any(_ values: [JSONValue]) -> [JSONValue.Member] { [.init("anyOf", .array(values))] }
}
