import Attestation
import Cryptography

/// How a piece of evidence relates to the record of its chip.
enum Continuation: Hashable, Sendable {
    /// It starts at manufacture, or right after the evidence before: nothing lies between.
    case direct
    /// Something lies between, or the start is unknown.
    case afterGap
    /// It covers log entries that the record has otherwise: the chip was set back.
    case overlapping
    /// It stands at the very place of other evidence: there are two of this chip.
    case clone
}

extension ChipAppraiser {
    /// Whether the evidence continues the record; findings where it does not.
    mutating func appraiseContinuity(of claims: Claims) -> Continuation {
        if claims.bootCount != claims.counters.boot {
            find(
                .countersContradict, ["claims.bootcount", "claims.guarantee.counters.boot"],
                "the boot count is \(claims.bootCount), but the monotonic counter stands at \(claims.counters.boot)")
        }
        if let licence = claims.licence, claims.counters.licenceSequence < licence.sequence {
            find(
                .countersContradict,
                ["claims.guarantee.licence.sequence", "claims.guarantee.counters.licence-sequence"],
                "licence \(licence.sequence) is installed, but the counter of sequences stands at "
                    + "\(claims.counters.licenceSequence)")
        }
        if claims.log.dropped > 0 {
            find(
                .entriesDropped, "claims.guarantee.log.dropped",
                "the log had no room for \(claims.log.dropped) entries, so that use and refusals are not all known")
            loseTrack()
        }
        guard let latest = record.latest else { return appraiseBeginning(of: claims) }
        let continuation = compare(claims, with: latest)
        if continuation == .afterGap || continuation == .overlapping { loseTrack() }
        if continuation != .clone { compareCounters(of: claims, with: latest) }
        if continuation == .direct, claims.tick >= latest.tick, let limit = longestSilence,
            claims.tick - latest.tick > limit
        {
            find(
                .late, "claims.guarantee.tick",
                "\(claims.tick - latest.tick) ticks passed since the attestation before; a chip must attest every "
                    + "\(limit) ticks")
        }
        return continuation
    }

    private mutating func appraiseBeginning(of claims: Claims) -> Continuation {
        guard claims.log.first > 0 else {
            if claims.log.before != .zero {
                find(
                    .logChainBroken, "claims.guarantee.log.before",
                    "the log starts at entry 0, but its chain does not start from zeros")
            }
            return .direct
        }
        if isWholeRecord {
            find(
                .beginningMissing, "claims.guarantee.log.first",
                "the record starts at log entry \(claims.log.first); \(claims.log.first) entries since manufacture are "
                    + "missing")
        } else {
            lack(
                .completeness,
                "the log entries before \(claims.log.first) are not at hand; totals since manufacture are the chip's word"
            )
        }
        record.isWhole = false
        return .afterGap
    }

    private mutating func compare(_ claims: Claims, with latest: Claims) -> Continuation {
        let log = claims.log
        if log.first > record.next {
            find(
                .logGap, "claims.guarantee.log.first",
                "log entries \(record.next) to \(log.first - 1) are missing: the evidence before ends at "
                    + "\(Int128(record.next) - 1), this starts at \(log.first)")
            return .afterGap
        }
        if log.first < record.next {
            let other = record.stretches.last { $0.first < log.next ?? .max && $0.next > log.first }
            if let other, other.first == log.first, other.bootCount == claims.bootCount {
                find(
                    .cloned, "claims.guarantee.log.first",
                    "it and \(other.exhibit) are two different pieces of evidence for log entry \(log.first) in boot "
                        + "\(claims.bootCount): the chip exists twice, or its state was copied")
                return .clone
            }
            find(
                .logIndexReused, "claims.guarantee.log.first",
                "it starts at log entry \(log.first), but \(other?.exhibit ?? "earlier evidence") covers the log up to "
                    + "\(Int128(record.next) - 1): the log was set back")
            return .overlapping
        }
        if log.before != record.head {
            find(
                .historyForked, "claims.guarantee.log.before",
                "it starts right after the evidence before, but from the chain value \(log.before.brief) and not from "
                    + "\(record.head.brief): the entries before were not those")
            return .overlapping
        }
        return .direct
    }

    /// From here on, the log does not show all that was used under the licences installed so far.
    private mutating func loseTrack() {
        record.isWhole = false
        for index in record.uses.indices { record.uses[index].isWhole = false }
    }

    private mutating func compareCounters(of claims: Claims, with latest: Claims) {
        let counters: [(name: String, field: String, now: UInt64, before: UInt64)] = [
            ("boot count", "claims.bootcount", claims.bootCount, latest.bootCount),
            (
                "owner's epoch", "claims.guarantee.ownership.epoch", claims.ownership?.epoch ?? 0,
                latest.ownership?.epoch ?? 0
            ),
            (
                "counter of licence sequences", "claims.guarantee.counters.licence-sequence",
                claims.counters.licenceSequence, latest.counters.licenceSequence
            ),
            (
                "counter of state versions", "claims.guarantee.counters.state-version", claims.counters.stateVersion,
                latest.counters.stateVersion
            ),
        ]
        for counter in counters where counter.now < counter.before {
            find(
                .counterWentBack, counter.field,
                "the \(counter.name) went back from \(counter.before) to \(counter.now)")
        }
        if claims.tick < latest.tick {
            find(
                .timeWentBack, "claims.guarantee.tick",
                "chip time went back from tick \(latest.tick) to \(claims.tick)")
        }
        for reading in Meter.readings(claims, since: latest) where reading.now < reading.before {
            find(
                .meterWentBack, reading.field,
                "the meter of \(reading.name) went back from \(reading.before) to \(reading.now)")
        }
        if let now = claims.licence, let before = latest.licence, now.digest == before.digest {
            for (name, now, before) in [
                ("all", now.total.used, before.total.used), ("training", now.training.used, before.training.used),
            ] where now < before {
                find(
                    .meterWentBack, "claims.guarantee.licence.\(name == "all" ? "total" : name)",
                    "the operations used under licence \(claims.licence?.sequence ?? 0) (\(name)) went back from "
                        + "\(before) to \(now)")
            }
        }
    }
}

extension Meter {
    /// Every reading that can only grow, now and in earlier claims.
    fileprivate static func readings(
        _ claims: Claims, since latest: Claims
    ) -> [(name: String, field: String, now: UInt128, before: UInt128)] {
        let field = "claims.guarantee.meter"
        var readings = [
            ("all operations", "\(field).total", claims.meter.total, latest.meter.total),
            ("operations of training", "\(field).training", claims.meter.training, latest.meter.training),
            (
                "openings", "claims.guarantee.interlock.openings", UInt128(claims.interlock.openings),
                UInt128(latest.interlock.openings)
            ),
            (
                "refusals", "claims.guarantee.interlock.refusals", UInt128(claims.interlock.refusals),
                UInt128(latest.interlock.refusals)
            ),
        ]
        for (now, before) in zip(claims.meter.traffic.named, latest.meter.traffic.named) {
            readings.append(("bytes (\(now.name))", "\(field).traffic", now.bytes, before.bytes))
        }
        for before in latest.meter.counts {
            let now = claims.meter.counts.first { $0.format == before.format }
            let name = "format \(before.format)"
            readings.append(
                (
                    "multiply-accumulates in \(name)", "\(field).counts", now?.multiplyAccumulates ?? 0,
                    before.multiplyAccumulates
                ))
            readings.append(
                ("vector operations in \(name)", "\(field).counts", now?.vectorOperations ?? 0, before.vectorOperations)
            )
        }
        return readings
    }
}
