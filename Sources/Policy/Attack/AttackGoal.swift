import Agreement
import Attestation

/// Something that an agreement is meant to prevent, and that a cheat may want all the same.
package enum AttackGoal: Hashable, Sendable {
    /// To train one run beyond a threshold, by its place, however it is split over chips, licences and time.
    case threshold(Int)
    /// To train beyond the allowance.
    case training
    /// To compute beyond the allowance.
    case total
    /// To run a model that is not listed.
    case stranger
    /// To train a model that is for inference only, by its place.
    case otherUse(Int)
    /// To compute under a licence that only the colluding blocs signed.
    case alone
    /// To take a chip out of sight.
    case dark

    /// The goals that an agreement gives sense to, in a fixed order. What is to be reported or watched only is no goal; nor
    /// is what chips refuse by themselves: rates, and runs by lineage.
    static func all(under agreement: Agreement) -> [AttackGoal] {
        let thresholds = agreement.thresholds.indices.filter { place in
            agreement.thresholds[place].beyond == .prohibited && !agreement.thresholds[place].isCarriedByChips
        }
        let locked = agreement.models.firstIndex { !$0.uses.contains(.training) }
        return thresholds.map(AttackGoal.threshold) + [.training, .total, .stranger]
            + (locked.map { [.otherUse($0)] } ?? []) + (agreement.models.isEmpty ? [] : [.alone]) + [.dark]
    }

    /// What is wanted, in words.
    func title(under agreement: Agreement) -> String {
        switch self {
        case .threshold(let place): "training beyond the threshold \"\(agreement.thresholds[place].name)\""
        case .training: "training beyond the allowance"
        case .total: "computing beyond the allowance"
        case .stranger: "running a model that is not listed"
        case .otherUse(let place): "training \(agreement.models[place].name), which is for inference"
        case .alone: "computing under a licence that only the colluding blocs signed"
        case .dark: "taking a chip out of sight"
        }
    }

    /// Whether the work is training.
    var isTraining: Bool {
        switch self {
        case .threshold, .training, .otherUse: true
        case .total, .stranger, .alone, .dark: false
        }
    }

    /// Operations that the agreement grants towards this goal; what is above them is gained.
    func granted(under agreement: Agreement, every: UInt64) -> UInt128 {
        switch self {
        case .threshold(let place): agreement.thresholds[place].operations
        case .training: agreement.trainingAllowance
        case .total: agreement.totalAllowance
        case .stranger, .otherUse, .alone, .dark: 0
        }
    }

    /// The gap by which an agreement owns up to this, and the field that it is told of.
    var gap: (kind: Concern.Kind, field: String)? {
        switch self {
        case .threshold(let place): (.thresholdUnseen, "thresholds[\(place)]")
        case .alone: (.quorumOfOne, "quorum.licence")
        case .dark: (.silenceUnnoticed, "monitoring.interval")
        case .training, .total, .stranger, .otherUse: nil
        }
    }

    /// Why the parties accept that this is not noticed; nil where they do not.
    func accepted(in tested: TestedAgreement) -> String? {
        guard let gap else { return nil }
        return tested.concerns.first { concern in
            concern.kind == gap.kind && concern.acceptedBecause != nil
                && (concern.field == gap.field || concern.field.hasPrefix("\(gap.field).")
                    || concern.field.hasPrefix("\(gap.field)["))
        }?.acceptedBecause
    }

    /// Other values of the agreement under which the verifier should notice; none where no rule of it could.
    func mend(under agreement: Agreement, _ terms: AttackTerms) -> [(path: String, text: String)] {
        switch self {
        case .threshold(let place):
            return [("allowances.training", "\(agreement.thresholds[place].operations)")]
        case .alone:
            let signers = terms.colluders.count + 1
            return signers > agreement.parties.count ? [] : [("quorum.licence", "\(signers)")]
        case .dark:
            let quarter = max(1, terms.within / 4)
            let interval = agreement.attestationInterval == 0 ? quarter : min(agreement.attestationInterval, quarter)
            return [
                ("monitoring.interval", "\(interval)s"), ("monitoring.grace", "\(min(agreement.grace, quarter))s"),
            ]
        case .training, .total, .stranger, .otherUse: return []
        }
    }
}
