import Wire

extension Fault {
    /// The fault of a number that evidence carries, or nil for a number that the registry does not have.
    init?(number: UInt64) {
        guard let value = UInt32(exactly: number) else { return nil }
        self.init(rawValue: value)
    }

    /// The rule under which an appraisal reports that the chip met this fault (`Specs/Faults.md`).
    public var rule: Rule {
        switch self {
        case .licenceReplayed: .replayedLicenceTried
        case .licenceSignerUnknown, .licenceSignerDuplicate, .licenceQuorumMissing, .licenceSignatureInvalid,
            .licenceSignatureOutOfRange, .licenceSignatureUnpaired:
            .forgedLicenceTried
        case .licenceOtherChip: .otherChipsLicenceTried
        case .modelNotPermitted: .unlistedModelTried
        case .modelUseNotPermitted, .modelTooNew, .modelReplicaNotPermitted: .unpermittedUseTried
        case .runThresholdReached: .trainingBeyondRunTried
        case .ticketChainInvalid, .ticketSignatureInvalid, .ticketOtherWeights, .ticketNotFresh: .forgedTicketTried
        case .dataNotPermitted, .dataClassExcluded, .dataUnproved: .unpermittedDataTried
        case .outsideTrafficExceeded, .peerNotInSet: .outsideTrafficTried
        case .trainingAllowanceSpent: .trainingBeyondAllowanceTried
        case .vendorSignatureMissing, .imageQuorumMissing, .imageSignatureUnpaired, .imageRolledBack: .forgedImageTried
        case .tampered: .tampered
        case .lockedWeightsWritten, .trainingUnderInference: .trainingUnderInference
        case .meterWentBackwards, .meterExceededQuantum, .meterInconsistent: .hardwareOverran
        case .licenceNotYetValid, .licenceExpired, .licenceOtherBoot, .licenceStoreFailed, .modelMissing, .noLicence,
            .allowanceSpent, .logFull, .nothingWanted, .unknownCommand, .malformedRequest, .responseTooLarge,
            .updatePending, .updateLengthInvalid, .updateOutOfOrder, .updateIncomplete, .updateInProgress,
            .endOfLife, .lifeCycleRefused, .authorizationRefused, .challengeMissing, .entropySpent, .sealBroken,
            .ownershipNotOffered, .ownerChanged, .rateExceeded, .progressMissing, .ticketMalformed, .lineageFull,
            .lineageMissing, .peersFull, .dataMissing:
            .ordinaryRefusal
        case .imageMissing, .imageMalformed, .keyTableMismatch, .codeDigestMismatch, .imageAddressInvalid,
            .keyDerivationFailed, .bootCounterFailed,
            .licenceMalformed, .licenceKeyInvalid, .modelChanged, .watchdogExpired, .firmwareTrapped,
            .firmwareHung, .stateLost, .stateWriteFailed, .signingFailed, .updateDigestMismatch, .updateStoreFailed:
            .faultUnexplained
        }
    }

