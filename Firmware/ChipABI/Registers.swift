/// System control: boot status, faults, trace, what was measured before the core started.
public enum SystemRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4000_0000
    /// Write: progress of boot (`BootStatus`).
    public static let bootStatus = base + 0x00
    /// Write: a fault's number; latched until reset, the first one stays.
    public static let fault = base + 0x04
    /// Write: the next word of the trace ring.
    public static let trace = base + 0x08
    /// Read: 12 words, the SHA-384 of the ROM as hardware measured it before it released the core; first byte lowest.
    public static let romDigest = base + 0x40
}

/// One-time programmable fuses, burnt at manufacture, each a word. The lowest security version alone can be raised.
public enum FuseRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4001_0000
    /// 4 words: the chip identifier, 16 bytes, first byte lowest.
    public static let chipIdentifier = base + 0x00
    /// 12 words: SHA-384 of the key table.
    public static let keyTableDigest = base + 0x40
    /// A `LifeCycle` word.
    public static let lifeCycle = base + 0x80
    /// The lowest security version that boots.
    public static let minimumSecurityVersion = base + 0x84
    /// Write: the security version of the image that ROM verified; the first write since reset stays.
    public static let bootedSecurityVersion = base + 0x90
    /// Write any: the lowest security version becomes the booted one, where that is higher.
    public static let raiseMinimum = base + 0x94
    /// Write: a `LifeCycle` word further on than the present one, which is burnt.
    public static let advance = base + 0xa0
    /// Write: the next word of entropy from the field, eight in all.
    public static let entropy = base + 0xa4
    /// Write any: burns the next slot with the SHA-384 of those words and of random ones, cut to 32 bytes.
    public static let burnEntropy = base + 0xa8
    /// Read: how many slots of field entropy are burnt.
    public static let entropyCount = base + 0xac
    /// Write `unlockWord`: wipes the device secret, the field entropy and the vault for good, then opens the debug port.
    public static let unlockDebug = base + 0xb0
    /// Read: 1 while the debug port is open.
    public static let isDebuggable = base + 0xb4
    /// How many slots of field entropy there are.
    public static let entropySlots = 4
    /// The word that unlocks.
    public static let unlockWord: UInt32 = 0x3c96_a5d2
}

/// Monotonic counters, 64 bits, non-volatile: a value can be raised, never lowered.
public enum CounterRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4002_0000
    /// Bytes between counters: low word at +0, high word at +4.
    public static let stride: UInt32 = 8
    /// Write: the new value's low word, for the raise that follows.
    public static let valueLow = base + 0x40
    /// Write: the new value's high word.
    public static let valueHigh = base + 0x44
    /// Write: a `CounterID`, whose counter then takes the value where that is higher. The licence counter does so only
    /// by its permit.
    public static let raise = base + 0x48
    /// Write: the `Permit` for the raise that follows, over the value.
    public static let permit = base + 0x4c
    /// Read: 2 words, the challenges of the next permit; new after every attempt to raise the licence counter.
    public static let challenge = base + 0x50
}

/// The timer. Time moves only between mailbox commands, never while firmware runs.
public enum TimerRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4003_0000
    /// Read: ticks, low word. One tick is one second.
    public static let tickLow = base + 0x00
    /// Read: ticks, high word.
    public static let tickHigh = base + 0x04
}

/// The watchdog: closes the interlock when ticks pass without a kick.
public enum WatchdogRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4004_0000
    /// Write: the ticks that may pass between kicks while the interlock is open.
    public static let window = base + 0x00
    /// Write any: kick.
    public static let kick = base + 0x04
    /// Read: 1 after it ran out; write 1 to clear.
    public static let expired = base + 0x08
}

/// SHA-384 and HMAC-SHA-384 over a stream of words.
public enum HashRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4005_0000
    /// Write: 0 begins SHA-384; 1 + slot begins an HMAC with that key; `latticeMessage` a message for the ML-DSA engine.
    public static let begin = base + 0x00
    /// Begins a message that the ML-DSA engine's next command signs or verifies whole.
    public static let latticeMessage: UInt32 = 0x100
    /// Write: four message bytes, the first in the low byte.
    public static let word = base + 0x04
    /// Write: one message byte.
    public static let byte = base + 0x08
    /// Write any: end the message.
    public static let finish = base + 0x0c
    /// Read: 1 where the last begin was refused (key locked or empty).
    public static let refused = base + 0x10
    /// Read: 12 words, the result.
    public static let digest = base + 0x40
}

