import Attestation

extension Rule {
    /// What a finding of this rule means for the verdict.
    public var severity: Severity {
        switch self {
        case .unreadable, .chainRefused, .signatureInvalid, .profileUnknown, .debugPossible, .identityRevoked,
            .nonceMismatch, .stale, .freshnessUnverified, .trustMissing, .chipUnknown, .certificateSilent,
            .timeWentBack, .logGap, .presentedTwice, .entriesDropped, .beginningMissing, .licenceUnknown, .dark,
            .late, .faultUnexplained, .licenceBeyondAgreement, .hardwareReportUnreadable, .hardwareChainRefused,
            .hardwareAnchorMissing, .hardwareSignatureInvalid, .hardwareNonceMismatch, .hardwareFreshnessUnverified,
            .hardwareTimeUnknown, .manifestUnreadable, .manifestSignatureInvalid, .manifestChainRefused,
            .manifestAnchorMissing, .manifestOfOtherVersion, .manifestMissing, .manifestsConflict, .measurementMissing,
            .refusalsUntold, .ownerUnknown, .revocationOutdated, .lineageIncomplete, .trainingConsistent,
            .ticketsDisagree, .ticketMissing, .chipsContradict, .meterTrainingConsistent, .revocationUnreadable,
            .revocationRefused, .revocationNonceMismatch, .hardwareRevoked, .manifestSignerRevoked, .revocationUnknown,
            .revocationStale, .revocationMissing:
            .doubt
        case .certificateContradicted, .romUnknown, .runtimeUnknown, .versionBelowMinimum, .debugEnabled,
            .runtimeRevoked, .logChainBroken, .logIndexReused, .counterWentBack, .meterWentBack, .cloned,
            .historyForked, .countersContradict, .licenceNotOfParties, .licenceOfOtherChips, .allowanceExceeded,
            .trainingAllowanceExceeded, .licenceStateContradicted, .outsideValidity, .modelNotPermitted,
            .useWithoutLicence, .trainingBeyondAllowanceTried, .unlistedModelTried, .unpermittedUseTried,
            .replayedLicenceTried, .forgedLicenceTried, .otherChipsLicenceTried, .tampered, .meterContradictsLog,
            .quantityContradictsCounters, .trainingUnderInference, .hardwareOverran, .licenceRevoked,
            .licenceOfOtherAgreement, .agreementAllowanceExceeded, .agreementTrainingExceeded,
            .hardwareIdentityContradicted, .measurementMismatch, .forgedImageTried, .runThresholdExceeded,
            .trainingBeyondRunTried, .forgedTicketTried, .unpermittedDataTried, .outsideTrafficTried,
            .runBeyondAgreement, .ticketContradictsLog:
            .breach
        case .ordinaryRefusal, .updated, .measurementUnknown, .ownerChanged, .trainedOnOutputs: .note
        }
    }

