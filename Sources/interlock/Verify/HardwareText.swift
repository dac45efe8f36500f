import Appraisal
import Attestation
import Cryptography

/// The appraisal of a hardware report for people.
struct HardwareText {
    private let appraisal: HardwareAppraisal

    init(_ appraisal: HardwareAppraisal) {
        self.appraisal = appraisal
    }

    var text: String {
        var lines = [headline, "", "Report"] + report
        if !appraisal.appraiser.manifests.isEmpty { lines += ["", "Manifests"] + manifests }
        if !appraisal.appraiser.allStandings.isEmpty { lines += ["", "Revocation"] + revocation }
        if appraisal.report != nil {
            lines += ["", "Measurements (index n is block n + 1 of the report)"] + measurements
        }
        let groups: [(String, Severity)] = [("Breaches", .breach), ("Doubts", .doubt), ("Notes", .note)]
        for (heading, severity) in groups {
            let findings = appraisal.findings.filter { $0.severity == severity }
            if !findings.isEmpty { lines += ["", "\(heading) (\(findings.count))"] + findings.flatMap(describe) }
        }
        lines += ["", "Not checked"] + notChecked
        return lines.joined(separator: "\n") + "\n"
    }

    private var headline: String {
        let device = appraisal.device
        let count = { (severity: Severity, noun: String) in
            let count = appraisal.findings.count { $0.severity == severity }
            return "\(count) \(noun)\(count == 1 ? "" : noun.hasSuffix("ch") ? "es" : "s")"
        }
        let matches = appraisal.comparisons.count { $0.outcome == .match }
        return switch appraisal.verdict {
        case .kept: "kept: the report is \(device)'s own and fresh, and its \(matches) expected measurements match"
        case .broken: "broken: the report is \(device)'s own, and shows \(count(.breach, "breach"))"
        case .indeterminate where appraisal.isAuthentic:
            "indeterminate: the report is \(device)'s own, but leaves \(count(.doubt, "doubt"))"
        case .indeterminate:
            "indeterminate: the report said to be of \(device) leaves \(count(.doubt, "doubt")), so that nothing is affirmed"
        }
    }

    private var report: [String] {
        var rows = [["file", appraisal.name], ["device", appraisal.device], ["chain", appraisal.chain]]
        if let report = appraisal.report {
            rows.append(["signature", appraisal.isSigned ? "valid, by the chain's first key" : "INVALID"])
            rows.append(["nonce", report.request.nonce.hex])
            for field in report.response.opaque where field.kind != .measurementCounts {
                rows.append([field.kind?.name ?? "opaque field \(field.type)", field.shown])
            }
        }
        return HardwareText.columns(rows)
    }

    private var manifests: [String] {
        appraisal.appraiser.manifests.flatMap { examination -> [String] in
            let (signature, signer) = examination.standing
            guard let manifest = examination.manifest else {
                return ["  \(examination.name)", "      \(signature): \(signer)"]
            }
            let applies = appraisal.applies(examination) ? "the reported version" : "NOT the reported version"
            return [
                "  \(examination.name)",
                "      \(manifest.component.rawValue) \(manifest.version) of \(manifest.product): \(applies)",
                "      signature \(signature); signer: \(signer)",
            ]
        }
    }

    private var revocation: [String] { appraisal.appraiser.allStandings.flatMap(describe) }

    private func describe(_ standing: CertificateStanding) -> [String] {
        var status = standing.status.word
        if case .revoked(let revocation) = standing.status {
            status = "REVOKED from \(revocation.moment.rfc3339) on (\(revocation.reason.word))"
        }
        var lines = ["  \(standing.chain), certificate \(standing.place), \(standing.name): \(status)"]
        if let statement = standing.statement {
            let next = statement.update.nextUpdate.map { "next \($0.rfc3339)" } ?? "no next one named"
            let age = appraisal.appraiser.question.moment.map { ", \(statement.age(at: $0)) s old" } ?? ""
            lines.append("      \(statement.file), by “\(statement.responder)”")
            lines.append("      of \(statement.update.thisUpdate.rfc3339), \(next)\(age)")
            if let staleness = statement.staleness { lines.append("      out of date: \(staleness)") }
        }
        switch standing.status {
        case .good, .revoked, .notRevocable: break
        case .unknown, .stale, .notCovered: lines += HardwareText.commands(standing)
        }
        return lines
    }

