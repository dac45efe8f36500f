import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

/// What passed the interlock of a chip since it was made, none of which has been attested yet.
package struct Truth: Hashable, Sendable {
    /// How evidence compares with it.
    enum Verdict: Hashable, Sendable {
        /// Signed, free of contradiction, and all of it.
        case told
        /// Signed, free of contradiction, and less.
        case hidden
        /// There is none, or an appraisal finds a breach in it: meter, counts and log contradict each other, or the chip
        /// logged that its meter is out of order.
        case rejected
    }

    /// Operations that policy counts.
    package let total: UInt128
    /// Of which in openings for training.
    package let training: UInt128
    /// Where it must be told.
    package let form: Form

    /// What a chip tells its usage in.
    package enum Form: Hashable, Sendable {
        /// Evidence that this key signs.
        case evidence(alias: P384.PublicKey)
        /// The answer to this request.
        case measurements(SPDMMeasurementsRequest)
        /// A lineage ticket that this key signs.
        case ticket(alias: P384.PublicKey)
    }

    /// The truth of a chip.
    package init(total: UInt128, training: UInt128, in form: Form) {
        self.total = total
        self.training = training
        self.form = form
    }

    /// What the answer of a core is, and keeps that in `known`, which is of this truth.
    func judge(_ core: borrowing FaultCore, _ known: inout [[UInt8]: Verdict]) -> Verdict {
        guard core.outcome == 0 else { return .rejected }
        let answer = core.answer
        if let verdict = known[answer] { return verdict }
        let verdict = judge(answer)
        if known.count >= Truth.knownLimit { known.removeAll(keepingCapacity: true) }
        known[answer] = verdict
        return verdict
    }

    private static let knownLimit = 4_096

    private func judge(_ answer: [UInt8]) -> Verdict {
        switch form {
        case .evidence(let alias): judge(evidence: answer, of: alias)
        case .measurements(let request): judge(Array(answer.dropFirst(SPDMEnvelope.headerLength)), to: request)
        case .ticket(let alias): judge(ticket: answer, of: alias)
        }
    }

    /// A ticket tells of training alone: what all chips have trained that these weights come from.
    private func judge(ticket answer: [UInt8], of alias: P384.PublicKey) -> Verdict {
        guard let ticket = try? LineageTicket(answer),
            alias.verify(ticket.signature, digest: ticket.signedDigest) == .valid
        else { return .rejected }
        return verdict(ticket.lineage.total, ticket.lineage.total)
    }

    /// What the chip measures of itself says nothing but the total, and the fault that ended service.
    private func judge(_ answer: [UInt8], to request: SPDMMeasurementsRequest) -> Verdict {
        guard let measurements = try? request.measurements(in: answer),
            let value = measurements.first(where: { $0.index == Truth.meterIndex && $0.isRaw })?.value,
            value.count == 36
        else { return .rejected }
        func number(_ place: Range<Int>) -> UInt128 { value[place].reversed().reduce(0) { $0 << 8 | UInt128($1) } }
        guard !Truth.breaches.contains(UInt64(number(32..<36))) else { return .rejected }
        return verdict(number(0..<16), number(16..<32))
    }

    /// The meter's index among the measurements (`Specs/SPDM.md`).
    private static let meterIndex: UInt8 = 5

    private func verdict(_ total: UInt128, _ training: UInt128) -> Verdict {
        total >= self.total && training >= self.training ? .told : .hidden
    }

    private func judge(evidence answer: [UInt8], of alias: P384.PublicKey) -> Verdict {
        guard let evidence = try? Evidence(answer),
            alias.verify(evidence.signature, digest: evidence.signedDigest) == .valid
        else { return .rejected }
        let (log, meter) = (evidence.claims.log, evidence.claims.meter)
        for case .violation(let fault, _) in log.entries.map(\.event) where Truth.breaches.contains(fault) {
            return .rejected
        }
        var logged: (total: UInt128, training: UInt128) = (0, 0)
        for case .usage(let usage) in log.entries.map(\.event) {
            logged.total &+= usage.used
            if usage.workloadClass == .training { logged.training &+= usage.used }
        }
        guard log.first == 0, log.before == .zero, log.dropped == 0, log.computedHead == log.head,
            logged == (meter.total, meter.training), Truth.policyOperations(meter.counts) == meter.total
        else { return .rejected }
        return verdict(meter.total, meter.training)
    }

    /// Violations by which the firmware says that the meter can't be believed. An appraisal calls each a breach
    /// (IL-COMP-20: more passed than the interlock let through), whatever the numbers beside it. Others, as a watchdog
    /// that ran out, are a doubt that a host can cause at will: they tell nothing of usage.
    private static let breaches: Set<UInt64> = Set(
        [Fault.meterWentBackwards, .meterExceededQuantum, .meterInconsistent].map { UInt64($0.rawValue) })

    /// The policy quantity of counts by number format; nil where it is none.
    private static func policyOperations(_ counts: [Meter.Count]) -> UInt128? {
        var sum: UInt128 = 0
        for count in counts {
            guard let format = NumberFormat(rawValue: count.format), count.multiplyAccumulates >> 120 == 0,
                count.vectorOperations >> 120 == 0
            else { return nil }
            sum &+= (count.multiplyAccumulates * 2 + count.vectorOperations) * format.weight
        }
        return sum
    }
}
