public import ChipABI
public import Wire

/// The register sequences: the only conformance to `Hardware`, over whichever bus.
///
/// The chip runs it over volatile memory, the host over device models, so both take the same path.
public struct DeviceDrivers<Bus: RegisterBus & ~Copyable>: Hardware, ~Copyable {
    /// The bus, which the device models' owner reaches through here.
    public var bus: Bus
    /// The number of the last command to the key vault or the ML-DSA engine, in the high half.
    private var number: UInt32 = 0

    /// Drivers over `bus`.
    public init(bus: consuming Bus) { self.bus = bus }

    /// Sends a byte to the digest engine.
    public mutating func write(_ byte: UInt8) { bus.store(UInt32(byte), to: HashRegisters.byte) }

    /// Sends bytes to the digest engine, four at a time where there are as many.
    public mutating func write(_ bytes: Span<UInt8>) {
        var index = 0
        while bytes.count - index >= 4 {
            bus.store(DeviceDrivers.word(bytes, index), to: HashRegisters.word)
            index += 4
        }
        while index < bytes.count {
            write(bytes[index])
            index += 1
        }
    }

    /// Writes boot progress.
    public mutating func report(_ status: BootStatus) { bus.store(status.rawValue, to: SystemRegisters.bootStatus) }
    /// Latches a fault.
    public mutating func raise(_ fault: Fault) { bus.store(fault.rawValue, to: SystemRegisters.fault) }
    /// The ROM's digest as hardware measured it.
    public mutating func romDigest() -> Digest { digest(at: SystemRegisters.romDigest) }

    /// The chip identifier from the fuses.
    public mutating func chipIdentifier() -> InlineArray<16, UInt8> { identifier(at: FuseRegisters.chipIdentifier) }

    private mutating func identifier(at address: UInt32) -> InlineArray<16, UInt8> {
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        var index = 0
        while index < 16 {
            let word = bus.load(address + UInt32(index))
            DeviceDrivers.split(word) { offset, byte in bytes[index + offset] = byte }
            index += 4
        }
        return bytes
    }

    /// The fused digest of the key table.
    public mutating func keyTableDigest() -> Digest { digest(at: FuseRegisters.keyTableDigest) }
    /// The fused minimum security version.
    public mutating func minimumSecurityVersion() -> UInt32 { bus.load(FuseRegisters.minimumSecurityVersion) }
    /// Tells hardware the security version of the image that was verified.
    public mutating func setBooted(securityVersion: UInt32) {
        bus.store(securityVersion, to: FuseRegisters.bootedSecurityVersion)
    }

    /// Burns the booted image's security version as the lowest that boots.
    public mutating func raiseMinimumSecurityVersion() -> Bool {
        bus.store(1, to: FuseRegisters.raiseMinimum)
        return minimumSecurityVersion() >= bus.load(FuseRegisters.bootedSecurityVersion)
    }

    /// The life cycle word.
    public mutating func lifeCycle() -> UInt32 { bus.load(FuseRegisters.lifeCycle) }

    /// Burns a later life cycle; false where it does not read back.
    public mutating func advance(to lifeCycle: LifeCycle) -> Bool {
        bus.store(lifeCycle.rawValue, to: FuseRegisters.advance)
        return self.lifeCycle() == lifeCycle.rawValue
    }

    /// How many slots of field entropy are burnt.
    public mutating func entropyCount() -> UInt32 { bus.load(FuseRegisters.entropyCount) }

    /// Burns a slot of field entropy from 32 bytes; false where none is left.
    public mutating func burnEntropy(_ bytes: Span<UInt8>) -> Bool {
        let before = entropyCount()
        var index = 0
        while index < 32 {
            bus.store(DeviceDrivers.word(bytes, index), to: FuseRegisters.entropy)
            index += 4
        }
        bus.store(1, to: FuseRegisters.burnEntropy)
        return entropyCount() == before &+ 1
    }

    /// Wipes the chip's secrets for good and opens the debug port.
    public mutating func unlockDebug() { bus.store(FuseRegisters.unlockWord, to: FuseRegisters.unlockDebug) }
    /// Whether the debug port is open.
    public mutating func isDebuggable() -> Bool { bus.load(FuseRegisters.isDebuggable) != 0 }

