import Appraisal
import Attestation
import Cryptography
import Ledger
import Licensing
import Transparency

/// Chips that have fallen silent.
extension VerifierService {
    /// What silence is by the stricter of trusted documents and agreement; nil where neither says, or where the chips' clock does
    /// not run with ours.
    private func silenceLimit() throws -> SilenceWatch.Limit? {
        guard rules.clock == .now else { return nil }
        let trusted = try trust.current().store
        let limits = [
            trusted.timing.map { ($0.attestationInterval, $0.grace) },
            rules.policy.map { ($0.attestationInterval, $0.grace) },
        ].compactMap { limit -> Int64? in
            guard let (interval, grace) = limit, interval > 0 else { return nil }
            return Int64(clamping: interval.addingOrMost(grace))
        }
        guard let seconds = limits.min() else { return nil }
        let start = try desk?.snapshot().state.start ?? started
        return SilenceWatch.Limit(
            seconds: min(seconds, UTCSeconds.never.value), start: start,
            register: (trusted.chips?.chips ?? []).map { ($0.id, $0.name) })
    }

    /// Looks for chips that have fallen silent, and tells the log of each once for each silence.
    func watchSilence() async throws {
        let moment = now()
        let (limit, silent) = try await silence.reading.run { [self] in
            let limit = try silenceLimit()
            return (limit, try limit.map { try silence.look($0, at: moment) } ?? [])
        }
        guard let limit, let desk, !silent.isEmpty else { return }
        try await verifier.writing.run { [self] in try tell(desk, of: silent, limit, at: moment) }
    }

    private func tell(
        _ desk: LicensingDesk, of silent: [SilenceWatch.Silent], _ limit: SilenceWatch.Limit, at moment: UTCSeconds
    ) throws {
        try desk.act(at: moment) { [store] snapshot, moment in
            let told = Dictionary(
                snapshot.state.detections.compactMap { detection -> (ChipID, UTCSeconds)? in
                    guard [.late, .dark].contains(detection.rule) else { return nil }
                    return detection.chip.map { ($0, detection.time) }
                }, uniquingKeysWith: max)
            // What was told before this silence was of another.
            let untold = silent.filter { chip in
                guard let time = told[chip.chip] else { return true }
                return chip.received.map { time.value <= $0.value + limit.seconds } ?? false
            }
            var drafts: [EntryDraft] = []
            for chip in untold.prefix(VerifierService.mostTold) {
                let latest = try chip.entries > 0 ? store.entries(of: chip.chip, from: chip.entries - 1, limit: 1) : []
                drafts += try Record.result(
                    Array(chip.judgement(limit, latest.first?.receipt, at: moment).compact.utf8),
                    under: desk.rules.agreement, at: moment)
            }
            return (LicensingDesk.Step(drafts: drafts), ())
        }
    }

    /// The most silences that the log is told of at once; the rest is told the next time.
    private static let mostTold = 256

    /// Which chips are silent, for programs; null where that is not judged, or has not been yet.
    var silenceJSON: JSONValue {
        guard let report = silence.report else { return .null }
        return .object([
            "made": .string(report.made.rfc3339), "silent": .number(report.count),
            "chips": .array(
                report.chips.map { chip in
                    .object([
                        "chip": .string(chip.chip.description), "name": chip.name.map { .string($0) } ?? .null,
                        "latest": chip.received.map { .string($0.rfc3339) } ?? .null,
                    ])
                }),
        ])
    }
}

extension SilenceWatch.Silent {
    /// What the log is told.
    fileprivate func judgement(_ limit: SilenceWatch.Limit, _ receipt: Receipt?, at now: UTCSeconds) -> JSONValue {
        let finding =
            received.map { received in
                Finding(
                    .late, chip: chip,
                    evidence: receipt.map { [EvidencePointer(exhibit: Exhibit.name($0.digest), field: "")] } ?? [],
                    reason:
                        "its latest evidence came at \(received.rfc3339), \(now.value - received.value) seconds ago; a "
                        + "chip must attest every \(limit.seconds)")
            }
            ?? Finding(
                .dark, chip: chip, evidence: [],
                reason: "it is of the fixed set, and there was never any evidence of it; a chip must attest every "
                    + "\(limit.seconds) seconds")
        return LogNotice(of: self, finding).json
    }
}
