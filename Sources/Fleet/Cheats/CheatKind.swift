/// The library of cheats, by the names that scenarios use.
package enum CheatKind: String, CaseIterable, Hashable, Sendable {
    case unlistedModel = "unlisted-model"
    case trainingOverAllowance = "training-over-allowance"
    case replayedLicence = "replayed-licence"
    case forgedLicence = "forged-licence"
    case otherChipsLicence = "other-chips-licence"
    case hiddenTraining = "hidden-training"
    case lockedWeightWrite = "locked-weight-write"
    case swappedWeights = "swapped-weights"
    case openedEnclosure = "opened-enclosure"
    case withheldEvidence = "withheld-evidence"
    case powerCut = "power-cut"

    /// The fields beside kind, chip and time.
    package var fields: [String] {
        switch self {
        case .unlistedModel: UnlistedModel.fields
        case .trainingOverAllowance: TrainingOverAllowance.fields
        case .replayedLicence: ReplayedLicence.fields
        case .forgedLicence: ForgedLicence.fields
        case .otherChipsLicence: OtherChipsLicence.fields
        case .hiddenTraining: HiddenTraining.fields
        case .lockedWeightWrite: LockedWeightWrite.fields
        case .swappedWeights: SwappedWeights.fields
        case .openedEnclosure: OpenedEnclosure.fields
        case .withheldEvidence: WithheldEvidence.fields
        case .powerCut: PowerCut.fields
        }
    }
}
