import Agreement
import Attestation
import Cryptography
import Licensing

extension SigningRequest {
    /// The request for programs.
    func json(at now: UTCSeconds) -> JSONValue {
        .object([
            "request": .string(digest.description), "kind": .string(subject.kind.rawValue), "title": .string(title),
            "status": .string(status(at: now).rawValue), "payload": .string(payload.base64), "by": .string(asker),
            "made": .string(made.rfc3339), "expires": .string(expiry.rfc3339), "needed": .number(needed),
            "signers": .array(signers.map { .string($0) }),
            "signatures": .array(
                signatures.map { .object(["party": .string($0.party), "time": .string($0.time.rfc3339)]) }),
            "renewal": .boolean(isRenewal), "notes": .array(notes.map { .string($0) }), "entry": .number(entry),
        ])
    }
}

extension LicensingState {
    /// Findings with what follows from them, and what is in escrow, for programs.
    func consequences(under rules: LicensingRules, at now: UTCSeconds) -> JSONValue {
        let course = course(of: rules.agreement)
        return .object([
            "agreement": .string(rules.agreement.digest.description),
            "standing": .string(course.standing(at: tick(of: now))),
            "findings": .array(
                detections.map { detection in
                    .object([
                        "entry": .number(detection.entry), "time": .string(detection.time.rfc3339),
                        "rule": .string(detection.rule.id), "severity": .string(detection.rule.severity.rawValue),
                        "chip": detection.chip.map { .string($0.description) } ?? .null,
                        "subject": .string(detection.subject), "reason": .string(detection.reason),
                        "clearedBy": detection.clearedBy.map { .number($0) } ?? .null,
                        "steps": .array(
                            detection.steps(under: rules.agreement).map { step, due in
                                .object([
                                    "step": .string(step.rawValue), "due": .string(due.rfc3339),
                                    "isDue": .boolean(detection.clearedBy == nil && due <= now),
                                ])
                            }),
                    ])
                }),
            "decisions": .array(
                decisions.map { decision in
                    .object([
                        "entry": .number(decision.entry), "time": .string(decision.time.rfc3339),
                        "step": .string(decision.terms.step.rawValue), "finding": .number(decision.terms.finding),
                        "escrow": .string(decision.terms.escrow),
                        "licences": .array(decision.terms.licences.map { .string($0.description) }),
                        "signers": .array(decision.signers.map { .string($0) }),
                    ])
                }),
            "licences": .array(
                licences.map { issued in
                    .object([
                        "sequence": .number(issued.licence.terms.sequence),
                        "digest": .string(issued.licence.digest.description), "entry": .number(issued.entry),
                        "revokedBy": issued.revokedBy.map { .number($0) } ?? .null,
                    ])
                }),
            "escrow": .array(
                rules.agreement.escrow.map { held in
                    .object([
                        "name": .string(held.name), "owner": .string(held.owner), "holder": .string(held.holder),
                        "standing": .string(course.escrow(held.name, at: tick(of: now))),
                    ])
                }),
        ])
    }
}
