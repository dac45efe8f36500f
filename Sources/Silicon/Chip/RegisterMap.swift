import ChipABI

/// The chip's memory map and registers as a table: what `interlock chip describe` prints and `Specs/Chip.md` holds.
package enum RegisterMap {
    /// A stretch of addresses.
    package struct Region: Hashable, Sendable {
        /// What it is.
        package let name: String
        /// Its first address.
        package let address: UInt32
        /// Its size in bytes.
        package let size: UInt32
        /// What one may do there.
        package let access: String
    }

    /// A register, or several alike in a row.
    package struct Register: Hashable, Sendable {
        /// The block that it belongs to.
        package let block: String
        /// Its name in the firmware's source.
        package let name: String
        /// Its address.
        package let address: UInt32
        /// How many words.
        package let words: Int
        /// R, W or RW.
        package let access: String
        /// What it does.
        package let meaning: String
    }

    /// The memory map, by address.
    package static let regions = [
        Region(name: "ROM", address: MemoryMap.rom, size: MemoryMap.romSize, access: "read, execute"),
        Region(name: "devices", address: SystemRegisters.base, size: 0x0020_0000, access: "32-bit registers"),
        Region(name: "mailbox request", address: MemoryMap.request, size: MemoryMap.mailboxSize, access: "read"),
        Region(name: "mailbox response", address: MemoryMap.response, size: MemoryMap.mailboxSize, access: "write"),
        Region(name: "flash, slot A", address: MemoryMap.flash, size: MemoryMap.slotSize, access: "read"),
        Region(
            name: "flash, slot B", address: MemoryMap.flash + MemoryMap.slotSize, size: MemoryMap.slotSize,
            access: "read"),
        Region(
            name: "flash, device certificate", address: MemoryMap.flash + MemoryMap.certificateOffset,
            size: MemoryMap.pageSize, access: "read"),
        Region(
            name: "flash, state", address: MemoryMap.flash + MemoryMap.stateOffset, size: 2 * MemoryMap.pageSize,
            access: "read"),
        Region(
            name: "flash, licence", address: MemoryMap.flash + MemoryMap.licenceOffset, size: 2 * MemoryMap.pageSize,
            access: "read"),
        Region(
            name: "flash, log", address: MemoryMap.flash + MemoryMap.logOffset,
            size: MemoryMap.logPages * MemoryMap.pageSize, access: "read"),
        Region(
            name: "flash, ML-DSA device certificate", address: MemoryMap.flash + MemoryMap.latticeCertificateOffset,
            size: MemoryMap.latticeCertificateSize, access: "read"),
        Region(
            name: "flash, operator's certificates", address: MemoryMap.flash + MemoryMap.operatorCertificatesOffset,
            size: 2 * MemoryMap.operatorCertificatesSize, access: "read"),
        Region(name: "SRAM, code and data", address: MemoryMap.code, size: MemoryMap.codeSize, access: "all"),
        Region(
            name: "SRAM, hand-over and stack", address: MemoryMap.handover,
            size: MemoryMap.ramSize - MemoryMap.codeSize, access: "all"),
    ]

    /// Every register, by address.
    package static let registers: [Register] = [
        system, fuses, counters, timer, hash, keys, flash, mailbox, meter, interlock, weights, transcripts, sessions,
        lattice, peers, data,
    ].flatMap { $0 }

    private static let system = block(
        "system",
        [
            ("bootStatus", SystemRegisters.bootStatus, 1, "W", "progress of boot"),
            ("fault", SystemRegisters.fault, 1, "W", "a fault's number; the first since reset stays"),
            ("romDigest", SystemRegisters.romDigest, 12, "R", "SHA-384 of the ROM, measured by hardware"),
        ])
    private static let fuses = block(
        "fuses",
        [
            ("chipIdentifier", FuseRegisters.chipIdentifier, 4, "R", "names the chip"),
            ("keyTableDigest", FuseRegisters.keyTableDigest, 12, "R", "SHA-384 of the key table"),
            ("lifeCycle", FuseRegisters.lifeCycle, 1, "R", "test, development, production or end of life"),
            (
                "minimumSecurityVersion", FuseRegisters.minimumSecurityVersion, 1, "R",
                "the lowest security version that boots"
            ),
            (
                "bootedSecurityVersion", FuseRegisters.bootedSecurityVersion, 1, "RW",
                "the security version of the verified image; the first write since reset stays"
            ),
            (
                "raiseMinimum", FuseRegisters.raiseMinimum, 1, "W",
                "any value: the lowest security version becomes the booted one, where that is higher"
            ),
            ("advance", FuseRegisters.advance, 1, "W", "a later life cycle, which is burnt"),
            ("entropy", FuseRegisters.entropy, 1, "W", "eight words from the field, one after another"),
            ("burnEntropy", FuseRegisters.burnEntropy, 1, "W", "any value: burns the next slot of field entropy"),
            ("entropyCount", FuseRegisters.entropyCount, 1, "R", "burnt slots of field entropy"),
            (
                "unlockDebug", FuseRegisters.unlockDebug, 1, "W",
                "the one word that wipes all secrets for good, then opens the debug port"
            ),
            ("isDebuggable", FuseRegisters.isDebuggable, 1, "R", "1 while the debug port is open"),
        ])
    private static let counters = block(
        "counters",
        [
            (
                "counter", CounterRegisters.base, 12, "R",
                "boot, licence, state, refusals, boot selector, owner: low word, high word each"
            ),
            ("valueLow", CounterRegisters.valueLow, 1, "W", "the new value"),
            ("valueHigh", CounterRegisters.valueHigh, 1, "W", "the new value, upper half"),
            ("raise", CounterRegisters.raise, 1, "W", "a counter's number: it takes the value where that is higher"),
            ("permit", CounterRegisters.permit, 1, "W", "the permit without which the licence counter does not rise"),
            ("challenge", CounterRegisters.challenge, 2, "R", "what the next permit answers; new after every attempt"),
        ])
    private static let timer = block(
        "timer and watchdog",
        [
            ("tickLow", TimerRegisters.tickLow, 1, "R", "chip time in seconds"),
            ("tickHigh", TimerRegisters.tickHigh, 1, "R", "chip time, upper half"),
            ("window", WatchdogRegisters.window, 1, "W", "ticks that may pass between kicks while the gate is open"),
            ("kick", WatchdogRegisters.kick, 1, "W", "any value: the firmware lives"),
            ("expired", WatchdogRegisters.expired, 1, "R", "1 after it closed the gate"),
        ])
    private static let hash = block(
        "digest engine",
        [
            ("begin", HashRegisters.begin, 1, "W", "0 SHA-384, 1 + slot HMAC-SHA-384, 0x100 a message for ML-DSA"),
            ("word", HashRegisters.word, 1, "W", "four message bytes, the first lowest"),
            ("byte", HashRegisters.byte, 1, "W", "one message byte"),
            ("finish", HashRegisters.finish, 1, "W", "any value: the message ends"),
            ("refused", HashRegisters.refused, 1, "R", "1 where the last begin had no key"),
            ("digest", HashRegisters.digest, 12, "R", "the result"),
        ])
    private static let keys = block(
        "key vault",
        [
            (
                "command", KeyRegisters.command, 1, "W",
                "low half: 1 derive, 2 make key pair, 3 sign, 4 verify, 5 lock, 6 derive with the field entropy; "
                    + "high half: its number"
            ),
            ("source", KeyRegisters.source, 1, "W", "the slot that is used"),
            ("destination", KeyRegisters.destination, 1, "W", "the slot for a new key"),
            ("status", KeyRegisters.status, 1, "R", "low half: how the last command ended; high half: its number"),
            ("digest", KeyRegisters.digest, 12, "W", "digest or context"),
            ("signature", KeyRegisters.signature, 24, "RW", "r, then s"),
            ("publicKey", KeyRegisters.publicKey, 24, "RW", "x, then y"),
        ])
    private static let flash = block(
        "flash controller",
        [
            ("offset", FlashRegisters.offset, 1, "W", "where the next program or erase acts"),
            ("program", FlashRegisters.program, 1, "W", "a word: its zeros are programmed; the offset moves on"),
            ("erase", FlashRegisters.erase, 1, "W", "any value: the page becomes all ones"),
        ])
    private static let mailbox = block(
        "mailbox",
        [
            ("command", MailboxRegisters.command, 1, "R", "the waiting command, 0 for none"),
            ("requestLength", MailboxRegisters.requestLength, 1, "R", "the request's bytes"),
            ("responseLength", MailboxRegisters.responseLength, 1, "W", "the answer's bytes"),
            ("complete", MailboxRegisters.complete, 1, "W", "0 or a fault: the command is done"),
        ])
    private static let meter = block(
        "meter",
        [
            ("latch", MeterRegisters.latch, 1, "W", "any value: copies the counters to the registers below"),
            ("training", MeterRegisters.training, 4, "R", "policy operations under training openings"),
            (
                "byteCounters", MeterRegisters.byteCounters, 4 * MeterRegisters.byteCounterCount, "R",
                "HBM read, HBM written, weights written, link sent, link received"
            ),
            ("tokens", MeterRegisters.tokens, 4, "R", "tokens of inference since reset"),
            (
                "outside", MeterRegisters.outside, 4, "R",
                "bytes exchanged with chips that are not admitted peers, since reset"
            ),
            ("outsideReceived", MeterRegisters.outsideReceived, 4, "R", "of which received under training openings"),
            (
                "formats", MeterRegisters.formats, 8 * MeterRegisters.formatCount, "R",
                "multiply-accumulates and vector operations by number format"
            ),
        ])
    private static let interlock = block(
        "interlock",
        [
            ("quantum", InterlockRegisters.quantum, 4, "W", "the most policy operations that the opening passes"),
            ("workloadClass", InterlockRegisters.workloadClass, 1, "W", "1 inference, 2 training"),
            ("gate", InterlockRegisters.gate, 1, "W", "the permit over the limits opens; anything else closes"),
            ("isOpen", InterlockRegisters.isOpen, 1, "R", "1 while open"),
            ("openings", InterlockRegisters.openings, 2, "R", "openings since manufacture"),
            ("events", InterlockRegisters.events, 1, "RW", "why it closed; write ones to clear"),
            ("violationCount", InterlockRegisters.violationCount, 1, "R", "writes at locked weights"),
            ("challenge", InterlockRegisters.challenge, 2, "R", "what the next permit answers; new after every write"),
            ("tokens", InterlockRegisters.tokens, 2, "W", "the most tokens of inference; all ones for no limit"),
            (
                "outside", InterlockRegisters.outside, 2, "W",
                "the most bytes exchanged with chips that are not admitted peers; all ones for no limit"
            ),
            ("endTick", InterlockRegisters.endTick, 2, "W", "the tick at which it shuts; all ones for never"),
            ("provedData", InterlockRegisters.provedData, 1, "W", "1: training passes read admitted data alone"),
        ])
    private static let weights = block(
        "weights and tamper",
        [
            ("status", WeightRegisters.status, 1, "R", "0 empty, 1 measured, 2 changed since"),
            ("lock", WeightRegisters.lock, 1, "W", "1 write-protects; 0 frees, while the gate is closed"),
            (
                "measure", WeightRegisters.measure, 1, "W",
                "any value: hashes the weights as they are, while it is closed"
            ),
            ("digest", WeightRegisters.digest, 12, "R", "SHA-384 of the weights as loaded, or hashed since"),
            ("adapter", WeightRegisters.adapter, 12, "R", "SHA-384 of the adapter as loaded, zeros for none"),
            ("filter", WeightRegisters.filter, 12, "R", "SHA-384 of the output filter as loaded, zeros for none"),
            ("latched", TamperRegisters.latched, 1, "R", "bit 0 voltage, 1 clock, 2 enclosure mesh"),
        ])

    private static let transcripts = block(
        "transcript engine",
        [
            ("select", TranscriptRegisters.select, 1, "W", "the computation that the others act on"),
            ("begin", TranscriptRegisters.begin, 1, "W", "any value: begins it anew"),
            ("copy", TranscriptRegisters.copy, 1, "W", "a computation's number: goes on from there"),
            ("word", TranscriptRegisters.word, 1, "W", "four message bytes, the first lowest"),
            ("byte", TranscriptRegisters.byte, 1, "W", "one message byte"),
            ("snapshot", TranscriptRegisters.snapshot, 1, "W", "any value: shows the digest so far"),
            ("digest", TranscriptRegisters.digest, 12, "R", "SHA-384 at the snapshot"),
        ])
    private static let sessions = block(
        "session engine",
        [
            (
                "command", SessionRegisters.command, 1, "W",
                "1 agree, 2 extract, 3 expand, 4 authenticate, 5 seal, 6 open, 7 erase"
            ),
            ("source", SessionRegisters.source, 1, "W", "the secret that is used"),
            ("destination", SessionRegisters.destination, 1, "W", "the new secret, or the second that is used"),
            ("status", SessionRegisters.status, 1, "R", "how the last command ended"),
            ("clear", SessionRegisters.clear, 1, "W", "any value: empties the input"),
            ("word", SessionRegisters.word, 1, "W", "four input bytes, the first lowest"),
            ("byte", SessionRegisters.byte, 1, "W", "one input byte"),
            ("additionalLength", SessionRegisters.additionalLength, 1, "W", "input bytes that are not encrypted"),
            ("sequenceLow", SessionRegisters.sequenceLow, 1, "W", "the record's number"),
            ("sequenceHigh", SessionRegisters.sequenceHigh, 1, "W", "the record's number, upper half"),
            ("digest", SessionRegisters.digest, 12, "R", "the authentication code"),
            ("publicKey", SessionRegisters.publicKey, 24, "RW", "x, then y: the peer's, then the chip's"),
            ("output", SessionRegisters.output, 2048, "R", "the text that was made"),
            ("word", RandomRegisters.word, 1, "R", "32 random bits"),
        ])

    private static let lattice = block(
        "ML-DSA engine",
        [
            (
                "command", LatticeRegisters.command, 1, "W",
                "low half: 0x2d1 make key pair, 0x59a sign, 0x666 verify; high half: its number"
            ),
            ("source", LatticeRegisters.source, 1, "W", "the vault's slot that is used"),
            ("destination", LatticeRegisters.destination, 1, "W", "the slot for a new key"),
            (
                "status", LatticeRegisters.status, 1, "R",
                "low half: how the last command ended; high half: its number"
            ),
            ("signature", LatticeRegisters.signature, 1157, "RW", "the signature, 4,627 bytes"),
            ("publicKey", LatticeRegisters.publicKey, 648, "RW", "the public key, 2,592 bytes"),
        ])

    private static let peers = block(
        "peers",
        [
            ("identifier", PeerRegisters.identifier, 4, "W", "names a chip"),
            ("admit", PeerRegisters.admit, 1, "W", "the permit: the chip becomes a peer, where there is room"),
            ("clear", PeerRegisters.clear, 1, "W", "any value: there are no peers any more"),
            ("count", PeerRegisters.count, 1, "R", "how many peers there are, at most 16"),
            ("select", PeerRegisters.select, 1, "W", "the peer that the registers below show"),
            ("peer", PeerRegisters.peer, 4, "R", "its identifier"),
            ("sent", PeerRegisters.sent, 4, "R", "bytes sent to it since it was admitted"),
            ("received", PeerRegisters.received, 4, "R", "bytes received from it since it was admitted"),
        ])

    private static let data = block(
        "training data",
        [
            ("digest", DataRegisters.digest, 12, "R", "SHA-384 of the chunk that waits"),
            ("length", DataRegisters.length, 2, "R", "its bytes, 0 where none waits"),
            ("admit", DataRegisters.admit, 1, "W", "the permit: training passes may read it once"),
            ("clear", DataRegisters.clear, 1, "W", "any value: what was admitted is read no more"),
        ])

    private static func block(_ name: String, _ rows: [(String, UInt32, Int, String, String)]) -> [Register] {
        rows.map { row in
            Register(block: name, name: row.0, address: row.1, words: row.2, access: row.3, meaning: row.4)
        }
    }
}
