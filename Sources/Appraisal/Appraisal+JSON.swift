import Attestation
import Cryptography

extension Appraisal {
    /// The appraisal for programs; `result` is the claims set for relying parties, null where time is not known.
    public func json(result: AttestationResult?) -> JSONValue {
        .object([
            "verdict": .string(verdict.rawValue), "signatures": .string(signatures.rawValue),
            "horizon": horizon.map { .number($0) } ?? .null,
            "exhibits": .number(exhibitCount), "unreadable": .number(unreadableCount),
            "chips": .array(chips.map(\.json)), "findings": .array(findings.map { json(of: $0) }),
            "result": result?.json ?? .null,
        ])
    }

    private func json(of finding: Finding) -> JSONValue {
        finding.json(name: chips.first { $0.chip == finding.chip }?.name)
    }
}

extension Finding {
    /// The finding for programs, with the name of its chip, where that has one.
    public func json(name: String?) -> JSONValue {
        .object([
            "rule": .string(rule.id), "title": .string(rule.title), "severity": .string(severity.rawValue),
            "chip": chip.map { .string($0.description) } ?? .null, "name": name.map { .string($0) } ?? .null,
            "reason": .string(reason),
            "evidence": .array(evidence.map { .object(["file": .string($0.exhibit), "field": .string($0.field)]) }),
        ])
    }
}

extension ChipAppraisal {
    fileprivate var json: JSONValue {
        .object([
            "chip": .string(chip.description), "name": .string(name), "verdict": .string(verdict.rawValue),
            "evidence": .number(evidenceCount), "latest": latest.map { ChipAppraisal.json(of: $0) } ?? .null,
            "checks": JSONValue(
                .object(
                    checks.map { check, outcome in
                        JSONValue.Member(check.rawValue, .string(outcome.word))
                    })),
            "notChecked": .array(
                checks.compactMap { check, outcome in
                    guard case .notMade(let reason) = outcome else { return nil }
                    return .object(["check": .string(check.rawValue), "reason": .string(reason)])
                }),
        ])
    }

    private static func json(of claims: Claims) -> JSONValue {
        .object([
            "tick": .number(claims.tick), "bootCount": .number(claims.bootCount),
            "runtime": .string(claims.runtime.version), "total": .decimal(claims.meter.total),
            "training": .decimal(claims.meter.training),
            "licence": claims.licence.map { licence in
                .object([
                    "sequence": .number(licence.sequence), "digest": .string(licence.digest.description),
                    "used": .decimal(licence.total.used), "allowed": .decimal(licence.total.allowed),
                    "trainingUsed": .decimal(licence.training.used),
                    "trainingAllowed": .decimal(licence.training.allowed),
                ])
            } ?? .null,
            "owner": claims.ownership.map { ownership in
                .object([
                    "epoch": .number(ownership.epoch), "digest": .string(ownership.owner.description),
                    "offeredTo": ownership.next.map { .string($0.description) } ?? .null,
                ])
            } ?? .null,
            "openings": .number(claims.interlock.openings), "refusals": .number(claims.interlock.refusals),
        ])
    }
}

extension Check.Outcome {
    /// One word for it.
    public var word: String {
        switch self {
        case .held: "held"
        case .failed: "failed"
        case .notMade: "not made"
        }
    }
}
