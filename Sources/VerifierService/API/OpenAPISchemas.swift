import Attestation
import Licensing
import Transparency

/// The schemas that the OpenAPI document refers to.
enum OpenAPISchemas {
    /// A response with content of one media type.
    static func response(_ description: String, type: String, schema: JSONValue?) -> JSONValue {
        let media = schema.map { JSONValue.object(["schema": $0]) } ?? .object([:])
        return .object([
            "description": .string(description), "content": JSONValue(.object([JSONValue.Member(type, media)])),
        ])
    }

    /// How a request may stand.
    static let statuses = SigningRequest.Status.allCases.map(\.rawValue)

    /// The kinds of the log's entries.
    static let entryKinds = Entry.Kind.allCases.map(\.rawValue)

    private static let text = JSONValue.object(["type": .string("string")])
    private static let flag = JSONValue.object(["type": .string("boolean")])
    private static let count = JSONValue.object(["type": .string("integer"), "minimum": .number(0)])
    private static let anything = JSONValue.object(["type": .string("object")])
    private static let digits = JSONValue.pattern("^[0-9]+$")
    private static let digest = JSONValue.pattern("^[0-9a-f]{96}$")
    private static let chip = JSONValue.pattern("^[0-9a-f]{32}$")

    private static func words(_ words: [String]) -> JSONValue {
        .object(["type": .string("string"), "enum": .strings(words)])
    }

    private static func list(_ items: JSONValue) -> JSONValue {
        .object(["type": .string("array"), "items": items])
    }

    private static func orNull(_ schema: JSONValue) -> JSONValue {
        .object(["anyOf": .array([schema, .object(["type": .string("null")])])])
    }

    /// An object with these members and no others; those of `optional` may be absent.
    private static func object(
        _ members: KeyValuePairs<String, JSONValue>, optional: [String] = []
    ) -> JSONValue {
        .object([
            "type": .string("object"), "additionalProperties": .boolean(false),
            "required": .strings(members.map(\.key).filter { !optional.contains($0) }),
            "properties": JSONValue(.object(members.map { JSONValue.Member($0.key, $0.value) })),
        ])
    }

