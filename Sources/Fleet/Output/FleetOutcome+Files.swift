import Accelerator
import Appraisal
import Attestation
import Cryptography

/// A file of a run's output directory.
package struct OutputDocument: Hashable, Sendable {
    /// Its path within the directory, with `/` between the parts.
    package let path: String
    /// What it holds.
    package let bytes: [UInt8]
}

extension FleetOutcome {
    /// Everything that the output directory holds beside the agreement, a file at a time, in a fixed order.
    ///
    /// Nothing of it depends on the clock, the machine or the way in which firmware was executed.
    package func writeFiles<Failure: Error>(
        _ write: (OutputDocument) throws(Failure) -> Void
    ) throws(Failure) {
        for history in histories {
            for (path, delivery) in zip(FleetOutcome.evidencePaths(of: history, in: scenario), history.deliveries) {
                try write(OutputDocument(path: path, bytes: delivery.evidence))
            }
            let name = scenario.chipName(history.chip)
            try write(OutputDocument(path: "logs/\(name).log", bytes: FleetOutcome.usageLog(of: history)))
        }
        for file in trust.files.files { try write(OutputDocument(path: "trust/\(file.path)", bytes: file.bytes)) }
        try write(OutputDocument(path: "findings.json", bytes: Array(findingsJSON.text.utf8)))
        try write(OutputDocument(path: "run.json", bytes: Array(runJSON.text.utf8)))
        try write(OutputDocument(path: "report.html", bytes: Array(Report(self).html.utf8)))
    }

    /// The usage log as a CBOR sequence (RFC 8742) of the entries that evidence carries; what is missing is missing.
    package static func usageLog(of history: ChipHistory) -> [UInt8] {
        entries(of: history).flatMap { $0.encoded() }
    }

    /// The entries of the usage log that evidence carries.
    package static func entries(of history: ChipHistory) -> [LogEntry] {
        history.deliveries.flatMap { (try? Evidence($0.evidence))?.claims.log.entries ?? [] }
    }

    /// `findings.json`: the verdict, the chips with theirs, and every finding with the evidence that it rests on.
    package var findingsJSON: JSONValue {
        .object([
            "verdict": .string(appraisal.verdict.rawValue), "signatures": .string(appraisal.signatures.rawValue),
            "asExpected": .boolean(isAsExpected),
            "chips": .array(
                appraisal.chips.map { chip in
                    .object([
                        "chip": .string(chip.name), "id": .string(chip.chip.description),
                        "verdict": .string(chip.verdict.rawValue), "evidence": .number(chip.evidenceCount),
                    ])
                }), "findings": .array(appraisal.findings.map(json)),
        ])
    }

    private func json(_ finding: Finding) -> JSONValue {
        let name = appraisal.chips.first { $0.chip == finding.chip }?.name
        return .object([
            "rule": .string(finding.rule.id), "chip": name.map { .string($0) } ?? .null,
            "severity": .string(finding.severity.rawValue), "title": .string(finding.rule.title),
            "sentence": .string(finding.reason),
            "evidence": .array(
                finding.evidence.map { .object(["file": .string($0.exhibit), "field": .string($0.field)]) }),
        ])
    }

    /// `run.json`: what ran, and how much of what was really done; quantities above 2^53 are decimal strings.
    package var runJSON: JSONValue {
        let work = work
        let executed = executed
        let metered = appraisal.chips.reduce(UInt128(0)) { $0 + ($1.latest?.meter.total ?? 0) }
        return .object([
            "scenario": .string(scenario.name), "seed": .number(scenario.seed),
            "epoch": .string(scenario.epoch.rfc3339), "durationTicks": .number(scenario.duration),
            "agreement": .string(scenario.agreement.name),
            "agreementDigest": .string(scenario.agreement.digest.description),
            "trace": trace.map { .object(["requests": .number($0.requests.count)]) } ?? .null,
            "chips": .number(histories.count), "booted": .number(histories.count(where: \.hasBooted)),
            "evidence": .number(histories.reduce(0) { $0 + $1.deliveries.count }),
            "requests": .object([
                "served": .number(work.served), "unserved": .number(work.unserved),
                "promptTokens": .number(work.promptTokens), "generatedTokens": .number(work.generatedTokens),
                "waitingNanoseconds": .number(work.waiting),
            ]),
            "chipStepsOfTraining": .number(work.trainingSteps), "busyNanoseconds": .number(work.busy),
            "operations": .object([
                "executed": .decimal(executed.policyOperations), "ofWhichTraining": .decimal(trained),
                "metered": .decimal(metered), "allowed": .decimal(scenario.agreement.totalAllowance),
                "trainingAllowed": .decimal(scenario.agreement.trainingAllowance),
            ]),
            "bytes": .object([
                "memoryRead": .decimal(executed[.memoryBytesRead]),
                "memoryWritten": .decimal(executed[.memoryBytesWritten]),
                "weightsWritten": .decimal(executed[.weightBytesWritten]),
                "linkSent": .decimal(executed[.linkBytesSent]), "linkReceived": .decimal(executed[.linkBytesReceived]),
            ]),
            "interlockOpenings": .number(
                appraisal.chips.reduce(UInt64(0)) { $0 + ($1.latest?.interlock.openings ?? 0) }),
            "verdict": .string(appraisal.verdict.rawValue), "signatures": .string(appraisal.signatures.rawValue),
            "asExpected": .boolean(isAsExpected),
            "contradictions": .array(contradictions.map { .string($0) }),
        ])
    }

    /// Where evidence and truth differ, in sentences: none, unless chip, firmware or engine is wrong.
    ///
    /// Only the engine knows what hosts really had accelerators do; no verifier sees it.
    package var contradictions: [String] {
        histories.flatMap { history -> [String] in
            guard let last = history.deliveries.last, last.isOwn,
                last.challenge == world.challenges[history.chip].count - 1,
                let claims = (try? Evidence(last.evidence))?.claims
            else { return [] }
            let name = scenario.chipName(history.chip)
            let traffic = claims.meter.traffic
            let pairs: [(String, UInt128, UInt128)] = [
                ("operations", claims.meter.total, history.executed.policyOperations),
                ("operations of training", claims.meter.training, history.trained),
                ("bytes read", traffic.memoryRead, history.executed[.memoryBytesRead]),
                ("bytes written", traffic.memoryWritten, history.executed[.memoryBytesWritten]),
                ("bytes of weights written", traffic.weightsWritten, history.executed[.weightBytesWritten]),
                ("bytes sent", traffic.linkSent, history.executed[.linkBytesSent]),
                ("bytes received", traffic.linkReceived, history.executed[.linkBytesReceived]),
            ]
            return pairs.compactMap { what, evidence, truth in
                evidence == truth ? nil : "\(name): evidence states \(evidence) \(what), and there were \(truth)"
            }
        }
    }
}
