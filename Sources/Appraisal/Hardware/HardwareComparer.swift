import Attestation
import Cryptography

/// Compares a report with the manifests.
struct HardwareComparer {
    let report: HardwareReport
    /// Whether the device itself signed, so that what it says may be held against it.
    let isAuthentic: Bool
    /// Everything that was compared, by index, then by manifest: also with manifests that count for nothing.
    let comparisons: [MeasurementComparison]
    private let manifests: [ManifestExamination]
    private let product: String?
    private let leaf: Certificate?

    init(appraiser: HardwareAppraiser, report: HardwareReport, isAuthentic: Bool) {
        self.report = report
        self.isAuthentic = isAuthentic
        manifests = appraiser.manifests
        product = appraiser.product
        leaf = appraiser.question.chain.first
        let expected = appraiser.manifests.flatMap { examination in
            (examination.manifest?.active ?? []).map { MeasurementComparison($0, of: examination.name, in: report) }
        }
        let known = Set(expected.map(\.index))
        let others = report.response.blocks.filter { !known.contains(Int($0.index) - 1) }
        comparisons = (expected + others.map(MeasurementComparison.init(unexpected:))).enumerated()
            .sorted { ($0.element.index, $0.offset) < ($1.element.index, $1.offset) }.map(\.element)
    }

    /// The manifests of the very versions that the report names, signed by whom an anchor vouches for.
    private var counting: [ManifestExamination] {
        manifests.filter { $0.isTrusted && $0.applies(to: report, of: product) }
    }

    /// Whether a component's measurements were compared with what counts.
    func covers(_ component: ReferenceManifest.Component) -> Bool {
        counting.contains { $0.manifest?.component == component && $0.manifest?.active.isEmpty == false }
    }

    /// Whether the firmware that signed is the one that the certificate is for.
    func identityFindings(_ name: String) -> [Finding] {
        guard isAuthentic, let certified = leaf.flatMap(CompositeDeviceID.init(of:))?.firmware,
            let claimed = report.field(.firmwareIdentifier), claimed.value != certified.bytes
        else { return [] }
        return [
            finding(
                .hardwareIdentityContradicted, name, "opaque.20",
                "the report is of firmware \(claimed.value.hex), and the certificate of \(certified)")
        ]
    }

    /// What the comparison found. Nothing is held against a device that did not sign, or by a manifest that does not count.
    func findings(_ name: String) -> [Finding] {
        missing() + conflicts() + (isAuthentic ? mismatches(name) : []) + unknown(name)
    }

    private func missing() -> [Finding] {
        ReferenceManifest.Component.allCases.compactMap { component in
            let own = manifests.filter { $0.manifest?.component == component }
            guard !own.contains(where: { $0.applies(to: report, of: product) }) else { return nil }
            let reported =
                (component == .vbios ? report.vbiosVersion : report.driverVersion) ?? "that the report does not name"
            guard let first = own.first, let manifest = first.manifest else {
                return Finding(
                    .manifestMissing, chip: nil, evidence: [],
                    reason:
                        "there is no manifest of the \(component.rawValue) \(reported): nothing says what is expected of it"
                )
            }
            return finding(
                .manifestOfOtherVersion, first.name, "Meta.colloquialVersion",
                "the manifest is of the \(component.rawValue) \(manifest.version) of \(manifest.product), and "
                    + "the report of \(reported) of \(product ?? "an unnamed product")")
        }
    }

    private func conflicts() -> [Finding] {
        var seen: [Int: (name: String, expected: ReferenceMeasurement)] = [:]
        var findings: [Finding] = []
        for examination in counting {
            for expected in examination.manifest?.active ?? [] {
                if let other = seen[expected.index], Set(other.expected.alternatives) != Set(expected.alternatives) {
                    findings.append(
                        finding(
                            .manifestsConflict, examination.name, "Payload.\(expected.index)",
                            "\(other.name) expects other values of index \(expected.index)"))
                }
                seen[expected.index] = (examination.name, expected)
            }
        }
        return findings
    }

    private func mismatches(_ name: String) -> [Finding] {
        let names = Set(counting.map(\.name))
        return comparisons.compactMap { comparison in
            guard let manifest = comparison.manifest, names.contains(manifest), let expected = comparison.expected
            else {
                return nil
            }
            let field = "measurements.\(expected.blockIndex)"
            switch comparison.outcome {
            case .mismatch:
                return finding(
                    .measurementMismatch, name, field,
                    "index \(comparison.index) (\(expected.name)) is \(comparison.reported?.value.hex ?? "-"), and \(manifest) "
                        + "expects \(expected.alternatives.map(\.hex).joined(separator: " or "))")
            case .notReported:
                return finding(
                    .measurementMissing, name, "measurements",
                    "index \(comparison.index) (\(expected.name)) is not in the report, and \(manifest) expects it")
            case .match, .notInManifest, .leftOut: return nil
            }
        }
    }

    private func unknown(_ name: String) -> [Finding] {
        let blocks = comparisons.filter { $0.outcome == .notInManifest && $0.reported?.isZero == false }
        guard let first = blocks.first, covers(.vbios), covers(.driver) else { return [] }
        return [
            finding(
                .measurementUnknown, name, "measurements.\(first.index + 1)",
                "\(blocks.count) measurements that are not zero are in no manifest: index "
                    + blocks.map { "\($0.index)" }.joined(separator: ", "))
        ]
    }

    private func finding(_ rule: Rule, _ exhibit: String, _ field: String, _ reason: String) -> Finding {
        Finding(rule, chip: nil, evidence: [EvidencePointer(exhibit: exhibit, field: field)], reason: reason)
    }
}
