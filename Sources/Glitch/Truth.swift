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
        /// There is none, or an appraisal finds that meter, counts and log contradict each other, or a violation logged.
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

    /// What the answer of a core is as evidence.
    func judge(_ core: borrowing FaultCore) -> Verdict {
        guard core.outcome == 0, let evidence = try? Evidence(core.answer),
            alias.verify(evidence.signature, digest: evidence.signedDigest) == .valid
        else { return .rejected }
        let (log, meter) = (evidence.claims.log, evidence.claims.meter)
        // The appraisal calls each a breach.
        for case .violation in log.entries.map(\.event) { return .rejected }
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