    /// A monotonic counter's value.
    public mutating func counter(_ counter: CounterID) -> UInt64 {
        quantity64(at: CounterRegisters.base + counter.rawValue * CounterRegisters.stride)
    }

    /// Raises a counter, but the licence counter; false where it does not read back as the value.
    public mutating func raise(_ counter: CounterID, to value: UInt64) -> Bool { raise(counter, to: value, permit: 0) }

    /// The challenge to one evaluation of what raises the licence counter.
    public mutating func counterChallenge(_ evaluation: Evaluation) -> UInt32 {
        bus.load(CounterRegisters.challenge + evaluation.rawValue)
    }

    /// Raises a counter by a permit, which only the licence counter asks for.
    public mutating func raise(_ counter: CounterID, to value: UInt64, permit: UInt32) -> Bool {
        bus.store(UInt32(truncatingIfNeeded: value), to: CounterRegisters.valueLow)
        bus.store(UInt32(truncatingIfNeeded: value >> 32), to: CounterRegisters.valueHigh)
        #if UNHARDENED_PERMIT || UNHARDENED_LICENCE
            let permit = self.permit(CounterRegisters.challenge, Permit.subject(value))
        #endif
        bus.store(permit, to: CounterRegisters.permit)
        bus.store(counter.rawValue, to: CounterRegisters.raise)
        return self.counter(counter) == value
    }

    /// Chip time in ticks.
    public mutating func tick() -> UInt64 { quantity64(at: TimerRegisters.tickLow) }
    /// Sets the watchdog's window in ticks.
    public mutating func setWatchdog(window: UInt32) { bus.store(window, to: WatchdogRegisters.window) }
    /// Kicks the watchdog.
    public mutating func kickWatchdog() { bus.store(1, to: WatchdogRegisters.kick) }

    /// Begins a SHA-384.
    public mutating func beginHash() { bus.store(0, to: HashRegisters.begin) }

    /// Begins an HMAC with a vault key; false where the vault refuses.
    public mutating func beginMAC(_ slot: KeySlot) -> Bool {
        bus.store(1 + slot.rawValue, to: HashRegisters.begin)
        return bus.load(HashRegisters.refused) == 0
    }

    /// Hashes a word, lowest byte first.
    public mutating func hash(word: UInt32) { bus.store(word, to: HashRegisters.word) }

    /// Ends the message.
    public mutating func finishHash() -> Digest {
        bus.store(1, to: HashRegisters.finish)
        return digest(at: HashRegisters.digest)
    }

    /// Derives a key from another and a context.
    public mutating func derive(_ destination: KeySlot, from source: KeySlot, context: Digest) -> Bool {
        store(context.bytes.span, at: KeyRegisters.digest)
        return run(.derive, source: source, destination: destination) == .good
    }

    /// Derives a key from another and the field entropy.
    public mutating func deriveLocal(_ destination: KeySlot, from source: KeySlot) -> Bool {
        run(.deriveLocal, source: source, destination: destination) == .good
    }

    /// Makes a key pair from a secret; nil where the vault refuses.
    public mutating func makeKeyPair(_ destination: KeySlot, from source: KeySlot) -> PublicKey? {
        guard run(.makeKeyPair, source: source, destination: destination) == .good else { return nil }
        return PublicKey(pair(at: KeyRegisters.publicKey))
    }

    /// Signs a digest; nil where the vault refuses.
    public mutating func sign(_ digest: Digest, with slot: KeySlot) -> Signature? {
        store(digest.bytes.span, at: KeyRegisters.digest)
        guard run(.sign, source: slot, destination: slot) == .good else { return nil }
        return Signature(pair(at: KeyRegisters.signature))
    }

    /// Verifies a signature.
    public mutating func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> KeyStatus {
        store(digest.bytes.span, at: KeyRegisters.digest)
        store(signature.bytes.span, at: KeyRegisters.signature)
        store(key.bytes.span, at: KeyRegisters.publicKey)
        return run(.verify, source: .alias, destination: .alias)
    }

