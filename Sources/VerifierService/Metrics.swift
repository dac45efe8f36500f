import Appraisal
import Cryptography
import Synchronization

/// What the service counts, in Prometheus' text format.
public final class Metrics: Sendable {
    private struct Request: Hashable, Comparable {
        let endpoint: String
        let status: Int

        static func < (left: Request, right: Request) -> Bool {
            (left.endpoint, left.status) < (right.endpoint, right.status)
        }
    }

    private struct State {
        var requests: [Request: UInt64] = [:]
        var evidence: [String: UInt64] = [:]
        var findings: [Rule: UInt64] = [:]
        var corims: [VerifierService.Provisioning: UInt64] = [:]
        var buckets = [UInt64](repeating: 0, count: Metrics.bounds.count + 1)
        var seconds = 0.0
        var accepted: UTCSeconds?
    }

    /// What is told beside what was counted: moments, and what ledger and silence come to.
    struct Gauges {
        let started: UTCSeconds
        let chips: UInt64
        let entries: UInt64
        /// Nil where silence is not judged, or has not been yet.
        let silence: SilenceWatch.Report?
        /// Until when it is known what was revoked; nil where nobody says.
        let revocations: UTCSeconds?
    }

    /// The upper bounds of the buckets of durations, in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

    private let state = Mutex(State())

    /// Nothing was counted.
    public init() {}

    /// Counts a request that was answered.
    func count(endpoint: Endpoint?, status: Int, duration: Duration) {
        let seconds = duration / .seconds(1)
        state.withLock { state in
            state.requests[Request(endpoint: endpoint?.rawValue ?? "none", status: status), default: 0] += 1
            state.buckets[Metrics.bounds.firstIndex { seconds <= $0 } ?? Metrics.bounds.count] += 1
            state.seconds += seconds
        }
    }

    /// Counts evidence that was judged.
    func count(_ judgement: Judgement) {
        state.withLock { state in
            state.evidence[judgement.standing.word, default: 0] += 1
            if case .kept(let receipt) = judgement.standing { state.accepted = receipt.received }
            for finding in judgement.findings { state.findings[finding.rule, default: 0] += 1 }
        }
    }

    /// Counts a CoRIM.
    func count(_ provisioning: VerifierService.Provisioning) {
        state.withLock { $0.corims[provisioning, default: 0] += 1 }
    }

    /// The text, with what the ledger holds.
    func text(_ gauges: Gauges) -> String {
        state.withLock { state in
            var lines = ["# TYPE interlock_requests_total counter"]
            for (request, count) in state.requests.sorted(by: { $0.key < $1.key }) {
                lines.append(
                    "interlock_requests_total{endpoint=\"\(request.endpoint)\",status=\"\(request.status)\"} \(count)")
            }
            lines.append("# TYPE interlock_request_seconds histogram")
            var sum: UInt64 = 0
            for (bound, count) in zip(Metrics.bounds.map { "\($0)" } + ["+Inf"], state.buckets) {
                sum += count
                lines.append("interlock_request_seconds_bucket{le=\"\(bound)\"} \(sum)")
            }
            lines.append("interlock_request_seconds_sum \(state.seconds)")
            lines.append("interlock_request_seconds_count \(sum)")
            lines.append("# TYPE interlock_evidence_total counter")
            for standing in Judgement.Standing.words {
                lines.append("interlock_evidence_total{standing=\"\(standing)\"} \(state.evidence[standing] ?? 0)")
            }
            lines.append("# TYPE interlock_findings_total counter")
            for (rule, count) in state.findings.sorted(by: { $0.key < $1.key }) {
                lines.append("interlock_findings_total{rule=\"\(rule.id)\"} \(count)")
            }
            lines.append("# TYPE interlock_corims_total counter")
            for outcome in VerifierService.Provisioning.allCases {
                lines.append("interlock_corims_total{outcome=\"\(outcome.rawValue)\"} \(state.corims[outcome] ?? 0)")
            }
            let values: [(String, String?)] = [
                ("ledger_chips", "\(gauges.chips)"), ("ledger_entries", "\(gauges.entries)"),
                ("started_timestamp_seconds", "\(gauges.started.value)"),
                ("last_accepted_timestamp_seconds", state.accepted.map { "\($0.value)" }),
                ("silent_chips", gauges.silence.map { "\($0.count)" }),
                ("silence_looked_timestamp_seconds", gauges.silence.map { "\($0.made.value)" }),
                ("oldest_attestation_timestamp_seconds", gauges.silence?.oldest.map { "\($0.value)" }),
                ("revocations_known_until_timestamp_seconds", gauges.revocations.map { "\($0.value)" }),
            ]
            for (name, value) in values {
                guard let value else { continue }
                lines += ["# TYPE interlock_\(name) gauge", "interlock_\(name) \(value)"]
            }
            return lines.joined(separator: "\n") + "\n"
        }
    }
}