    /// What happened, in words that complete "the chip reports that …".
    public var sentence: String {
        switch self {
        case .imageMissing: "no slot starts with an image header"
        case .imageMalformed: "an image's lengths do not fit its slot"
        case .keyTableMismatch: "the key table, of an image or in memory, is not the fused one"
        case .vendorSignatureMissing: "an image lacks the vendor's signature"
        case .imageQuorumMissing: "fewer parties than the quorum signed an image"
        case .imageRolledBack: "an image's security version is below the fused minimum"
        case .codeDigestMismatch: "an image's code is not what its manifest names"
        case .imageAddressInvalid: "an image's load or entry address lies outside of the memory for code"
        case .keyDerivationFailed: "a key could not be derived"
        case .bootCounterFailed: "the boot counter could not be advanced"
        case .imageSignatureUnpaired: "a signer's P-384 and ML-DSA-87 signatures of an image do not stand side by side"
        case .licenceMalformed: "a message offered as a licence is none"
        case .licenceSignerUnknown: "a licence bears a signature by nobody of the key table"
        case .licenceSignerDuplicate: "a licence bears two signatures of one party"
        case .licenceQuorumMissing: "fewer parties than the quorum signed a licence"
        case .licenceSignatureInvalid: "a licence's signature does not verify"
        case .licenceSignatureOutOfRange: "a licence's signature has r or s out of range"
        case .licenceKeyInvalid: "a party's key is not a point of P-384, or not the one that the key table names"
        case .licenceSignatureUnpaired:
            "a party's P-384 and ML-DSA-87 signatures of a licence do not stand side by side"
        case .licenceReplayed: "a licence's sequence is not above the highest that was taken"
        case .licenceOtherChip: "a licence is not for this chip"
        case .licenceNotYetValid: "a licence's validity has not begun"
        case .licenceExpired: "a licence's validity is over"
        case .licenceOtherBoot: "a licence is for other power cycles"
        case .licenceStoreFailed: "a licence could not be stored"
        case .modelNotPermitted: "a model's weights are not on the licence's list"
        case .modelMissing: "no weights have been loaded"
        case .modelChanged: "the weights changed since they were measured"
        case .modelUseNotPermitted: "the licence does not allow this use of the model"
        case .modelTooNew: "a model is of a newer generation than the licence allows"
        case .modelReplicaNotPermitted: "only other chips of the set may hold a model"
        case .noLicence: "no licence is installed"
        case .allowanceSpent: "the allowance for all operations is spent"
        case .trainingAllowanceSpent: "the allowance for training is spent"
        case .logFull: "the usage log is full"
        case .nothingWanted: "an opening for nothing was asked for"
        case .rateExceeded: "as much has passed as the licence's rates allow by now"
        case .runThresholdReached: "the training that made the weights has come to the run's threshold"
        case .progressMissing: "a peer has sent something since its progress was last merged"
        case .meterWentBackwards: "a meter reading was lower than an earlier one"
        case .meterExceededQuantum: "the meter counted more than the interlock let through"
        case .meterInconsistent: "the meter's training count does not agree with the openings"
        case .tampered: "a tamper input is latched"
        case .watchdogExpired: "the watchdog ran out"
        case .lockedWeightsWritten: "the accelerator tried to write locked weights"
        case .trainingUnderInference: "training commands came under an inference opening"
        case .firmwareTrapped: "the firmware trapped"
        case .firmwareHung: "the firmware hung, and the watchdog reset it"
        case .outsideTrafficExceeded:
            "more was to be exchanged with chips that are not admitted peers than the licence allows"
        case .dataUnproved: "a training pass was to read data that nobody had admitted"
        case .unknownCommand: "a mailbox command is unknown"
        case .malformedRequest: "a mailbox request is malformed"
        case .responseTooLarge: "an answer does not fit the mailbox"
        case .stateLost: "the stored state is not the one that the counters name"
        case .stateWriteFailed: "the state could not be written"
        case .signingFailed: "evidence could not be signed"
        case .updatePending: "an update waits for its first boot, or was not concluded"
        case .updateLengthInvalid: "an image's length does not fit a slot, or is not in whole words"
        case .updateOutOfOrder: "no update has begun, or the bytes do not go on where the last ended"
        case .updateIncomplete: "an image was not written whole"
        case .updateDigestMismatch: "a slot does not hold the image that the update began with"
        case .updateInProgress: "the interlock stays closed during an update"
        case .updateStoreFailed: "the boot selector or the fuse did not take its new value"
        case .endOfLife: "the chip is at the end of its life"
        case .lifeCycleRefused: "a life cycle was asked for that is not further on"
        case .authorizationRefused: "an authorization is malformed, for something else, or not signed by all who must"
        case .challengeMissing: "an authorization came without a challenge that it answers"
        case .entropySpent: "every slot of field entropy is burnt"
        case .sealBroken: "sealed bytes were altered, or sealed by another chip, runtime, field entropy or owner"
        case .ownershipNotOffered: "the chip is offered to nobody"
        case .ownerChanged: "the chip changed hands since it was switched on; its keys come with the next reset"
        case .ticketMalformed: "a message offered as a lineage ticket is none"
        case .ticketChainInvalid:
            "a ticket's certificates do not lead from the vendor to its chip, or debugging is possible there"
        case .ticketSignatureInvalid: "a ticket's signature does not verify"
        case .ticketOtherWeights: "a ticket is for other weights than those that are loaded, or for none"
        case .ticketNotFresh: "a peer's progress was not asked for just now, or tells of less than came from it"
        case .lineageFull: "there are more origins, parents or manifests than a ticket holds"
        case .lineageMissing: "no weights are loaded that a ticket could be about, or none has trained them"
        case .peerNotInSet: "a chip that was to be a peer is not in the licence's set"
        case .peersFull: "there is no room for another peer"
        case .dataNotPermitted: "a chunk of training data is in no permitted manifest"
        case .dataClassExcluded: "the licence excludes the class of a chunk of training data"
        case .dataMissing: "no chunk of training data waits to be admitted"
        }
    }

    /// The number as `Specs/Faults.md` lists it.
    public var number: String { Fault.number(UInt64(rawValue)) }

    /// A number as `Specs/Faults.md` would list it.
    static func number(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
}
