import Attestation
import Cryptography

extension HardwareAppraisal {
    /// The appraisal for programs; `result` is the claims set for relying parties, null where time is not known.
    public func json(result: AttestationResult?) -> JSONValue {
        .object([
            "verdict": .string(verdict.rawValue), "report": .string(name), "device": .string(device),
            "signed": .boolean(isSigned), "authentic": .boolean(isAuthentic), "chain": .string(chain),
            "nonce": report.map { .string($0.request.nonce.hex) } ?? .null,
            "driverVersion": report?.driverVersion.map { .string($0) } ?? .null,
            "vbiosVersion": report?.vbiosVersion.map { .string($0) } ?? .null,
            "manifests": .array(appraiser.manifests.map { json(of: $0) }),
            "revocation": .array(appraiser.allStandings.map { json(of: $0) }),
            "measurements": .array(comparisons.map(\.json)),
            "checks": JSONValue(
                .object(checks.map { JSONValue.Member($0.check.rawValue, .string($0.outcome.word)) })),
            "findings": .array(findings.map(\.json)), "result": result?.json ?? .null,
        ])
    }

    private func json(of standing: CertificateStanding) -> JSONValue {
        let certificate = standing.certificate
        var members = [
            JSONValue.Member("chain", .string(standing.chain)),
            JSONValue.Member("certificate", .number(standing.place)),
            JSONValue.Member("name", HardwareAppraisal.text(certificate.subjectCommonName)),
            JSONValue.Member("serial", .string(certificate.serial.hex)),
            JSONValue.Member("status", .string(standing.status.word)),
            JSONValue.Member("statusURLs", .array(certificate.statusURLs.map { .string($0) })),
            JSONValue.Member("listURLs", .array(certificate.revocationListURLs.map { .string($0) })),
        ]
        if let statement = standing.statement { members += self.members(of: statement) }
        if case .revoked(let revocation) = standing.status {
            members.append(JSONValue.Member("revokedAt", .string(revocation.moment.rfc3339)))
            members.append(JSONValue.Member("reason", .string(revocation.reason.word)))
        }
        return JSONValue(.object(members))
    }

    private func members(of statement: RevocationStatement) -> [JSONValue.Member] {
        let age = appraiser.question.moment.map { Int(statement.age(at: $0)) }
        return [
            JSONValue.Member("file", .string(statement.file)),
            JSONValue.Member("responder", .string(statement.responder)),
            JSONValue.Member("producedAt", HardwareAppraisal.text(statement.producedAt?.rfc3339)),
            JSONValue.Member("thisUpdate", .string(statement.update.thisUpdate.rfc3339)),
            JSONValue.Member("nextUpdate", HardwareAppraisal.text(statement.update.nextUpdate?.rfc3339)),
            JSONValue.Member("age", age.map { .number($0) } ?? .null),
            JSONValue.Member("outOfDate", HardwareAppraisal.text(statement.staleness)),
        ]
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    private func json(of examination: ManifestExamination) -> JSONValue {
        .object([
            "file": .string(examination.name),
            "component": examination.manifest.map { .string($0.component.rawValue) } ?? .null,
            "version": examination.manifest.map { .string($0.version) } ?? .null,
            "signature": .string(examination.standing.signature), "signer": .string(examination.standing.signer),
            "trusted": .boolean(examination.isTrusted), "ofTheReportedVersion": .boolean(applies(examination)),
        ])
    }
}

extension CertificateStanding.Status {
    /// A word or two for it.
    public var word: String {
        switch self {
        case .good: "good"
        case .revoked: "revoked"
        case .unknown: "unknown"
        case .stale: "out of date"
        case .notCovered: "not covered"
        case .notRevocable: "not revocable"
        }
    }
}

extension MeasurementComparison {
    fileprivate var json: JSONValue {
        .object([
            "index": .number(index), "reported": reported.map { .string($0.value.hex) } ?? .null,
            "expected": .array((expected?.alternatives ?? []).map { .string($0.hex) }),
            "name": expected.map { .string($0.name) } ?? .null, "manifest": manifest.map { .string($0) } ?? .null,
            "outcome": .string(outcome.word),
        ])
    }
}

extension MeasurementComparison.Outcome {
    /// A few words for it.
    public var word: String {
        switch self {
        case .match: "match"
        case .mismatch: "mismatch"
        case .notReported: "not reported"
        case .notInManifest: "not in a manifest"
        case .leftOut(let reason): "left out: \(reason)"
        }
    }
}

extension Finding {
    fileprivate var json: JSONValue {
        .object([
            "rule": .string(rule.id), "title": .string(rule.title), "severity": .string(severity.rawValue),
            "reason": .string(reason),
            "evidence": .array(
                evidence.map { .object(["file": .string($0.exhibit), "field": .string($0.field)]) }),
        ])
    }
}
