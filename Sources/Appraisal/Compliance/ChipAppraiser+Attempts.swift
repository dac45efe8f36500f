import Attestation
import Wire

extension ChipAppraiser {
    /// What the chip refused or stopped: alike refusals of one segment are one finding.
    mutating func appraiseAttempts(of claims: Claims) {
        var attempts: [Attempt] = []
        for (position, entry) in claims.log.entries.enumerated() {
            let reason: UInt64
            var count: UInt64 = 1
            switch entry.event {
            case .licenceRefused(let fault, _), .modelRefused(let fault, _), .refused(let fault, _),
                .updateRefused(let fault, _), .authorizationRefused(let fault, _), .ticketRefused(let fault, _),
                .dataRefused(let fault, _):
                reason = fault
            case .violation(let fault, let times): (reason, count) = (fault, times)
            case .boot, .licenceInstalled, .modelLoaded, .usage, .attested, .updateInstalled, .updateConfirmed,
                .updateRolledBack, .ownershipOffered, .ownershipTaken, .checkpointExported, .lineageInherited,
                .dataAdmitted:
                continue
            }
            let isRefusal = entry.event.kind != .violation
            if let known = attempts.firstIndex(where: { $0.number == reason && $0.isRefusal == isRefusal }) {
                attempts[known].add(count, entry.index, position)
            } else {
                attempts.append(Attempt(reason, isRefusal: isRefusal, count, entry.index, position))
            }
        }
        for attempt in attempts {
            find(
                attempt.rule, attempt.positions.map { "claims.guarantee.log.entries[\($0)]" }, attempt.reason)
        }
        guard claims.latchedFault != 0 else { return }
        let fault = Fault(number: claims.latchedFault)
        if let fault, attempts.contains(where: { $0.number == claims.latchedFault && $0.rule == fault.rule }) { return }
        find(
            fault?.rule ?? .faultUnexplained, "claims.guarantee.fault",
            "the chip has latched fault \(Fault.number(claims.latchedFault))"
                + (fault.map { ": it reports that \($0.sentence)" } ?? ", which the registry of faults does not have"))
    }
}

/// Refusals or violations of one reason.
private struct Attempt {
    let number: UInt64
    let isRefusal: Bool
    private var count: UInt64
    private var indices: [UInt64]
    private(set) var positions: [Int]

    init(_ number: UInt64, isRefusal: Bool, _ count: UInt64, _ index: UInt64, _ position: Int) {
        self.number = number
        self.isRefusal = isRefusal
        self.count = count
        indices = [index]
        positions = [position]
    }

    mutating func add(_ more: UInt64, _ index: UInt64, _ position: Int) {
        let (sum, overflow) = count.addingReportingOverflow(more)
        count = overflow ? .max : sum
        indices.append(index)
        positions.append(position)
    }

    private var fault: Fault? { Fault(number: number) }

    var rule: Rule { fault?.rule ?? .faultUnexplained }

    var reason: String {
        let what = fault?.sentence ?? "a fault occurred that the registry of faults does not have"
        let times = count == 1 ? "once" : "\(count) times"
        let shown = indices.prefix(5).map(String.init).joined(separator: ", ") + (indices.count > 5 ? ", …" : "")
        let place = indices.count == 1 ? "log entry \(shown)" : "log entries \(shown)"
        let act = isRefusal ? "the chip refused, because \(what)" : "the hardware reports that \(what)"
        let meaning = isRefusal && rule.severity == .breach ? "; nothing passed, but the attempt is a breach" : ""
        return "\(act) (fault \(Fault.number(number)), \(times), \(place))\(meaning)"
    }
}