/// The key vault and ECDSA P-384. Keys go in and are used; none can be read.
public enum KeyRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4006_0000
    /// Write: a `KeyCommand` in the low half, which runs at once; in the high half a number of the writer's choice.
    public static let command = base + 0x00
    /// Write: the key that is used.
    public static let source = base + 0x04
    /// Write: where a new key goes.
    public static let destination = base + 0x08
    /// Read: the `KeyStatus` of the last command in the low half, that command's number in the high half: what sticks, or
    /// answers another command, has the wrong number.
    public static let status = base + 0x0c
    /// Write: 12 words: the digest to sign or verify, or the derivation's context.
    public static let digest = base + 0x40
    /// Read or write: 24 words: the signature, r ‖ s.
    public static let signature = base + 0x80
    /// Read or write: 24 words: the public key, x ‖ y.
    public static let publicKey = base + 0x100
}

/// The flash controller. Reads go to the memory window.
public enum FlashRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4007_0000
    /// Write: the offset in flash for the next program or erase.
    public static let offset = base + 0x00
    /// Write: a word, programmed at the offset, which then moves on by 4. Bits only go from 1 to 0.
    public static let program = base + 0x04
    /// Write any: erase the page of the offset to all ones.
    public static let erase = base + 0x08
}

/// The mailbox's control registers.
public enum MailboxRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4008_0000
    /// Read: the waiting `MailboxCommand`, 0 when there is none.
    public static let command = base + 0x00
    /// Read: the request's length in bytes.
    public static let requestLength = base + 0x04
    /// Write: the answer's length in bytes.
    public static let responseLength = base + 0x08
    /// Write: the outcome, 0 or a `Fault`; ends the command.
    public static let complete = base + 0x0c
}

/// The meter: what the accelerator did since manufacture. Non-volatile, counts up only. Quantities have 4 words.
public enum MeterRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4009_0000
    /// Write any: copies all counters to the readable registers, so that they belong together.
    public static let latch = base + 0x00
    /// Policy quantity under training openings.
    public static let training = base + 0x10
    /// Byte counters: HBM read, HBM written, weights written, link sent, link received, 16 bytes each.
    public static let byteCounters = base + 0x40
    /// Tokens of inference since reset.
    public static let tokens = base + 0x90
    /// Bytes exchanged with chips that are not admitted peers, since reset.
    public static let outside = base + 0xa0
    /// Of which received under training openings.
    public static let outsideReceived = base + 0xb0
    /// By number format, 32 bytes each: multiply-accumulates, then vector operations.
    public static let formats = base + 0x100
    /// How many number formats there are.
    public static let formatCount = 9
    /// How many byte counters there are.
    public static let byteCounterCount = 5
}

/// The interlock: the only gate between host, links and accelerator. Closed at reset, on every trap of the core, when
/// its quantum is spent, when the watchdog runs out and when a tamper input trips.
public enum InterlockRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x400a_0000
    /// Write: 4 words, the most policy operations that the opening passes.
    public static let quantum = base + 0x00
    /// Write: a `WorkloadClass`.
    public static let workloadClass = base + 0x10
    /// Write the `Permit` over the limits to open; anything else closes.
    public static let gate = base + 0x14
    /// Read: 1 while open.
    public static let isOpen = base + 0x18
    /// Read: openings since manufacture, low word; the high word follows.
    public static let openings = base + 0x20
    /// Read: bit set of `InterlockEvent` since it was cleared, power cycles included; write ones to clear.
    public static let events = base + 0x28
    /// Read: how often locked weights were written at, since events were cleared.
    public static let violationCount = base + 0x2c
    /// Read: 2 words, the challenges of the next permit; new after every write to the gate.
    public static let challenge = base + 0x30
    /// Write: 2 words, the most tokens of inference, all ones for no limit.
    public static let tokens = base + 0x38
    /// Write: 2 words, the most bytes exchanged with chips that are not admitted peers, all ones for no limit.
    public static let outside = base + 0x40
    /// Write: 2 words, the tick at which the gate shuts, all ones for never.
    public static let endTick = base + 0x48
    /// Write: 1 where training passes take admitted data alone.
    public static let provedData = base + 0x50
}

/// The accelerator's weight region.
public enum WeightRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x400b_0000
    /// Read: a `WeightStatus`.
    public static let status = base + 0x00
    /// Write: 1 write-protects the region, 0 frees it. Frees only while the interlock is closed.
    public static let lock = base + 0x04
    /// Write any: hashes the region as it is now. Works only while the interlock is closed.
    public static let measure = base + 0x08
    /// Read: 12 words: SHA-384 of the weights as they were loaded, or hashed since.
    public static let digest = base + 0x40
    /// Read: 12 words: SHA-384 of the adapter as it was loaded, zeros for none.
    public static let adapter = base + 0x80
    /// Read: 12 words: SHA-384 of the output filter as it was loaded, zeros for none.
    public static let filter = base + 0xc0
}

/// Tamper inputs, latched until the chip is taken out of service.
public enum TamperRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x400c_0000
    /// Read: bit 0 voltage, bit 1 clock, bit 2 enclosure mesh.
    public static let latched = base + 0x00
}