    /// The rule in a few words, as the heading of its entry in `Specs/Findings.md`.
    public var title: String {
        switch self {
        case .unreadable: "The evidence can't be read"
        case .chainRefused: "The certificate chain is not trusted"
        case .signatureInvalid: "The signature does not verify"
        case .certificateContradicted: "Claims and certificates contradict each other"
        case .profileUnknown: "The evidence follows another profile"
        case .romUnknown: "The ROM is not approved"
        case .runtimeUnknown: "The runtime is not approved"
        case .versionBelowMinimum: "The runtime's security version is below the minimum"
        case .debugEnabled: "Debugging is enabled"
        case .debugPossible: "Debugging may have been possible since boot"
        case .identityRevoked: "The chip or its certificate is revoked"
        case .runtimeRevoked: "The runtime is revoked"
        case .nonceMismatch: "The evidence answers another challenge"
        case .stale: "The evidence is not of the time that it should be of"
        case .freshnessUnverified: "Freshness could not be verified"
        case .trustMissing: "The trust directory lacks what a check needs"
        case .chipUnknown: "The chip is not one of the fixed set"
        case .certificateSilent: "The certificates do not say what they must"
        case .ownerUnknown: "The chip's owner is not the one that the register names"
        case .revocationOutdated: "What is known of revocations is too old, or missing"
        case .logChainBroken: "The usage log does not hold together"
        case .timeWentBack: "Chip time went back"
        case .logGap: "A piece of the usage log is missing"
        case .logIndexReused: "A log index was used twice"
        case .counterWentBack: "A monotonic counter went back"
        case .meterWentBack: "The meter went back"
        case .cloned: "Two different histories bear the same chip's name"
        case .presentedTwice: "The same evidence was presented twice"
        case .historyForked: "The usage log does not continue the one before"
        case .countersContradict: "The chip's counters contradict its claims"
        case .entriesDropped: "The usage log dropped entries"
        case .beginningMissing: "The beginning of the usage log is missing"
        case .licenceUnknown: "The licence is not known"
        case .licenceNotOfParties: "The licence is not the parties'"
        case .licenceOfOtherChips: "The licence is for other chips"
        case .allowanceExceeded: "The allowance is exceeded"
        case .trainingAllowanceExceeded: "The training allowance is exceeded"
        case .licenceStateContradicted: "The chip misstates its licence"
        case .outsideValidity: "The chip was used outside of its licence's validity"
        case .modelNotPermitted: "A model was used that is not permitted so"
        case .useWithoutLicence: "The chip was used without a licence"
        case .trainingBeyondAllowanceTried: "Training beyond the allowance was tried"
        case .unlistedModelTried: "An unlisted model was tried"
        case .unpermittedUseTried: "A use that the model is not permitted for was tried"
        case .replayedLicenceTried: "A replayed licence was tried"
        case .forgedLicenceTried: "A forged licence was tried"
        case .otherChipsLicenceTried: "Another chip's licence was tried"
        case .tampered: "The chip saw tampering"
        case .meterContradictsLog: "The meter contradicts the usage log"
        case .quantityContradictsCounters: "The policy quantity contradicts the counters"
        case .trainingUnderInference: "Weights were changed, or training ran, under inference"
        case .hardwareOverran: "More passed than the interlock let through"
        case .dark: "The chip is dark"
        case .late: "An attestation is late or missing"
        case .ordinaryRefusal: "The chip refused something ordinary"
        case .faultUnexplained: "A fault is unexplained"
        case .licenceRevoked: "A revoked licence is in use"
        case .licenceOfOtherAgreement: "The licence is for another agreement"
        case .agreementAllowanceExceeded: "The agreement's allowance is exceeded"
        case .agreementTrainingExceeded: "The agreement's training allowance is exceeded"
        case .licenceBeyondAgreement: "The licence permits more than the agreement"
        case .refusalsUntold: "More was refused than the log tells"
        case .forgedImageTried: "A forged or outdated image was tried"
        case .updated: "The firmware was updated, or an update failed"
        case .ownerChanged: "The chip changed hands, or was offered"
        case .runThresholdExceeded: "The training that made weights is above the run's threshold"
        case .trainingBeyondRunTried: "Training beyond the run's threshold was tried"
        case .forgedTicketTried: "A lineage ticket was refused"
        case .unpermittedDataTried: "Training data that are not permitted were tried"
        case .outsideTrafficTried: "More traffic with other chips than is allowed was tried"
        case .lineageIncomplete: "Something from outside may have trained weights, and nobody counted it"
        case .trainedOnOutputs: "Weights were trained on another model's outputs"
        case .trainingConsistent: "Raw counters are training-consistent, and the chip tells of no training"
        case .runBeyondAgreement: "A run is above the agreement's threshold, by all its tickets"
        case .ticketContradictsLog: "A lineage ticket contradicts the chip's own log"
        case .ticketsDisagree: "Two tickets tell different things of one checkpoint"
        case .ticketMissing: "Trained weights left a chip, and their ticket is not here"
        case .chipsContradict: "What one chip tells of another is not what that one's evidence tells"
        case .meterTrainingConsistent: "What a chip metered is training-consistent, and it tells of no such training"
        case .hardwareReportUnreadable: "The hardware report can't be read"
        case .hardwareChainRefused: "The device's certificate chain is not trusted"
        case .hardwareAnchorMissing: "No anchor vouches for the device"
        case .hardwareSignatureInvalid: "The hardware report's signature does not verify"
        case .hardwareNonceMismatch: "The hardware report answers another challenge"
        case .hardwareFreshnessUnverified: "The hardware report's freshness could not be verified"
        case .hardwareTimeUnknown: "The time of the appraisal is not known"
        case .hardwareIdentityContradicted: "Report and certificate name different firmware"
        case .manifestUnreadable: "A reference manifest can't be read"
        case .manifestSignatureInvalid: "A reference manifest's signature does not verify"
        case .manifestChainRefused: "A reference manifest's signer is not trusted"
        case .manifestAnchorMissing: "No anchor vouches for a reference manifest"
        case .manifestOfOtherVersion: "The reference manifest is of another version"
        case .manifestMissing: "A reference manifest is missing"
        case .manifestsConflict: "Reference manifests contradict each other"
        case .measurementMismatch: "A measurement is not the expected one"
        case .measurementMissing: "An expected measurement is not reported"
        case .measurementUnknown: "A measurement is in no reference manifest"
        case .revocationUnreadable: "What tells of revocation can't be read"
        case .revocationRefused: "What tells of revocation is not the issuer's word"
        case .revocationNonceMismatch: "A response on revocation does not answer the nonce"
        case .hardwareRevoked: "A certificate of the device is revoked"
        case .manifestSignerRevoked: "A certificate of a manifest's signer is revoked"
        case .revocationUnknown: "The responder does not know a certificate"
        case .revocationStale: "What is known of a revocation is out of date"
        case .revocationMissing: "Nothing tells whether a certificate is revoked"
        }
    }

