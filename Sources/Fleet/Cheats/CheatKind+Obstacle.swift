extension CheatKind {
    /// What stands against it, in words for people; what really happened is measured (`Specs/Cheats.md`).
    package var obstacle: String {
        switch self {
        case .unlistedModel: "the hashing loader, and the list in the licence"
        case .trainingOverAllowance: "the meter of training, in the firmware"
        case .replayedLicence: "a counter that only rises has burnt the licence's sequence"
        case .forgedLicence: "the quorum that the key table asks for"
        case .otherChipsLicence: "the Merkle root of the chips in the licence"
        case .hiddenTraining: "the interlock knows each command's kind"
        case .lockedWeightWrite: "the write lock on weights that were measured for inference"
        case .swappedWeights: "what is loaded after the measurement counts as changed"
        case .openedEnclosure: "a latch that no reset clears; the chip works no more"
        case .withheldEvidence: "the verifier's clock; the gap in the log stays for good"
        case .powerCut: "nothing need: the log is in flash"
        case .stolenKeys: "chips can't tell; the verifier knows which licences the parties issued"
        case .forwardTraining:
            "nothing: commands are those of inference. Weights stay as they are; adapters lie in "
                + "memory that nobody measures"
        case .relabelledBackward:
            "nothing, where the accelerator takes matrix products without their purpose; "
                + "telemetry suspects the proportions (`Telemetry.md`)"
        case .trickledTraining: "nothing; telemetry, too, sees little of it"
        case .smuggledAdapter:
            "nothing: adapters that the loader hashes are parts of what is permitted, and one that lies among a cache's "
                + "bytes is none that it saw"
        case .rolloutFarming: "nothing: it is inference. The rate of tokens bounds it, and the cap on links what leaves"
        case .extraReplica: "the chip's place in the licence's set; only the first so many hold a model"
        case .rateBurst: "the bucket by which firmware grants openings"
        case .gradientRelay: "the cap on traffic with chips that are no admitted peers, in the interlock"
        case .relabelledData: "the proof of each chunk's place in a permitted manifest, which names its class"
        case .splitRun: "the weights' lineage: an opening for training ends where the run's threshold does"
        case .retrainedWeights: "weights that changed are measured anew, and are on no list"
        case .importedCheckpoint: "the hashing loader, and the list in the licence"
        case .unmeasuredWeights: "the loader hashes whatever it loads, asked or not"
        case .voltageGlitch: "the tamper input; glitches that it misses are for `Glitch.md`"
        case .clockGlitch: "the tamper input; glitches that it misses are for `Glitch.md`"
        case .slowedClock: "the verifier's own clock: evidence tells the chip's time"
        case .replayedEvidence: "the nonce of each challenge"
        case .alteredEvidence: "the signature"
        case .foreignEvidence: "the register of chips, and certificates that name the chip"
        case .darkChip: "the verifier's clock; the chip computes on until its licence ends"
        case .clonedChip: "two histories with one name, as soon as both are shown"
        case .silentClone:
            "keys that can't be read out. Where they were, nothing: the licence is used twice "
                + "until it ends"
        case .rolledBackFlash: "monotonic counters outside flash"
        case .erasedLog: "the log's hash chain, and its count in counters outside flash"
        case .overwrittenFirmware: "secure boot; the chip is silent from then on"
        case .changedFirmware: "signatures of vendor and parties over the image's digest"
        case .downgradedFirmware: "the least security version, burnt in"
        case .spareQuantum: "the interlock shuts with the licence, whatever firmware does"
        case .floodedLog: "the log has a bound, and a chip whose log is full refuses work"
        case .malformedCommands: "total parsers; such commands do nothing"
        case .alteredLicence: "the signatures over the licence"
        case .unregisteredChip: "the Merkle root of the chips in the licence"
        case .debugPort: "a fuse: the port of a chip that left the factory is dead"
        case .tornWrite: "entries in flash that are whole or not there, and the meter outside flash"
        case .restartStorm: "counters outlive power; a licence counts boots"
        case .resumedRun: "the lineage ticket, without which the checkpoint does not load"
        case .launderedCheckpoint: "weights without a ticket are on no list, or count for the agreement's penalty"
        case .forgedTicket: "the signature of the chip that trained, under the vendor's root"
        case .replayedTicket: "the digest of the weights in each ticket"
        case .mergedExperts: "a merge adds up what made both; without it, what is merged has no ticket"
        case .staleProgress: "what a peer sent must be told of by its progress, before the chip trains on"
        case .foreignPeer: "the Merkle root of the chips in the licence"
        case .linkTap: "the cap on traffic with chips that are no admitted peers, in the interlock"
        case .stackedAdapter: "the hashing loader, and the licence's list of what may be loaded together"
        case .leftOutFilter: "the hashing loader, and the licence's list of what may be loaded together"
        case .swappedFilter: "parts that changed since they were measured open nothing"
        case .newerModel: "the newest generation in the licence; and the verifier holds the licence to the agreement"
        case .excludedData: "the class in each chunk's proof"
        case .unprovedData: "the interlock counts what a pass reads against what was proved"
        case .disguisedTraining:
            "nothing on the chip; where the agreement has a detector, it finds raw counters or signed meters "
                + "training-consistent, at the rates of `Telemetry.md`"
        case .tokenBurst: "the interlock counts the tokens of an opening; firmware grants as many as the rate allows"
        }
    }

    /// Whether it gains something that nobody notices, whatever the agreement says: what chips and rules of today leave open.
    package var isResidual: Bool {
        switch self {
        case .forwardTraining, .relabelledBackward, .trickledTraining, .smuggledAdapter, .rolloutFarming, .silentClone,
            .disguisedTraining:
            true
        case .unlistedModel, .trainingOverAllowance, .replayedLicence, .forgedLicence, .otherChipsLicence,
            .hiddenTraining, .lockedWeightWrite, .swappedWeights, .openedEnclosure, .withheldEvidence, .powerCut,
            .stolenKeys, .retrainedWeights, .importedCheckpoint, .unmeasuredWeights, .voltageGlitch, .clockGlitch,
            .slowedClock, .replayedEvidence, .alteredEvidence, .foreignEvidence, .darkChip, .clonedChip,
            .rolledBackFlash, .erasedLog, .overwrittenFirmware, .changedFirmware, .downgradedFirmware,
            .floodedLog, .malformedCommands, .alteredLicence, .unregisteredChip, .debugPort, .tornWrite, .restartStorm,
            .extraReplica, .rateBurst, .gradientRelay, .relabelledData, .splitRun, .spareQuantum, .resumedRun,
            .launderedCheckpoint, .forgedTicket, .replayedTicket, .mergedExperts, .staleProgress, .foreignPeer,
            .linkTap, .stackedAdapter, .leftOutFilter, .swappedFilter, .newerModel, .excludedData, .unprovedData,
            .tokenBurst:
            false
        }
    }
}
