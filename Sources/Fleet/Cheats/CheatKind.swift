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
    case stolenKeys = "stolen-keys"

    /// What does it.
    package var type: any Cheat.Type {
        switch self {
        case .unlistedModel: UnlistedModel.self
        case .trainingOverAllowance: TrainingOverAllowance.self
        case .replayedLicence: ReplayedLicence.self
        case .forgedLicence: ForgedLicence.self
        case .otherChipsLicence: OtherChipsLicence.self
        case .hiddenTraining: HiddenTraining.self
        case .lockedWeightWrite: LockedWeightWrite.self
        case .swappedWeights: SwappedWeights.self
        case .openedEnclosure: OpenedEnclosure.self
        case .withheldEvidence: WithheldEvidence.self
        case .powerCut: PowerCut.self
        case .stolenKeys: StolenKeys.self
        }
    }

    /// The names of the fields beside kind, chip and time.
    package var fields: [String] { type.fields.flatMap(\.names) }
}