    /// All of them, by name.
    static var all: JSONValue {
        .object([
            "Problem": object([
                "type": text, "title": text, "status": count, "detail": text, "instance": text, "field": text,
                "mend": text,
            ]),
            "Status": object(["status": words(["ok", "ready"])]), "OpenAPI": anything,
            "Discovery": object([
                "ear-verification-key": anything, "media-types": list(text), "attestation-schemes": list(text),
                "version": text, "service-state": words(["READY", "INITIALIZING", "DOWN", "TERMINATING"]),
                "api-endpoints": anything,
            ]),
            "Session": object(
                [
                    "status": words(["waiting", "processing", "complete", "failed"]),
                    "nonce": .pattern("^[A-Za-z0-9_-]{11,86}$"), "expiry": text, "accept": list(text),
                    "evidence": object(["type": text, "value": text]), "result": text,
                    "interlock": object([
                        "dryRun": flag,
                        "appraisal": .object([
                            "anyOf": .array([
                                .reference("Appraisal"), .reference("HardwareAppraisal"),
                                .object(["type": .string("null")]),
                            ])
                        ]), "claims": orNull(anything),
                        "receipt": orNull(.reference("Receipt")),
                    ]),
                ], optional: ["evidence", "result", "interlock"]),
            "Receipt": object([
                "chip": chip, "sequence": count, "digest": digest, "received": text, "previous": digest,
                "head": digest,
            ]),
            "Finding": object([
                "rule": .pattern("^IL-[A-Z]+-[0-9]{2}$"), "title": text,
                "severity": words(["breach", "doubt", "note"]),
                "chip": orNull(chip), "name": orNull(text), "reason": text,
                "evidence": list(object(["file": text, "field": text])),
            ]),
            "Appraisal": object([
                "verdict": words(["kept", "broken", "indeterminate"]), "signatures": text, "horizon": orNull(count),
                "exhibits": count, "unreadable": count, "chips": list(anything),
                "findings": list(.reference("Finding")),
                "result": .object(["type": .string("null")]),
            ]),
            "HardwareAppraisal": object([
                "status": words(["none", "affirming", "warning", "contraindicated"]), "devices": list(anything),
            ]),
            "Batch": object([
                "dryRun": flag,
                "items": list(
                    object([
                        "digest": digest, "standing": words(["judged", "refused", "kept", "known", "failed"]),
                        "appraisal": orNull(.reference("Appraisal")), "receipt": orNull(.reference("Receipt")),
                    ])),
            ]),
            "Provisioning": object(
                [
                    "status": words(["success", "failed"]), "failure-reason": text, "expiry": text,
                    "interlock": object([
                        "dryRun": flag, "digest": digest,
                        "signer": words(CorimProvision.Signer.allCases.map(\.rawValue)), "changed": list(text),
                        "remarks": list(text),
                    ]),
                ], optional: ["failure-reason", "interlock"]),
            "Reappraisal": object([
                "receipt": .reference("Receipt"), "then": .reference("Appraisal"), "now": .reference("Appraisal"),
            ]),
            "Chip": object([
                "chip": chip, "entries": count, "head": digest, "total": digits, "training": digits, "received": text,
            ]),
            "Chips": object(["chips": list(.reference("Chip")), "next": orNull(chip)]),
            "ChipReport": object([
                "chip": .reference("Chip"), "appraisal": .reference("Appraisal"),
                "history": list(object(["rule": text, "reason": text])),
            ]),
            "Entries": object(["entries": list(.reference("Receipt")), "next": orNull(count)]),
            "Fleet": object([
                "chips": count, "entries": count, "total": digits, "training": digits, "totalAllowed": orNull(digits),
                "trainingAllowed": orNull(digits),
                "silence": orNull(
                    object([
                        "made": text, "silent": count,
                        "chips": list(object(["chip": chip, "name": orNull(text), "latest": orNull(text)])),
                    ])),
            ]),
            "Ticket": object([
                "number": count, "ticket": digest, "chip": chip, "weights": digest, "operations": digits,
                "tick": count, "received": text, "findings": list(.reference("Finding")),
            ]),
            "TicketReceipt": object([
                "standing": words(["kept", "known"]), "ticket": .reference("Ticket"), "run": orNull(digits),
            ]),
            "Tickets": object(["tickets": list(.reference("Ticket")), "next": orNull(count)]),
            "Runs": object([
                "tickets": count, "told": digits, "training": digits, "threshold": orNull(digits),
                "runs": list(
                    object([
                        "weights": digest, "operations": digits, "chips": count, "outside": digits, "tick": count,
                        "above": flag,
                    ])),
            ]),
            "LicenceAsk": object(
                [
                    "set": count, "total": digits, "training": digits, "quantum": digits, "validity": count,
                    "boots": count, "models": list(text),
                ], optional: ["set", "total", "training", "quantum", "validity", "boots", "models"]),
            "DecisionAsk": object(
                ["step": words(["warn", "suspend", "revoke", "forfeit", "clear"]), "finding": count, "escrow": text],
                optional: ["escrow"]),
            "Request": object([
                "request": digest, "kind": words(["licence", "decision"]), "title": text, "status": words(statuses),
                "payload": text, "by": text, "made": text, "expires": text, "needed": count, "signers": list(text),
                "signatures": list(object(["party": text, "time": text])), "renewal": flag, "notes": list(text),
                "entry": count,
            ]),
            "Requests": object(["requests": list(.reference("Request")), "next": orNull(count)]),
            "Consequences": object([
                "agreement": digest, "standing": words(["in force", "continues", "ended"]),
                "findings": list(
                    object([
                        "entry": count, "time": text, "rule": text, "severity": words(["breach", "doubt", "note"]),
                        "chip": orNull(chip), "subject": text, "reason": text, "clearedBy": orNull(count),
                        "steps": list(object(["step": text, "due": text, "isDue": flag])),
                    ])),
                "decisions": list(
                    object([
                        "entry": count, "time": text, "step": text, "finding": count, "escrow": text,
                        "licences": list(digest), "signers": list(text),
                    ])),
                "licences": list(
                    object([
                        "sequence": count, "digest": digest, "entry": count, "revokedBy": orNull(count),
                    ])),
                "escrow": list(
                    object([
                        "name": text, "owner": text, "holder": text,
                        "standing": words(["held", "returned", "forfeited"]),
                    ])),
            ]),
            "Documents": object([
                "revision": count, "documents": list(object(["name": text, "bytes": count, "digest": digest])),
            ]),
        ])
    }
}

extension JSONValue {
    /// A list of strings.
    static func strings(_ items: [String]) -> JSONValue { .array(items.map { .string($0) }) }

    /// The schema of a string of a form.
    static func pattern(_ pattern: String) -> JSONValue {
        .object(["type": .string("string"), "pattern": .string(pattern)])
    }

    /// The schema of an integer in a range.
    static func integer(from least: Int, to most: Int) -> JSONValue {
        .object(["type": .string("integer"), "minimum": .number(least), "maximum": .number(most)])
    }

    /// A reference to a schema of the document.
    static func reference(_ name: String) -> JSONValue {
        .object(["$ref": .string("#/components/schemas/\(name)")])
    }
}