    /// How to get what tells of a certificate. URLs have no character that means anything to a shell.
    private static func commands(_ standing: CertificateStanding) -> [String] {
        let place = standing.place
        let asking = standing.certificate.statusURLs.prefix(1).map {
            "      get: openssl ocsp -noverify -no_nonce -issuer \(place + 1).pem -cert \(place).pem -url '\($0)' "
                + "-respout \(place).ocsp"
        }
        let fetching = standing.certificate.revocationListURLs.prefix(1).map {
            "      get: curl -o \(place).crl '\($0)'"
        }
        let all = asking + fetching
        return all.isEmpty ? ["      the certificate does not say where to ask"] : all
    }

    private var measurements: [String] {
        var table = TextTable([
            ("index", .right), ("reported", .left), ("expected", .left), ("name", .left), ("result", .left),
        ])
        var unused = 0
        for comparison in appraisal.comparisons {
            if comparison.outcome == .notInManifest, comparison.reported?.isZero == true {
                unused += 1
                continue
            }
            let expected = comparison.expected?.alternatives ?? []
            let shown = comparison.outcome == .match ? comparison.reported?.value : expected.first
            let others = expected.count > 1 ? " (of \(expected.count))" : ""
            table.add([
                "\(comparison.index)", HardwareText.brief(comparison.reported?.value),
                HardwareText.brief(shown) + others, comparison.expected?.name ?? "-", result(comparison),
            ])
        }
        var counts: [String] = []
        for outcome in [MeasurementComparison.Outcome.match, .mismatch, .notReported, .notInManifest] {
            let count = appraisal.comparisons.count { $0.outcome == outcome } - (outcome == .notInManifest ? unused : 0)
            if count > 0 { counts.append("\(count) \(outcome.word)") }
        }
        counts.append("\(unused) zero and not in a manifest")
        return table.lines.map { "  " + $0 } + ["  " + counts.joined(separator: ", ")]
    }

    /// What came of a comparison; beside it, where it counts for nothing, why.
    private func result(_ comparison: MeasurementComparison) -> String {
        let manifest = appraisal.appraiser.manifests.first { $0.name == comparison.manifest }
        switch comparison.outcome {
        case .notInManifest, .leftOut: return comparison.outcome.word
        case .match, .mismatch, .notReported:
            guard let manifest, !appraisal.applies(manifest) else {
                return comparison.outcome.word + (manifest?.isTrusted == false ? " (manifest not trusted)" : "")
            }
            return comparison.outcome.word + " (manifest of another version)"
        }
    }

    private func describe(_ finding: Finding) -> [String] {
        ["  \(finding.rule.id)  \(finding.rule.title)", "      \(finding.reason)."]
            + finding.evidence.map { "      rests on \($0.exhibit), \($0.field)" }
    }

    private var notChecked: [String] {
        appraisal.checks.compactMap { check, outcome in
            guard case .notMade(let reason) = outcome else { return nil }
            return "  \(check.rawValue): \(reason)"
        }
    }

    private static func brief(_ value: [UInt8]?) -> String {
        value.map { $0.count > 12 ? Array($0.prefix(8)).hex + "…" : $0.hex } ?? "-"
    }

    private static func columns(_ rows: [[String]]) -> [String] {
        let width = rows.map { $0[0].count }.max() ?? 0
        return rows.map { "  " + $0[0] + String(repeating: " ", count: width - $0[0].count) + "  " + $0[1] }
    }
}
