/// What an appraisal looks at, so that it can say what it did not look at.
public enum Check: String, Hashable, Sendable, CaseIterable {
    /// The evidence is readable and follows the profile.
    case form
    /// The certificates lead to a trusted root.
    case chain = "certificate chain"
    /// The alias key signed the claims.
    case signature
    /// The claims agree with the certificates.
    case identity
    /// The ROM and the runtime are approved, and recent enough.
    case firmware = "reference values"
    /// Debugging is not possible.
    case debug
    /// Nothing is revoked.
    case revocation
    /// The evidence answers a challenge.
    case freshness
    /// The chip is of the fixed set.
    case membership = "chip set"
    /// The log holds together and continues the evidence before.
    case continuity
    /// The record begins at manufacture and misses nothing until now.
    case completeness = "whole record"
    /// The licence is the parties', and the chip states it rightly.
    case licence
    /// The use is within the allowances, the validity and the models.
    case use
    /// What the chip refused or stopped.
    case attempts = "attempts and faults"
    /// Meter, counters and log agree.
    case meter
    /// The agreement's own terms.
    case agreement

    /// What came of a check.
    public enum Outcome: Hashable, Sendable {
        /// It was made, and holds.
        case held
        /// It was made, and findings tell more.
        case failed
        /// It was not made, for this reason.
        case notMade(String)
    }
}

extension Rule {
    /// The check that a finding of this rule comes from.
    public var check: Check {
        switch self {
        case .unreadable, .profileUnknown, .hardwareReportUnreadable: .form
        case .chainRefused, .hardwareChainRefused, .hardwareAnchorMissing, .hardwareTimeUnknown: .chain
        case .signatureInvalid, .hardwareSignatureInvalid: .signature
        case .certificateContradicted, .certificateSilent, .hardwareIdentityContradicted: .identity
        case .romUnknown, .runtimeUnknown, .versionBelowMinimum, .updated, .manifestUnreadable,
            .manifestSignatureInvalid,
            .manifestChainRefused, .manifestAnchorMissing, .manifestOfOtherVersion, .manifestMissing,
            .manifestsConflict, .measurementMismatch, .measurementMissing, .measurementUnknown:
            .firmware
        case .debugEnabled, .debugPossible: .debug
        case .identityRevoked, .runtimeRevoked, .licenceRevoked, .revocationOutdated, .revocationUnreadable,
            .revocationRefused, .revocationNonceMismatch, .hardwareRevoked, .manifestSignerRevoked, .revocationUnknown,
            .revocationStale, .revocationMissing:
            .revocation
        case .nonceMismatch, .stale, .freshnessUnverified, .hardwareNonceMismatch, .hardwareFreshnessUnverified:
            .freshness
        case .chipUnknown, .ownerUnknown, .ownerChanged: .membership
        case .logChainBroken, .timeWentBack, .logGap, .logIndexReused, .counterWentBack, .meterWentBack, .cloned,
            .presentedTwice, .historyForked, .countersContradict, .entriesDropped, .refusalsUntold:
            .continuity
        case .beginningMissing, .dark, .late: .completeness
        case .trustMissing, .licenceUnknown, .licenceNotOfParties, .licenceOfOtherChips, .licenceStateContradicted:
            .licence
        case .allowanceExceeded, .trainingAllowanceExceeded, .outsideValidity, .modelNotPermitted,
            .useWithoutLicence, .runThresholdExceeded, .trainedOnOutputs, .lineageIncomplete,
            .trainingConsistent, .ticketsDisagree, .ticketMissing, .chipsContradict,
            .meterTrainingConsistent:
            .use
        case .trainingBeyondAllowanceTried, .unlistedModelTried, .unpermittedUseTried, .replayedLicenceTried,
            .forgedLicenceTried, .otherChipsLicenceTried, .forgedImageTried, .tampered, .trainingUnderInference,
            .hardwareOverran, .trainingBeyondRunTried, .forgedTicketTried, .unpermittedDataTried, .outsideTrafficTried,
            .ordinaryRefusal, .faultUnexplained:
            .attempts
        case .meterContradictsLog, .quantityContradictsCounters, .ticketContradictsLog: .meter
        case .licenceOfOtherAgreement, .agreementAllowanceExceeded, .agreementTrainingExceeded,
            .licenceBeyondAgreement, .runBeyondAgreement:
            .agreement
        }
    }
}
