/// Every reason for which the firmware refuses or stops: `area << 16 | number`, never reused.
///
/// Areas: 1 boot, 2 licence, 3 model, 4 opening, 5 hardware, 6 message, 7 state, 8 update, 9 life cycle, 10 lineage and
/// data.
/// `Specs/Faults.md` explains each.
public enum Fault: UInt32, Error, Equatable, CaseIterable, Sendable {
    // 1: boot
    /// No slot starts with an image header.
    case imageMissing = 0x0001_0001
    /// The header's lengths do not fit the slot.
    case imageMalformed = 0x0001_0002
    /// The key table is not the one whose digest is burnt into the fuses.
    case keyTableMismatch = 0x0001_0003
    /// The vendor's signature is missing or wrong.
    case vendorSignatureMissing = 0x0001_0004
    /// Fewer parties than the quorum signed the image.
    case imageQuorumMissing = 0x0001_0005
    /// The security version is below the fused minimum.
    case imageRolledBack = 0x0001_0006
    /// The code is not what the manifest names.
    case codeDigestMismatch = 0x0001_0007
    /// The load or entry address is outside the memory for code.
    case imageAddressInvalid = 0x0001_0008
    /// A key could not be derived, or the key vault refused.
    case keyDerivationFailed = 0x0001_0009
    /// The boot counter could not be advanced.
    case bootCounterFailed = 0x0001_000a
    /// A signer's two signatures do not stand side by side: one is missing, twice there, or in another place.
    case imageSignatureUnpaired = 0x0001_0010

    // 2: licence
    /// The message is not a licence in deterministic CBOR.
    case licenceMalformed = 0x0002_0001
    /// A signature is by no party of the key table.
    case licenceSignerUnknown = 0x0002_0002
    /// A party signed twice.
    case licenceSignerDuplicate = 0x0002_0003
    /// Fewer parties than the quorum signed.
    case licenceQuorumMissing = 0x0002_0004
    /// A signature does not verify.
    case licenceSignatureInvalid = 0x0002_0005
    /// r or s is zero or not below the group order.
    case licenceSignatureOutOfRange = 0x0002_0006
    /// A party's key is not a point of P-384.
    case licenceKeyInvalid = 0x0002_0007
    /// The sequence is not above the highest that was taken: a replay.
    case licenceReplayed = 0x0002_0008
    /// This chip is not in the licence's set.
    case licenceOtherChip = 0x0002_0009
    /// The validity has not begun.
    case licenceNotYetValid = 0x0002_000a
    /// The validity is over.
    case licenceExpired = 0x0002_000b
    /// The licence is for other power cycles.
    case licenceOtherBoot = 0x0002_000c
    /// The licence could not be stored.
    case licenceStoreFailed = 0x0002_000d
    /// A party's two signatures do not stand side by side: one is missing, twice there, or in another place.
    case licenceSignatureUnpaired = 0x0002_0010

    // 3: model
    /// The weights' digest is not on the licence's list.
    case modelNotPermitted = 0x0003_0001
    /// No weights have been loaded.
    case modelMissing = 0x0003_0002
    /// The weights changed since they were measured.
    case modelChanged = 0x0003_0003
    /// The licence does not allow this use of the model.
    case modelUseNotPermitted = 0x0003_0004
    /// The model is of a newer generation than the licence allows.
    case modelTooNew = 0x0003_0005
    /// Only other chips of the set may hold this model.
    case modelReplicaNotPermitted = 0x0003_0006

    // 4: opening of the interlock
    /// No licence is installed.
    case noLicence = 0x0004_0001
    /// The allowance for all operations is spent.
    case allowanceSpent = 0x0004_0002
    /// The allowance for training is spent.
    case trainingAllowanceSpent = 0x0004_0003
    /// The usage log is full: an attestation must take it first.
    case logFull = 0x0004_0004
    /// An opening for nothing was asked for.
    case nothingWanted = 0x0004_0005
    /// As much has passed as the licence's rates allow by now.
    case rateExceeded = 0x0004_0006
    /// The training that made the weights has come to the run's threshold.
    case runThresholdReached = 0x0004_0007
    /// A peer has sent something since its progress was last merged.
    case progressMissing = 0x0004_0008