    /// What a finding does to the trust vector (draft-ietf-rats-ar4si, section 2.3.4). `Specs/Findings.md` has the table.
    public var effects: [(claim: TrustVector.Claim, value: Int8)] {
        switch self {
        case .unreadable, .chainRefused, .signatureInvalid, .hardwareReportUnreadable, .hardwareChainRefused,
            .hardwareSignatureInvalid:
            TrustVector.Claim.allCases.map { ($0, TrustVector.cryptographyFailed) }
        case .certificateContradicted, .hardwareIdentityContradicted: [(.instanceIdentity, 96), (.executables, 96)]
        case .romUnknown: [(.hardware, 97)]
        case .runtimeUnknown, .measurementMismatch, .measurementMissing: [(.executables, 33)]
        case .versionBelowMinimum: [(.executables, 32)]
        case .debugEnabled: [(.configuration, 96)]
        case .debugPossible: [(.configuration, 32)]
        case .identityRevoked, .hardwareRevoked: [(.instanceIdentity, 96)]
        case .runtimeRevoked: [(.executables, 96)]
        case .chipUnknown, .ownerUnknown: [(.instanceIdentity, 97)]
        case .cloned, .historyForked, .logIndexReused, .counterWentBack, .meterWentBack, .logChainBroken,
            .countersContradict, .hardwareOverran, .meterContradictsLog, .quantityContradictsCounters,
            .ticketContradictsLog:
            [(.hardware, 96)]
        case .tampered: [(.hardware, 96)]
        case .licenceNotOfParties, .licenceOfOtherChips, .licenceOfOtherAgreement, .licenceRevoked,
            .licenceStateContradicted:
            [(.configuration, 96)]
        case .licenceUnknown, .trustMissing, .revocationOutdated, .certificateSilent, .manifestUnreadable,
            .manifestSignatureInvalid, .manifestChainRefused, .manifestMissing, .manifestsConflict,
            .manifestSignerRevoked:
            [(.configuration, 36)]
        case .profileUnknown, .nonceMismatch, .stale, .freshnessUnverified, .timeWentBack, .logGap, .presentedTwice,
            .entriesDropped, .beginningMissing, .allowanceExceeded, .trainingAllowanceExceeded, .outsideValidity,
            .modelNotPermitted, .useWithoutLicence, .trainingBeyondAllowanceTried, .unlistedModelTried,
            .unpermittedUseTried, .replayedLicenceTried, .forgedLicenceTried, .otherChipsLicenceTried,
            .trainingUnderInference, .dark, .late, .ordinaryRefusal, .faultUnexplained, .agreementAllowanceExceeded,
            .agreementTrainingExceeded, .licenceBeyondAgreement, .hardwareAnchorMissing, .hardwareNonceMismatch,
            .hardwareFreshnessUnverified, .hardwareTimeUnknown, .manifestAnchorMissing, .manifestOfOtherVersion,
            .measurementUnknown, .refusalsUntold, .forgedImageTried, .updated, .ownerChanged, .runThresholdExceeded,
            .trainingBeyondRunTried, .forgedTicketTried, .unpermittedDataTried, .outsideTrafficTried,
            .trainedOnOutputs, .lineageIncomplete, .trainingConsistent, .runBeyondAgreement, .ticketsDisagree,
            .ticketMissing, .chipsContradict, .meterTrainingConsistent, .revocationUnreadable, .revocationRefused,
            .revocationNonceMismatch, .revocationUnknown, .revocationStale, .revocationMissing:
            []
        }
    }
}
