extension Checker {
    /// The limits of licences against allowances, intervals and outages.
    mutating func checkLicences() {
        let limits = agreement.licenceLimits
        if let level = agreement.level, let longest = level.longestInterval, agreement.attestationInterval > longest {
            tell(
                .intervalAgainstLevel, "monitoring.interval",
                "\(Duration(agreement.attestationInterval)) is not \(level.rawValue)",
                mend: "make it at most \(Duration(longest)), or the level lower")
        }
        if agreement.attestationInterval == 0 {
            tell(
                .silenceUnnoticed, "monitoring.interval", "0 asks for no attestation",
                mend: "give an interval, such as 1h")
        }
        checkSizes()
        guard let validity = limits.validity else {
            tell(
                .validityUnsaid, "licences", "the parties may sign a licence that never ends",
                mend: "add licences.validity")
            if agreement.outage == nil { tellOutage() }
            return
        }
        if validity < agreement.attestationInterval {
            tell(
                .licenceBelowInterval, "licences.validity",
                "a licence of \(Duration(validity)) ends before an attestation every "
                    + "\(Duration(agreement.attestationInterval)) is due",
                mend: "make it at least as long")
        }
        guard let outage = agreement.outage else { return tellOutage() }
        if outage.grace > validity {
            tell(
                .outageBeyondLicence, "outage.grace",
                "chips stop when their licence ends, after \(Duration(validity)) at the most",
                mend: "make it at most \(Duration(validity))")
        }
    }

    private mutating func tellOutage() {
        tell(.outageUnsaid, "outage", "chips then stop when their licence ends", mend: "add outage")
    }

    private mutating func checkSizes() {
        let limits = agreement.licenceLimits
        let training = limits.training ?? 0
        if let total = limits.total, training > total {
            tell(
                .licenceLimitsContradict, "licences.training", "it is above licences.total",
                mend: "make it at most that")
        }
        if let total = limits.total, let quantum = limits.quantum, quantum > total {
            tell(
                .licenceLimitsContradict, "licences.quantum", "it is above licences.total", mend: "make it at most that"
            )
        }
        if limits.quantum == 0 {
            tell(.licenceLimitsContradict, "licences.quantum", "nothing may pass", mend: "give at least 1")
        }
        if limits.validity == 0 {
            tell(.licenceLimitsContradict, "licences.validity", "no licence is ever valid", mend: "give at least 1s")
        }
        for (name, limit, allowance) in [
            ("total", limits.total, agreement.totalAllowance),
            ("training", limits.training, agreement.trainingAllowance),
        ] {
            guard let limit else { continue }
            let (product, overflow) = limit.multipliedReportingOverflow(by: UInt128(limits.chips ?? 1))
            if overflow || product > allowance {
                tell(
                    .licencesBeyondAllowance, "licences.\(name)",
                    "\(limits.chips ?? 1) chips of one licence may take more than allowances.\(name), and none of them "
                        + "knows of the others",
                    mend: "make it at most \(allowance / UInt128(max(limits.chips ?? 1, 1)))")
            }
        }
        if let outage = agreement.outage, outage.then == .throttled {
            tellRate("outage.then")
            tell(
                .outageNotCarried, "outage.then",
                "when a licence ends, the interlock closes; none goes on at a lower rate",
                mend: "write closed")
        }
    }

    /// Tells where something is throttled, and no rate is said.
    mutating func tellRate(_ field: String) {
        guard agreement.operationsPerSecond == nil else { return }
        tell(.rateMissing, field, "no rate is agreed", mend: "add throttle.operationsPerSecond")
    }
}

/// Ticks as people say them.
struct Duration: CustomStringConvertible {
    private let ticks: UInt64

    init(_ ticks: UInt64) { self.ticks = ticks }

    var description: String {
        let units: [(UInt64, String)] = [(86_400, "d"), (3600, "h"), (60, "m")]
        guard ticks > 0, let (size, unit) = units.first(where: { ticks % $0.0 == 0 }) else { return "\(ticks)s" }
        return "\(ticks / size)\(unit)"
    }
}

extension UInt64 {
    /// The ticks as people say them: `90s`, `12m`, `3d`.
    package var asDuration: String { Duration(self).description }
}
