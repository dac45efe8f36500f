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
    case forwardTraining = "forward-training"
    case relabelledBackward = "relabelled-backward"
    case trickledTraining = "trickled-training"
    case smuggledAdapter = "smuggled-adapter"
    case rolloutFarming = "rollout-farming"
    case extraReplica = "extra-replica"
    case rateBurst = "rate-burst"
    case gradientRelay = "gradient-relay"
    case relabelledData = "relabelled-data"
    case splitRun = "split-run"
    case retrainedWeights = "retrained-weights"
    case importedCheckpoint = "imported-checkpoint"
    case unmeasuredWeights = "unmeasured-weights"
    case voltageGlitch = "voltage-glitch"
    case clockGlitch = "clock-glitch"
    case slowedClock = "slowed-clock"
    case replayedEvidence = "replayed-evidence"
    case alteredEvidence = "altered-evidence"
    case foreignEvidence = "foreign-evidence"
    case darkChip = "dark-chip"
    case clonedChip = "cloned-chip"
    case silentClone = "silent-clone"
    case rolledBackFlash = "rolled-back-flash"
    case erasedLog = "erased-log"
    case overwrittenFirmware = "overwritten-firmware"
    case changedFirmware = "changed-firmware"
    case downgradedFirmware = "downgraded-firmware"
    case spareQuantum = "spare-quantum"
    case floodedLog = "flooded-log"
    case malformedCommands = "malformed-commands"
    case alteredLicence = "altered-licence"
    case unregisteredChip = "unregistered-chip"
    case debugPort = "debug-port"
    case tornWrite = "torn-write"
    case restartStorm = "restart-storm"
    case resumedRun = "resumed-run"
    case launderedCheckpoint = "laundered-checkpoint"
    case forgedTicket = "forged-ticket"
    case replayedTicket = "replayed-ticket"
    case mergedExperts = "merged-experts"
    case staleProgress = "stale-progress"
    case foreignPeer = "foreign-peer"
    case linkTap = "link-tap"
    case stackedAdapter = "stacked-adapter"
    case leftOutFilter = "left-out-filter"
    case swappedFilter = "swapped-filter"
    case newerModel = "newer-model"
    case excludedData = "excluded-data"
    case unprovedData = "unproved-data"
    case tokenBurst = "token-burst"
    case disguisedTraining = "disguised-training"

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
        case .openedEnclosure, .voltageGlitch, .clockGlitch: TrippedSensor.self
        case .withheldEvidence: WithheldEvidence.self
        case .powerCut: PowerCut.self
        case .stolenKeys: StolenKeys.self
        case .forwardTraining, .relabelledBackward, .trickledTraining, .smuggledAdapter, .rolloutFarming, .rateBurst,
            .gradientRelay, .tokenBurst:
            DisguisedWork.self
        case .disguisedTraining: DisguisedTraining.self
        case .retrainedWeights: RetrainedWeights.self
        case .splitRun, .resumedRun, .launderedCheckpoint, .forgedTicket, .replayedTicket, .mergedExperts:
            SplitTraining.self
        case .relabelledData, .excludedData, .unprovedData: UnpermittedData.self
        case .extraReplica, .stackedAdapter, .leftOutFilter, .swappedFilter, .newerModel: OtherPipeline.self
        case .staleProgress, .foreignPeer, .linkTap: OutsideTraffic.self
        case .importedCheckpoint, .unmeasuredWeights: OtherWeights.self
        case .slowedClock: SlowedClock.self
        case .replayedEvidence, .alteredEvidence, .foreignEvidence, .darkChip: FalseAnswer.self
        case .clonedChip, .silentClone: CopiedChip.self
        case .rolledBackFlash, .erasedLog, .overwrittenFirmware: RewrittenFlash.self
        case .changedFirmware, .downgradedFirmware: OtherFirmware.self
        case .spareQuantum: SpareQuantum.self
        case .floodedLog, .malformedCommands, .alteredLicence, .unregisteredChip, .debugPort, .tornWrite, .restartStorm:
            MisusedMailbox.self
        }
    }

    /// The names of the fields beside kind, chip and time.
    package var fields: [String] { type.fields.flatMap(\.names) }
}