    /// Locks a slot until reset.
    public mutating func lock(_ slot: KeySlot) { _ = run(.lock, source: slot, destination: slot) }

    /// Begins a message for ML-DSA.
    public mutating func beginMessage() { bus.store(HashRegisters.latticeMessage, to: HashRegisters.begin) }

    /// Makes an ML-DSA key pair from a secret; false where the vault refuses.
    public mutating func makeLatticeKeyPair(_ destination: KeySlot, from source: KeySlot) -> Bool {
        runLattice(.makeKeyPair, source: source, destination: destination) == .good
    }

    /// Signs the message; false where the vault refuses.
    public mutating func signMessage(with slot: KeySlot) -> Bool {
        runLattice(.sign, source: slot, destination: slot) == .good
    }

    /// Verifies the signature in the engine's window over the message.
    public mutating func verifyMessage() -> KeyStatus {
        runLattice(.verify, source: .latticeAlias, destination: .latticeAlias)
    }

    /// A word of memory: RAM, the flash window or one of the ML-DSA engine's.
    public mutating func word(at address: UInt32) -> UInt32 { bus.load(address) }
    /// Writes a word of RAM or of the ML-DSA engine's windows.
    public mutating func setWord(_ word: UInt32, at address: UInt32) { bus.store(word, to: address) }

    /// Programs a flash word.
    public mutating func program(_ word: UInt32, at offset: UInt32) {
        bus.store(offset, to: FlashRegisters.offset)
        bus.store(word, to: FlashRegisters.program)
    }

    /// Erases a flash page.
    public mutating func erase(pageAt offset: UInt32) {
        bus.store(offset, to: FlashRegisters.offset)
        bus.store(1, to: FlashRegisters.erase)
    }

    /// The waiting mailbox command, 0 when there is none.
    public mutating func pendingCommand() -> UInt32 { bus.load(MailboxRegisters.command) }
    /// The request's length in bytes.
    public mutating func requestLength() -> UInt32 { bus.load(MailboxRegisters.requestLength) }
    /// A word of the request.
    public mutating func requestWord(at offset: UInt32) -> UInt32 { bus.load(MemoryMap.request + offset) }

    /// Writes the answer's bytes from its start.
    public mutating func respond(_ bytes: Span<UInt8>) {
        store(bytes, at: MemoryMap.response)
        bus.store(UInt32(truncatingIfNeeded: bytes.count), to: MailboxRegisters.responseLength)
    }

    /// Ends the command with an outcome.
    public mutating func complete(_ outcome: UInt32) { bus.store(outcome, to: MailboxRegisters.complete) }

    /// Reads the meter.
    public mutating func readMeter() -> MeterReading {
        bus.store(1, to: MeterRegisters.latch)
        var reading = MeterReading()
        reading.training = quantity128(at: MeterRegisters.training)
        var index = 0
        while index < MeterRegisters.byteCounterCount {
            reading.bytes[index] = quantity128(at: MeterRegisters.byteCounters + UInt32(index) * 16)
            index += 1
        }
        reading.tokens = quantity128(at: MeterRegisters.tokens)
        reading.outside = quantity128(at: MeterRegisters.outside)
        reading.outsideReceived = quantity128(at: MeterRegisters.outsideReceived)
        index = 0
        while index < MeterRegisters.formatCount {
            let address = MeterRegisters.formats + UInt32(index) * 32
            reading.multiplyAccumulates[index] = quantity128(at: address)
            reading.vectorOperations[index] = quantity128(at: address + 16)
            index += 1
        }
        return reading
    }

    /// The challenge to one evaluation of what opens the interlock.
    public mutating func openingChallenge(_ evaluation: Evaluation) -> UInt32 {
        bus.load(InterlockRegisters.challenge + evaluation.rawValue)
    }

