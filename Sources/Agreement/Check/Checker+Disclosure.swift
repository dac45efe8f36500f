import Appraisal

extension Claim {
    /// Rules that need the claim as it is.
    var rules: [Rule] {
        switch self {
        case .identity: [.chainRefused, .certificateContradicted, .identityRevoked, .chipUnknown, .cloned, .dark]
        case .firmware: [.romUnknown, .runtimeUnknown, .versionBelowMinimum, .runtimeRevoked, .debugEnabled]
        case .boots: [.counterWentBack, .countersContradict, .outsideValidity]
        case .time: [.stale, .timeWentBack, .outsideValidity, .late]
        case .operations: [.meterWentBack, .allowanceExceeded, .meterContradictsLog, .agreementAllowanceExceeded]
        case .training: [.trainingAllowanceExceeded, .agreementTrainingExceeded]
        case .formats: [.quantityContradictsCounters]
        case .licence:
            [
                .licenceUnknown, .licenceNotOfParties, .licenceOfOtherChips, .licenceStateContradicted,
                .useWithoutLicence, .licenceRevoked, .licenceOfOtherAgreement, .licenceBeyondAgreement,
            ]
        case .models: [.modelNotPermitted]
        case .refusals:
            [
                .trainingBeyondAllowanceTried, .unlistedModelTried, .unpermittedUseTried, .replayedLicenceTried,
                .forgedLicenceTried, .otherChipsLicenceTried, .trainingUnderInference, .hardwareOverran,
                .ordinaryRefusal, .faultUnexplained,
            ]
        case .tampering: [.tampered]
        case .log: [.logChainBroken, .logGap, .logIndexReused, .historyForked, .entriesDropped, .beginningMissing]
        }
    }
}

extension Checker {
    /// Who sees what, against what the rules need.
    mutating func checkDisclosure() {
        guard !agreement.disclosure.isEmpty else {
            tell(.disclosureUnsaid, "disclosure", "whoever holds the evidence sees all of it", mend: "add disclosure")
            return
        }
        let readers = agreement.parties + agreement.beneficiaries + ["verifier", "parties", "public"]
        var seen: Set<Claim> = []
        for (index, profile) in agreement.disclosure.enumerated() {
            let field = "disclosure[\(index)]"
            if !readers.contains(profile.reader) {
                tellUnknown(profile.reader, "\(field).to", "no reader", among: readers)
            }
            if ["verifier", "parties", "public"].contains(profile.reader) { seen.formUnion(profile.exact) }
            let all = profile.exact + profile.rounded + profile.proved
            if let twice = all.first(where: { claim in all.count { $0 == claim } > 1 }) {
                tell(.disclosureDisordered, field, "\(twice.rawValue) stands in it twice", mend: "list it once")
            }
            if profile.rounded.isEmpty != (profile.digits == nil) {
                tell(
                    .disclosureDisordered, field,
                    profile.digits == nil ? "it is not said to how many digits" : "nothing is rounded",
                    mend: profile.digits == nil ? "add digits" : "take digits out")
            }
        }
        for claim in Claim.allCases where !seen.contains(claim) {
            tell(
                .disclosureHides, "disclosure",
                "\(claim.rawValue) is not exact for the verifier; \(claim.rules.map(\.id).joined(separator: ", ")) "
                    + "can't be judged",
                mend: "add it to what verifier reads exact")
        }
        if agreement.disclosure.contains(where: { $0.exact.count < Claim.allCases.count }) {
            tell(
                .disclosureNotCarried, "disclosure",
                "evidence carries every claim in the clear: whoever gets the file reads all of it",
                mend: "give evidence to the verifier only, and accept the gap")
        }
    }
}
