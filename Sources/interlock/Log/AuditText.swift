import Attestation
import Transparency

/// An audit for people and for programs.
struct AuditText {
    private let audit: Audit
    private let compared: Int

    init(_ audit: Audit, compared: Int) {
        self.audit = audit
        self.compared = compared
    }

    private var verdict: String {
        switch audit.weight {
        case nil: "holds"
        case .breach: "broken"
        case .unusable, .doubt: "indeterminate"
        }
    }

    var text: String {
        let entries = "\(audit.count) entr\(audit.count == 1 ? "y" : "ies")"
        var lines: [String] = []
        switch audit.weight {
        case nil: lines.append("holds: \(entries), as the operator signed them\(seen)")
        case .breach:
            lines.append("broken: \(entries), and not as \(audit.head == nil ? "anybody signed them" : "signed")")
        case .unusable, .doubt:
            lines.append("indeterminate: \(entries); what was given does not tell whether all is well")
        }
        if let head = audit.head { lines.append("  head of \(head.size) entries of \(head.origin), root \(head.root)") }
        for (name, moment) in audit.witnessed {
            if let moment { lines.append("  seen by \(name) at \(moment.rfc3339)") }
        }
        for finding in audit.findings {
            lines += [
                "", "\(finding.kind.rawValue)" + (finding.place.map { "  entry \($0)" } ?? ""),
                "    \(finding.statement).",
            ]
        }
        if !audit.strangers.isEmpty {
            lines += [
                "", "Not checked",
                "  signed too in the name of \(audit.strangers.joined(separator: ", ")): give its key with --witness",
            ]
        }
        return lines.joined(separator: "\n")
    }

    private var seen: String {
        let witnesses = audit.witnessed.count { $0.moment != nil }
        let parts = [
            compared == 0
                ? nil
                : "\(compared) cop\(compared == 1 ? "y or head" : "ies or heads") of others agree\(compared == 1 ? "s" : "")",
            witnesses == 0 ? nil : "\(witnesses) witness\(witnesses == 1 ? "" : "es") signed",
        ].compactMap(\.self)
        return parts.isEmpty ? "" : "; " + parts.joined(separator: ", ")
    }

    var json: JSONValue {
        .object([
            "verdict": .string(verdict), "entries": .number(audit.count),
            "head": audit.head.map {
                .object([
                    "log": .string($0.origin), "size": .number($0.size), "root": .string($0.root.description),
                ])
            } ?? .null,
            "compared": .number(compared),
            "witnesses": .array(
                audit.witnessed.map { name, moment in
                    .object([
                        "name": .string(name), "signedAt": moment.map { .string($0.rfc3339) } ?? .null,
                    ])
                }),
            "findings": .array(
                audit.findings.map { finding in
                    .object([
                        "kind": .string(finding.kind.rawValue), "entry": finding.place.map { .number($0) } ?? .null,
                        "weight": .string("\(finding.weight)"), "statement": .string(finding.statement),
                    ])
                }), "notChecked": .array(audit.strangers.map { .string($0) }),
        ])
    }
}
