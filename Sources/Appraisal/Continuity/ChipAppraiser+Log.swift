import Attestation
import Cryptography

/// What the entries of one segment add up to.
struct LogTotals: Hashable, Sendable {
    /// Weighted operations used, all.
    var total: UInt128 = 0
    /// Of which for training.
    var training: UInt128 = 0
}

extension ChipAppraiser {
    /// Walks the segment's entries: the chain, the indices, time, boots, licences and use.
    mutating func appraiseLog(of claims: Claims, _ continuation: Continuation) -> LogTotals {
        let log = claims.log
        if log.computedHead != log.head {
            find(
                .logChainBroken, "claims.guarantee.log.head",
                "the \(log.entries.count) entries give the chain value \(log.computedHead.brief), the evidence names "
                    + log.head.brief)
        }
        var totals = LogTotals()
        var tick = continuation == .direct ? record.tick : 0
        for (position, entry) in log.entries.enumerated() {
            let field = "claims.guarantee.log.entries[\(position)]"
            let (expected, overflow) = log.first.addingReportingOverflow(UInt64(position))
            if overflow || entry.index != expected {
                find(
                    .logChainBroken, field,
                    "the entry at place \(position) calls itself \(entry.index); it should be \(expected)")
            }
            if entry.tick < tick {
                find(.timeWentBack, field, "chip time went back from tick \(tick) to \(entry.tick) in the log")
            }
            appraise(entry, field, claims, since: tick, &totals)
            tick = max(tick, entry.tick)
        }
        compareEnd(of: claims, continuation)
        compareRefusals(of: claims, continuation)
        if let last = log.entries.last, last.tick > claims.tick {
            find(
                .timeWentBack, "claims.guarantee.tick",
                "the log's last entry is of tick \(last.tick), the evidence of tick \(claims.tick)")
        }
        return totals
    }

    /// What the end of a segment must say: that this evidence was signed, in the boot that the claims name.
    private mutating func compareEnd(of claims: Claims, _ continuation: Continuation) {
        guard claims.log.dropped == 0 else { return }
        let place = "claims.guarantee.log.entries[\(claims.log.entries.count - 1)]"
        if case .attested(let nonce) = claims.log.entries.last?.event {
            if nonce != Digest384(hashing: claims.nonce) {
                find(.logChainBroken, place, "the log's last entry tells of an attestation for another nonce than this")
            }
        } else {
            find(.logChainBroken, "claims.guarantee.log.entries", "the log does not end with this attestation")
        }
        let boots = claims.log.entries.compactMap { entry -> UInt64? in
            if case .boot(let count, _, _) = entry.event { count } else { nil }
        }
        let known = boots.last ?? (continuation == .direct ? record.latest?.bootCount : nil)
        if let known, known != claims.bootCount {
            find(
                .countersContradict, ["claims.bootcount", "claims.guarantee.log.entries"],
                "the boot count is \(claims.bootCount), but by the log this is boot \(known)")
        }
    }

    /// A refusal is counted first, then logged: where power goes in between, the counter alone tells of the attempt.
    private mutating func compareRefusals(of claims: Claims, _ continuation: Continuation) {
        guard continuation == .direct, claims.log.dropped == 0 else { return }
        let logged = UInt64(claims.log.entries.count { $0.event.isRefusal })
        let (counted, overflow) = claims.interlock.refusals.subtractingReportingOverflow(
            record.latest?.interlock.refusals ?? 0)
        // A counter that went back is a finding of its own.
        guard !overflow, counted != logged else { return }
        find(
            .refusalsUntold, "claims.guarantee.interlock.refusals",
            "the chip counted \(counted) refusals since the evidence before, and its log tells of \(logged)")
    }

    private mutating func appraise(
        _ entry: LogEntry, _ field: String, _ claims: Claims, since tick: UInt64, _ totals: inout LogTotals
    ) {
        switch entry.event {
        case .boot(let count, let runtime, let securityVersion):
            appraiseBoot(count, runtime, securityVersion, entry, field, claims)
        case .licenceInstalled(let licence, let sequence):
            record.uses.append(ChipRecord.LicenceUse(sequence: sequence, licence: licence, isWhole: true))
            judge(licence, sequence: sequence, field: field)
        case .usage(let usage):
            totals.total = totals.total.addingOrMost(usage.used)
            if usage.workloadClass == .training { totals.training = totals.training.addingOrMost(usage.used) }
            appraise(usage, entry, field, claims, since: tick)
        case .updateConfirmed(let runtime, let version):
            find(
                .updated, field,
                "the firmware was updated to the runtime with digest \(runtime.brief), security version \(version)")
        case .updateRolledBack(let runtime, let version):
            find(
                .updated, field,
                "an update did not become ready; the chip fell back to the runtime with digest \(runtime.brief), "
                    + "security version \(version)")
        case .ownershipOffered(let next, let epoch):
            find(
                .ownerChanged, field,
                "in epoch \(epoch) the chip was offered to a next owner, whose keys have the digest \(next.brief)")
        case .ownershipTaken(let owner, let epoch):
            find(
                .ownerChanged, field,
                "epoch \(epoch) began: the owner whose keys have the digest \(owner.brief) took the chip")
        case .checkpointExported(let weights, let operations, let outside):
            record.exports.append(
                ChipRecord.Export(
                    weights: weights, operations: operations, outside: outside, tick: entry.tick,
                    stretch: record.stretches.count))
            compareRun(operations, outside, of: weights, claims, field)
        case .lineageInherited(let weights, let operations):
            compareRun(operations, 0, of: weights, claims, field)
        case .dataAdmitted(let manifest, let dataClass):
            guard dataClass == Licence.Terms.outputsClass else { break }
            find(
                .trainedOnOutputs, field,
                "data of the manifest \(manifest.brief) were trained on, which calls them another model's outputs")
        case .licenceRefused, .modelLoaded, .modelRefused, .refused, .violation, .attested, .updateInstalled,
            .updateRefused, .authorizationRefused, .ticketRefused, .dataRefused:
            break
        }
    }

    private mutating func appraiseBoot(
        _ count: UInt64, _ runtime: Digest384, _ securityVersion: UInt64, _ entry: LogEntry, _ field: String,
        _ claims: Claims
    ) {
        if count <= record.bootCount, record.bootCount > 0 {
            find(
                .counterWentBack, field,
                "the log enters boot \(count) after boot \(record.bootCount) at index \(entry.index)")
        }
        record.bootCount = max(record.bootCount, count)
        guard runtime != claims.runtime.digest, let reference = trust.referenceValues else { return }
        if !reference.runtime.contains(where: { $0.digest == runtime }) {
            find(
                .runtimeUnknown, field,
                "boot \(count) ran a runtime with digest \(runtime.brief), which is none of the "
                    + "\(reference.runtime.count) approved")
        }
        if securityVersion < reference.minimumSecurityVersion {
            find(
                .versionBelowMinimum, field,
                "boot \(count) ran security version \(securityVersion), below the minimum of "
                    + "\(reference.minimumSecurityVersion)")
        }
    }
}

extension LogEntry.Event {
    /// Whether the chip counted it as a refusal.
    fileprivate var isRefusal: Bool {
        switch self {
        case .licenceRefused, .modelRefused, .refused, .updateRefused, .authorizationRefused, .ticketRefused,
            .dataRefused:
            true
        case .boot, .licenceInstalled, .modelLoaded, .usage, .violation, .attested, .updateInstalled, .updateConfirmed,
            .updateRolledBack, .ownershipOffered, .ownershipTaken, .checkpointExported, .lineageInherited,
            .dataAdmitted:
            false
        }
    }
}
