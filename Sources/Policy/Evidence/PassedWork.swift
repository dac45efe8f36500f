import Agreement
import Appraisal
import Attestation
import Cryptography

/// Work that a chip really did: what the author of written evidence says, or what a fleet's hosts counted.
struct PassedWork: Hashable, Sendable {
    /// The chip, by number.
    let chip: Int
    /// SHA-384 of the weights; nil where nobody measured them.
    let weights: Digest384?
    /// Whether it trained, whatever it was called.
    let isTraining: Bool
    /// The licence that the chip had; nil for none that a suite or scenario knows.
    let licence: Licence?
    /// How many different parties signed that licence.
    let signers: Int
    /// Whether the licence was valid at that time.
    let isTimely: Bool
    /// Whether it was of a sort that the agreement forbids, whatever licences say, and that chips can't tell.
    let isForbidden: Bool
    /// Weighted operations.
    var operations: UInt128
}

extension EvidenceRecord {
    /// Operations that passed, and that no licence of the agreement permits: without one that enough parties signed, of a
    /// model or for a use that is not listed, beyond what a licence may give, beyond what all chips together may.
    func gained(under agreement: Agreement, phase: String?) -> UInt128 {
        let policy = agreement.appraisalPolicy(inPhase: phase)
        var gained: UInt128 = 0
        var sums: [Sum] = []
        for work in passed {
            guard !work.isForbidden, let licence = work.licence, work.isPermitted(by: policy) else {
                gained = gained.addingOrMost(work.operations)
                continue
            }
            let place =
                sums.lastIndex { $0.chip == work.chip && $0.licence.digest == licence.digest }
                ?? sums.endIndex
            if place == sums.endIndex { sums.append(Sum(chip: work.chip, licence: licence)) }
            sums[place].total = sums[place].total.addingOrMost(work.operations)
            if work.isTraining { sums[place].training = sums[place].training.addingOrMost(work.operations) }
        }
        var (total, training): (UInt128, UInt128) = (0, 0)
        for sum in sums {
            let excess = sum.excess(over: policy.licenceLimits)
            gained = gained.addingOrMost(excess)
            total = total.addingOrMost(sum.total - excess)
            training = training.addingOrMost(sum.training - min(excess, sum.training))
        }
        let beyond = max(
            total - min(total, policy.totalAllowance), training - min(training, policy.trainingAllowance))
        return gained.addingOrMost(beyond)
    }
}

/// What one chip did under one licence.
private struct Sum {
    let chip: Int
    let licence: Licence
    var total: UInt128 = 0
    var training: UInt128 = 0

    /// What is beyond the licence, or beyond what the agreement lets a licence give.
    func excess(over limits: AppraisalPolicy.LicenceLimits) -> UInt128 {
        let most = min(licence.terms.totalAllowance, limits.total ?? .max)
        let mostTraining = min(licence.terms.trainingAllowance, limits.training ?? .max)
        return max(total - min(total, most), training - min(training, mostTraining))
    }
}

extension PassedWork {
    /// Whether an agreement lets it be done at all.
    fileprivate func isPermitted(by policy: AppraisalPolicy) -> Bool {
        guard let licence, isTimely, signers >= policy.licenceQuorum, licence.terms.agreement == policy.agreement,
            let model = policy.models.first(where: { $0.weights == weights })
        else { return false }
        return model.uses.contains(isTraining ? .training : .inference)
    }
}
