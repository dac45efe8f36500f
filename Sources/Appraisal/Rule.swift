import Attestation

/// Every rule of the appraisal. Its identifier never changes its meaning and is never reused (`Specs/Findings.md`).
public enum Rule: String, Hashable, Sendable, CaseIterable, Comparable {
    // Authenticity: is this the chip's own, fresh word, and does the chip run what it should?
    case unreadable = "IL-AUTH-01"
    case chainRefused = "IL-AUTH-02"
    case signatureInvalid = "IL-AUTH-03"
    case certificateContradicted = "IL-AUTH-04"
    case profileUnknown = "IL-AUTH-05"
    case romUnknown = "IL-AUTH-06"
    case runtimeUnknown = "IL-AUTH-07"
    case versionBelowMinimum = "IL-AUTH-08"
    case debugEnabled = "IL-AUTH-09"
    case debugPossible = "IL-AUTH-10"
    case identityRevoked = "IL-AUTH-11"
    case runtimeRevoked = "IL-AUTH-12"
    case nonceMismatch = "IL-AUTH-13"
    case stale = "IL-AUTH-14"
    case freshnessUnverified = "IL-AUTH-15"
    case trustMissing = "IL-AUTH-16"
    case chipUnknown = "IL-AUTH-17"
    case certificateSilent = "IL-AUTH-18"

    // Continuity: is this one history of one chip, without a piece missing?
    case logChainBroken = "IL-CONT-01"
    case timeWentBack = "IL-CONT-02"
    case logGap = "IL-CONT-03"
    case logIndexReused = "IL-CONT-04"
    case counterWentBack = "IL-CONT-05"
    case meterWentBack = "IL-CONT-06"
    case cloned = "IL-CONT-07"
    case presentedTwice = "IL-CONT-08"
    case historyForked = "IL-CONT-09"
    case countersContradict = "IL-CONT-10"
    case entriesDropped = "IL-CONT-11"
    case beginningMissing = "IL-CONT-12"

    // Compliance: did the chip do, or was it asked to do, what the parties did not permit?
    case licenceUnknown = "IL-COMP-01"
    case licenceNotOfParties = "IL-COMP-02"
    case licenceOfOtherChips = "IL-COMP-03"
    case allowanceExceeded = "IL-COMP-04"
    case trainingAllowanceExceeded = "IL-COMP-05"
    case licenceStateContradicted = "IL-COMP-06"
    case outsideValidity = "IL-COMP-07"
    case modelNotPermitted = "IL-COMP-08"
    case useWithoutLicence = "IL-COMP-09"
    case trainingBeyondAllowanceTried = "IL-COMP-10"
    case unlistedModelTried = "IL-COMP-11"
    case unpermittedUseTried = "IL-COMP-12"
    case replayedLicenceTried = "IL-COMP-13"
    case forgedLicenceTried = "IL-COMP-14"
    case otherChipsLicenceTried = "IL-COMP-15"
    case tampered = "IL-COMP-16"
    case meterContradictsLog = "IL-COMP-17"
    case quantityContradictsCounters = "IL-COMP-18"
    case trainingUnderInference = "IL-COMP-19"
    case hardwareOverran = "IL-COMP-20"
    case dark = "IL-COMP-21"
    case late = "IL-COMP-22"
    case ordinaryRefusal = "IL-COMP-23"
    case faultUnexplained = "IL-COMP-24"
    case licenceRevoked = "IL-COMP-25"
    case licenceOfOtherAgreement = "IL-COMP-26"
    case agreementAllowanceExceeded = "IL-COMP-27"
    case agreementTrainingExceeded = "IL-COMP-28"
    case licenceBeyondAgreement = "IL-COMP-29"

    /// The identifier, such as `IL-CONT-03`.
    public var id: String { rawValue }

    /// Order of identifiers.
    public static func < (left: Rule, right: Rule) -> Bool { left.rawValue < right.rawValue }
}