    /// Opens the interlock within limits, by a permit.
    public mutating func open(_ limits: OpeningLimits, permit: UInt32) {
        store(limits.quantum.low, at: InterlockRegisters.quantum)
        store(limits.quantum.high, at: InterlockRegisters.quantum + 8)
        bus.store(limits.use, to: InterlockRegisters.workloadClass)
        store(limits.tokens, at: InterlockRegisters.tokens)
        store(limits.outside, at: InterlockRegisters.outside)
        store(limits.endTick, at: InterlockRegisters.endTick)
        bus.store(limits.needsProvedData ? 1 : 0, to: InterlockRegisters.provedData)
        #if UNHARDENED_PERMIT || UNHARDENED_OPENING
            let permit = self.permit(InterlockRegisters.challenge, Permit.subject(limits))
        #endif
        bus.store(permit, to: InterlockRegisters.gate)
    }

    /// Closes the interlock.
    public mutating func close() { bus.store(0, to: InterlockRegisters.gate) }
    /// Whether it is open.
    public mutating func isOpen() -> Bool { bus.load(InterlockRegisters.isOpen) != 0 }
    /// Openings since manufacture.
    public mutating func openings() -> UInt64 { quantity64(at: InterlockRegisters.openings) }

    /// The event bits, and how many writes at locked weights there were.
    public mutating func events() -> (events: UInt32, violations: UInt32) {
        (bus.load(InterlockRegisters.events), bus.load(InterlockRegisters.violationCount))
    }

    /// Clears event bits.
    public mutating func clear(events: UInt32) { bus.store(events, to: InterlockRegisters.events) }

    /// The state of the weight region; a word that hardware does not have reads as changed.
    public mutating func weightStatus() -> WeightStatus {
        WeightStatus(rawValue: bus.load(WeightRegisters.status)) ?? .changed
    }

    /// The digest of the weights as loaded.
    public mutating func weightDigest() -> Digest { digest(at: WeightRegisters.digest) }

    /// The digests of weights, adapter and filter as loaded.
    public mutating func pipeline() -> Pipeline {
        Pipeline(
            weights: weightDigest(), adapter: digest(at: WeightRegisters.adapter),
            filter: digest(at: WeightRegisters.filter))
    }

    /// Hashes the weight region as it is now.
    public mutating func measureWeights() { bus.store(1, to: WeightRegisters.measure) }
    /// Write-protects the weight region, or frees it.
    public mutating func protectWeights(_ protected: Bool) { bus.store(protected ? 1 : 0, to: WeightRegisters.lock) }
    /// Latched tamper inputs.
    public mutating func tamper() -> UInt32 { bus.load(TamperRegisters.latched) }

    /// Admits a peer; false where the table does not show it then.
    public mutating func admitPeer(_ identifier: InlineArray<16, UInt8>, permit: UInt32) -> Bool {
        store(identifier.span, at: PeerRegisters.identifier)
        bus.store(permit, to: PeerRegisters.admit)
        let count = peerCount()
        var index = 0
        while index < count {
            if peer(index).identifier.span.agrees(with: identifier.span) { return true }
            index += 1
        }
        return false
    }

    /// Forgets all peers.
    public mutating func clearPeers() { bus.store(1, to: PeerRegisters.clear) }

    /// How many peers there are.
    public mutating func peerCount() -> Int {
        let count = bus.load(PeerRegisters.count)
        return count <= UInt32(PeerRegisters.capacity) ? Int(count) : PeerRegisters.capacity
    }

    /// A peer, and what went over the link to it.
    public mutating func peer(_ index: Int) -> PeerLink {
        bus.store(UInt32(truncatingIfNeeded: index), to: PeerRegisters.select)
        return PeerLink(
            identifier: identifier(at: PeerRegisters.peer), sent: quantity128(at: PeerRegisters.sent),
            received: quantity128(at: PeerRegisters.received))
    }

    /// The chunk of training data that waits.
    public mutating func data() -> (digest: Digest, length: UInt64) {
        (digest(at: DataRegisters.digest), quantity64(at: DataRegisters.length))
    }

    /// Admits it.
    public mutating func admitData(permit: UInt32) { bus.store(permit, to: DataRegisters.admit) }

    /// Takes back what was admitted and not read yet.
    public mutating func clearData() { bus.store(1, to: DataRegisters.clear) }
}