    // 5: hardware
    /// A meter reading was lower than an earlier one.
    case meterWentBackwards = 0x0005_0001
    /// The meter counted more than the interlock let through.
    case meterExceededQuantum = 0x0005_0002
    /// A tamper input is latched.
    case tampered = 0x0005_0003
    /// The watchdog ran out.
    case watchdogExpired = 0x0005_0004
    /// The accelerator tried to write locked weights.
    case lockedWeightsWritten = 0x0005_0005
    /// Training commands came under an inference opening.
    case trainingUnderInference = 0x0005_0006
    /// The firmware trapped.
    case firmwareTrapped = 0x0005_0007
    /// The meter's training count does not agree with the openings.
    case meterInconsistent = 0x0005_0008
    /// The firmware hung, and the watchdog reset the core.
    case firmwareHung = 0x0005_0009
    /// More was to be exchanged with chips that are not admitted peers than the licence allows.
    case outsideTrafficExceeded = 0x0005_000a
    /// A training pass was to read data that nobody had admitted.
    case dataUnproved = 0x0005_000b

    // 6: message
    /// The mailbox command is unknown.
    case unknownCommand = 0x0006_0001
    /// The request does not have the shape that the command takes.
    case malformedRequest = 0x0006_0002
    /// The answer does not fit the mailbox.
    case responseTooLarge = 0x0006_0003

    // 7: state
    /// The non-volatile state is not the one that the counters name.
    case stateLost = 0x0007_0001
    /// The state could not be written.
    case stateWriteFailed = 0x0007_0002
    /// The evidence could not be signed.
    case signingFailed = 0x0007_0003

    // 8: update
    /// An update waits for its first boot, or was not concluded.
    case updatePending = 0x0008_0001
    /// The image's length is zero, is not in whole words, or is more than a slot takes.
    case updateLengthInvalid = 0x0008_0002
    /// No update has begun, or the bytes do not go on where the last ended.
    case updateOutOfOrder = 0x0008_0003
    /// The image was not written whole.
    case updateIncomplete = 0x0008_0004
    /// What the slot holds is not what the update began with.
    case updateDigestMismatch = 0x0008_0005
    /// The interlock stays closed during an update.
    case updateInProgress = 0x0008_0006
    /// The boot selector or the fuse did not take its new value.
    case updateStoreFailed = 0x0008_0007

    // 9: life cycle
    /// The chip is at the end of its life.
    case endOfLife = 0x0009_0001
    /// The life cycle does not go that way.
    case lifeCycleRefused = 0x0009_0002
    /// An authorization is malformed, for something else, or not signed by the vendor and a quorum.
    case authorizationRefused = 0x0009_0003
    /// No challenge is outstanding.
    case challengeMissing = 0x0009_0004
    /// Every slot of field entropy is burnt.
    case entropySpent = 0x0009_0005
    /// Sealed bytes were altered, or sealed by another chip, runtime, field entropy or owner.
    case sealBroken = 0x0009_0006
    /// The chip is offered to nobody.
    case ownershipNotOffered = 0x0009_0007
    /// The chip changed hands since it was switched on: the new owner's keys come with the next reset.
    case ownerChanged = 0x0009_0008

    // 10: lineage and data
    /// The message is not a ticket in deterministic CBOR.
    case ticketMalformed = 0x000a_0001
    /// The ticket's certificates do not lead from the vendor to the chip that it names, or debugging is possible there.
    case ticketChainInvalid = 0x000a_0002
    /// The ticket's signature does not verify.
    case ticketSignatureInvalid = 0x000a_0003
    /// The ticket is for other weights than those that are loaded, or for none.
    case ticketOtherWeights = 0x000a_0004
    /// The progress was not asked for by this chip just now, or its chip had sent less than this one received.
    case ticketNotFresh = 0x000a_0005
    /// More origins, parents or manifests than a ticket holds.
    case lineageFull = 0x000a_0006
    /// No weights are loaded that a ticket could be about, or none has trained them.
    case lineageMissing = 0x000a_0007
    /// The chip is not in the licence's set.
    case peerNotInSet = 0x000a_0008
    /// There is no room for another peer.
    case peersFull = 0x000a_0009
    /// The chunk is not in the manifest, or the licence has no such manifest.
    case dataNotPermitted = 0x000a_000a
    /// The licence excludes the chunk's class.
    case dataClassExcluded = 0x000a_000b
    /// No chunk waits to be admitted.
    case dataMissing = 0x000a_000c
}
