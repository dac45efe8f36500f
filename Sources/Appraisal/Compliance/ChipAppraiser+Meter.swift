import Attestation

extension ChipAppraiser {
    /// Meter, counters and log against each other.
    mutating func appraiseMeter(of claims: Claims, entries: LogTotals, _ continuation: Continuation) {
        compareQuantity(of: claims.meter)
        guard continuation == .direct, claims.log.dropped == 0 else {
            lack(.meter, "the log at hand has a gap, so that it was not compared with the meter throughout")
            return
        }
        let before = record.latest?.meter
        // What has passed since the log's last entry is not in the log yet while the interlock is open.
        let mayBeMore = claims.interlock.isOpen
        for (name, now, then, logged) in [
            ("total", claims.meter.total, before?.total ?? 0, entries.total),
            ("training", claims.meter.training, before?.training ?? 0, entries.training),
        ] where now >= then {
            if mayBeMore ? now - then < logged : now - then != logged {
                find(
                    .meterContradictsLog, ["claims.guarantee.meter.\(name)", "claims.guarantee.log.entries"],
                    "the meter (\(name)) grew by \(now - then) since "
                        + (before == nil ? "manufacture" : "the evidence before")
                        + ", but the log accounts for \(logged)")
            }
        }
        compareLicenceUse(of: claims, mayBeMore: mayBeMore)
    }

    /// What the log shows as used under the licence, from its installation on, against what the chip states.
    private mutating func compareLicenceUse(of claims: Claims, mayBeMore: Bool) {
        guard let state = claims.licence, let use = record.uses.last(where: { $0.licence == state.digest }),
            use.isWhole
        else { return }
        for (name, stated, logged) in [
            ("total", state.total.used, use.total), ("training", state.training.used, use.training),
        ] where mayBeMore ? stated < logged : stated != logged {
            find(
                .meterContradictsLog, ["claims.guarantee.licence.\(name)", "claims.guarantee.log.entries"],
                "the chip states \(stated) operations (\(name)) as used under licence \(state.sequence), the log shows "
                    + "\(logged)")
        }
    }

    /// The policy quantity against the counters by number format: 2 × multiply-accumulates + vector operations, weighted.
    private mutating func compareQuantity(of meter: Meter) {
        var sum: UInt128? = 0
        for count in meter.counts {
            guard let format = NumberFormat(rawValue: count.format) else {
                find(
                    .quantityContradictsCounters, "claims.guarantee.meter.counts",
                    "the meter counts in number format \(count.format), which does not exist")
                return
            }
            let (macs, overflow1) = count.multiplyAccumulates.multipliedReportingOverflow(by: 2 * format.weight)
            let (vectors, overflow2) = count.vectorOperations.multipliedReportingOverflow(by: format.weight)
            sum = overflow1 || overflow2 ? nil : sum?.adding(macs)?.adding(vectors)
        }
        guard sum == meter.total else {
            find(
                .quantityContradictsCounters, ["claims.guarantee.meter.total", "claims.guarantee.meter.counts"],
                "the counters by number format give \(sum.map { "\($0)" } ?? "2^128 or more") policy operations, the "
                    + "meter states \(meter.total)")
            return
        }
        if meter.training > meter.total {
            find(
                .quantityContradictsCounters, ["claims.guarantee.meter.total", "claims.guarantee.meter.training"],
                "the meter states more training (\(meter.training)) than operations at all (\(meter.total))")
        }
    }
}

extension UInt128 {
    /// The sum, or nil where it reaches 2^128.
    fileprivate func adding(_ other: UInt128) -> UInt128? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
