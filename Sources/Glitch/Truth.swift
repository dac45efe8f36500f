import Attestation
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
    /// The key that the chip signs with.
    package let alias: P384.PublicKey

    /// The truth of a chip.
    package init(total: UInt128, training: UInt128, alias: P384.PublicKey) {
        self.total = total
        self.training = training
        self.alias = alias
    }

    /// What the answer of a core is as evidence, and keeps that in `known`, which is of this truth.
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
        return meter.total >= total && meter.training >= training ? .told : .hidden
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