extension DeviceDrivers where Bus: ~Copyable {
    #if UNHARDENED_PERMIT || UNHARDENED_LICENCE || UNHARDENED_OPENING
        /// A permit that nothing was evaluated for.
        private mutating func permit(_ challenge: UInt32, _ subject: UInt32) -> UInt32 {
            let first = Permit.half(bus.load(challenge), subject)
            return Permit.word(first, Permit.half(bus.load(challenge + Evaluation.second.rawValue), subject))
        }
    #endif

    private mutating func run(_ command: KeyCommand, source: KeySlot, destination: KeySlot) -> KeyStatus {
        bus.store(source.rawValue, to: KeyRegisters.source)
        bus.store(destination.rawValue, to: KeyRegisters.destination)
        return answer(command.rawValue, KeyRegisters.command, KeyRegisters.status)
    }

    /// Has an engine run a command. Its answer bears the command's number: neither a status register that sticks, nor the
    /// answer to the command before where this one does not arrive, is taken for it.
    private mutating func answer(_ command: UInt32, _ register: UInt32, _ status: UInt32) -> KeyStatus {
        number &+= 1 << 16
        bus.store(number | command, to: register)
        return KeyStatus(rawValue: bus.load(status) ^ number) ?? .refused
    }

    private mutating func runLattice(
        _ command: LatticeCommand, source: KeySlot, destination: KeySlot
    ) -> KeyStatus {
        bus.store(source.rawValue, to: LatticeRegisters.source)
        bus.store(destination.rawValue, to: LatticeRegisters.destination)
        return answer(command.rawValue, LatticeRegisters.command, LatticeRegisters.status)
    }

    mutating func digest(at address: UInt32) -> Digest {
        var digest = Digest.zero
        var index = 0
        while index < Digest.byteCount {
            let word = bus.load(address + UInt32(index))
            DeviceDrivers.split(word) { offset, byte in digest.bytes[index + offset] = byte }
            index += 4
        }
        return digest
    }

    mutating func pair(at address: UInt32) -> InlineArray<96, UInt8> {
        var bytes = InlineArray<96, UInt8>(repeating: 0)
        var index = 0
        while index < 96 {
            let word = bus.load(address + UInt32(index))
            DeviceDrivers.split(word) { offset, byte in bytes[index + offset] = byte }
            index += 4
        }
        return bytes
    }

    /// Stores bytes as words from `address` on; the last word is padded with zeros.
    mutating func store(_ bytes: Span<UInt8>, at address: UInt32) {
        var index = 0
        while index < bytes.count {
            if bytes.count - index >= 4 {
                bus.store(DeviceDrivers.word(bytes, index), to: address + UInt32(index))
            } else {
                var word: UInt32 = 0
                var offset = 0
                while index + offset < bytes.count {
                    word |= UInt32(bytes[index + offset]) << UInt32(offset * 8)
                    offset += 1
                }
                bus.store(word, to: address + UInt32(index))
            }
            index += 4
        }
    }

    private mutating func store(_ value: UInt64, at address: UInt32) {
        bus.store(UInt32(truncatingIfNeeded: value), to: address)
        bus.store(UInt32(truncatingIfNeeded: value >> 32), to: address + 4)
    }

    private mutating func quantity64(at address: UInt32) -> UInt64 {
        UInt64(bus.load(address + 4)) << 32 | UInt64(bus.load(address))
    }

    private mutating func quantity128(at address: UInt32) -> Operations {
        Operations(high: quantity64(at: address + 8), low: quantity64(at: address))
    }

    static func word(_ bytes: Span<UInt8>, _ index: Int) -> UInt32 {
        UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
            | UInt32(bytes[index + 3]) << 24
    }

    private static func split(_ word: UInt32, _ body: (Int, UInt8) -> Void) {
        body(0, UInt8(truncatingIfNeeded: word))
        body(1, UInt8(truncatingIfNeeded: word >> 8))
        body(2, UInt8(truncatingIfNeeded: word >> 16))
        body(3, UInt8(truncatingIfNeeded: word >> 24))
    }
}
