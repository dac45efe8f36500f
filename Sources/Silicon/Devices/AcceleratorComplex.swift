import Accelerator
import ChipABI
import Cryptography
import Wire

/// The accelerator with what guards it: interlock, meter, weight lock, watchdog, tamper inputs.
///
/// The meter, the count of openings, tamper inputs and what the interlock saw outlive power; the rest starts closed and
/// empty.
package struct AcceleratorComplex: Equatable, Sendable {
    /// All counters since manufacture.
    package private(set) var meter: Counters
    /// Policy operations under training openings, since manufacture.
    package private(set) var training: UInt128
    /// Openings since manufacture.
    package private(set) var openings: UInt64
    /// Whether commands pass.
    package private(set) var isOpen = false
    /// Policy operations that the opening still passes.
    package private(set) var left: UInt128 = 0
    /// What the opening is for.
    package private(set) var use = WorkloadClass.inference
    /// The weight region's state.
    package private(set) var weightStatus = WeightStatus.empty
    /// SHA-384 of the weights as loaded, or as hashed since.
    package private(set) var weightDigest = Digest384.zero
    /// SHA-384 of the adapter as loaded, zeros for none.
    package private(set) var adapterDigest = Digest384.zero
    /// SHA-384 of the output filter as loaded, zeros for none.
    package private(set) var filterDigest = Digest384.zero
    /// The links' table of admitted peers.
    package private(set) var peers: [Peer] = []
    /// Tokens of inference since reset.
    package private(set) var tokens: UInt128 = 0
    /// Bytes exchanged with others than these, since reset.
    package private(set) var outside: UInt128 = 0
    /// Of which received under training openings.
    package private(set) var outsideReceived: UInt128 = 0
    /// Bytes of training data that may be read still.
    package private(set) var provedBytes: UInt128 = 0
    /// Whether the weight region is write-protected.
    package private(set) var isLocked = false
    /// Latched tamper inputs: nothing clears them.
    package private(set) var tamper: UInt32
    /// What the interlock saw and firmware has not cleared: bits of `InterlockEvent`.
    package private(set) var events: UInt32
    /// Writes at locked weights since their event was cleared.
    package private(set) var violations: UInt32

    /// What every counter of the meter stays below.
    static let counterLimit: UInt128 = 1 << 120

    /// A chip that the links know, and what went over the link to it since it was admitted.
    package struct Peer: Equatable, Sendable {
        /// Its identifier, 16 bytes.
        package let identifier: [UInt8]
        /// Bytes sent to it.
        package var sent: UInt128 = 0
        /// Bytes received from it.
        package var received: UInt128 = 0
    }

    private var challenge = PermitChallenge()
    private var requested = OpeningLimits(use: 0, quantum: .zero)
    /// The limits of the present opening.
    private var limits = OpeningLimits(use: 0, quantum: .zero)
    /// Tokens that the opening still passes.
    private var tokensLeft: UInt64 = 0
    /// Bytes to and from outside that it still passes.
    private var outsideLeft: UInt64 = 0
    /// The command that a quantum cut short: what it carries was taken with its first part.
    private var unfinished: Unfinished?
    /// SHA-384 of what training left in the weight region, where it was really computed and told.
    private var trained: Digest384?
    private var selectedPeer = 0
    private var stagedPeer = [UInt8](repeating: 0, count: 16)
    /// The chunk of training data that waits.
    private var chunk = Chunk()

    /// What is left of a command, and of which kind it is: no more than that goes as its rest.
    private struct Unfinished: Equatable {
        let kind: CommandKind
        let left: Counters

        /// What is left of it after a part; nil where the part is of another command, or larger.
        func rest(after part: Counters, of kind: CommandKind) -> Counters? {
            kind == self.kind ? try? left.subtracting(part) : nil
        }
    }

    private struct Chunk: Equatable {
        var digest = Digest384.zero
        var length: UInt64 = 0
    }
    private var watchdogWindow: UInt32 = .max
    private var lastKick: UInt64 = 0

    /// The complex of a chip at power-on, with what outlived power.
    package init(_ state: ChipState) {
        meter = state.meter
        training = state.training
        openings = state.openings
        tamper = state.tamper
        events = state.events
        violations = state.violations
    }

    /// Shuts the gate and says why.
    mutating func close(_ event: UInt32) {
        if isOpen { events |= event }
        isOpen = false
        left = 0
    }

    /// Time has come to `tick`: the watchdog shuts an open gate whose firmware was silent for longer than its window.
    mutating func tick(_ tick: UInt64) {
        if isOpen, tick >= limits.endTick { close(InterlockEvent.licenceEnded) }
        if isOpen, tick - min(tick, lastKick) > UInt64(watchdogWindow) { close(InterlockEvent.watchdog) }
    }

    mutating func kick(_ tick: UInt64) { lastKick = tick }
    mutating func setWatchdog(window: UInt32) { watchdogWindow = window }
    var isWatchdogExpired: Bool { events & InterlockEvent.watchdog != 0 }

    /// The core took a trap.
    mutating func trapTaken() {
        close(InterlockEvent.trap)
        events |= InterlockEvent.trap
    }

    /// The watchdog resets a core that hangs.
    mutating func coreHung() {
        close(InterlockEvent.hang)
        events |= InterlockEvent.hang
    }

    /// A tamper input trips.
    mutating func trip(_ inputs: UInt32) {
        tamper |= inputs
        close(InterlockEvent.tamper)
    }

    /// The loader puts weights into HBM and hashes them as they pass. Works only while the gate is shut.
    mutating func load(weights digest: Digest384, bytes: UInt64) -> Bool {
        var cost = Counters()
        cost[.weightBytesWritten] = UInt128(bytes)
        cost[.memoryBytesWritten] = UInt128(bytes)
        guard !isOpen, fits(cost) else { return false }
        weightDigest = digest
        weightStatus = .measured
        unfinished = nil
        meter += cost
        return true
    }

    /// The loader puts an adapter into HBM and hashes it as it passes, or takes out the one that is there. Works only
    /// while the gate is shut.
    mutating func load(adapter digest: Digest384?) -> Bool {
        guard !isOpen else { return false }
        adapterDigest = digest ?? .zero
        return true
    }

    /// The same for the filter that output passes.
    mutating func load(filter digest: Digest384?) -> Bool {
        guard !isOpen else { return false }
        filterDigest = digest ?? .zero
        return true
    }

    /// What training left in the weight region, where it was really computed.
    mutating func settle(weights digest: Digest384) {
        if weightStatus == .changed { trained = digest }
    }

    /// Training data stream through the hash engine into the window, where they wait to be admitted.
    mutating func stream(data digest: Digest384, bytes: UInt64) { chunk = Chunk(digest: digest, length: bytes) }

    /// Executes a command, or as much of it as the quantum lets pass.
    ///
    /// What it carries counts with its first part; the parts after it are the same command's rest.
    mutating func execute(_ kind: CommandKind, _ cost: Counters, carrying load: CommandLoad) -> Execution {
        guard isOpen else { return .blocked(.closed) }
        guard fits(cost) else { return .blocked(.uncountable) }
        if kind.isTraining, use != .training {
            close(InterlockEvent.trainingUnderInference)
            return .blocked(.trainingUnderInference)
        }
        if cost[.weightBytesWritten] > 0, isLocked {
            violations &+= 1
            close(InterlockEvent.lockedWeightsWritten)
            return .blocked(.lockedWeights)
        }
        let rest = unfinished?.rest(after: cost, of: kind)
        if rest == nil, let block = take(load, kind, cost) { return .blocked(block) }
        let wanted = cost.policyOperations
        guard wanted > left else {
            charge(cost, wanted)
            unfinished = rest.flatMap { $0 == .zero ? nil : Unfinished(kind: kind, left: $0) }
            if left == 0 { close(InterlockEvent.quantumSpent) }
            return .done
        }
        let part = AcceleratorComplex.portion(cost, left, of: wanted)
        charge(part, part.policyOperations)
        close(InterlockEvent.quantumSpent)
        unfinished = Unfinished(kind: kind, left: cost - part)
        return .partial(cost - part)
    }

    /// Counts what a command carries; where a limit does not allow it, shuts the gate and says why.
    private mutating func take(_ load: CommandLoad, _ kind: CommandKind, _ cost: Counters) -> Execution.Block? {
        // Each decoding gives a token at least, whatever is said of it.
        let given = kind == .decode ? max(load.tokens, 1) : load.tokens
        var toOutside = cost[.linkBytesSent]
        var fromOutside = cost[.linkBytesReceived]
        var table = peers
        for link in load.links {
            guard let index = table.firstIndex(where: { $0.identifier == link.peer }) else { continue }
            let (sent, received) = (min(link.sent, toOutside), min(link.received, fromOutside))
            table[index].sent += sent
            table[index].received += received
            toOutside -= sent
            fromOutside -= received
        }
        let across = toOutside + fromOutside
        guard given <= tokensLeft || limits.tokens == .max else {
            close(InterlockEvent.tokensSpent)
            return .tokens
        }
        guard across <= outsideLeft || limits.outside == .max else {
            close(InterlockEvent.outsideExceeded)
            return .outside
        }
        if limits.needsProvedData, kind == .forward {
            guard load.dataBytes > 0, load.dataBytes <= provedBytes else {
                close(InterlockEvent.unprovedData)
                return .unprovedData
            }
            provedBytes -= load.dataBytes
        }
        if limits.tokens != .max { tokensLeft -= UInt64(given) }
        if limits.outside != .max { outsideLeft -= UInt64(across) }
        tokens += given
        outside += across
        if use == .training { outsideReceived += fromOutside }
        peers = table
        return nil
    }

    /// Whether the meter can take a cost: no counter reaches 2^120, so that no sum of weighted counters reaches 2^128.
    private func fits(_ cost: Counters) -> Bool {
        meter.staysBelow(AcceleratorComplex.counterLimit, adding: cost)
    }

    private mutating func charge(_ cost: Counters, _ operations: UInt128) {
        meter += cost
        if use == .training { training += operations }
        if cost[.weightBytesWritten] > 0 {
            weightStatus = .changed
            trained = nil
        }
        left -= operations
    }

    /// SHA-384 of what training left in the weight region: where nobody computes it, a value of its own.
    private var trainedDigest: Digest384 {
        trained
            ?? Digest384(
                hashing: weightDigest.bytes + training.bigEndianBytes + meter[.weightBytesWritten].bigEndianBytes)
    }

    /// The part of a cost that `left` of `wanted` operations make, at most; both are scaled to 64 bits, down for the
    /// part and up for the whole.
    private static func portion(_ cost: Counters, _ left: UInt128, of wanted: UInt128) -> Counters {
        let excess = max(0, 128 - wanted.leadingZeroBitCount - 63)
        let whole = excess == 0 ? wanted : (wanted >> UInt128(excess)) + 1
        return cost.portion(
            numerator: UInt64(truncatingIfNeeded: left >> UInt128(excess)),
            denominator: UInt64(truncatingIfNeeded: whole))
    }

    // MARK: Registers

    /// Latches this moment's counters: writes what the meter's block then reads as, a register a word.
    func latchMeter(into registers: inout [UInt32]) {
        func put(_ value: UInt128, at address: UInt32) {
            let place = Int(address - MeterRegisters.base) / 4
            for word in 0..<4 { registers[place + word] = value.word(UInt32(word)) }
        }
        put(training, at: MeterRegisters.training)
        put(tokens, at: MeterRegisters.tokens)
        put(outside, at: MeterRegisters.outside)
        put(outsideReceived, at: MeterRegisters.outsideReceived)
        put(meter[.memoryBytesRead], at: MeterRegisters.byteCounters)
        put(meter[.memoryBytesWritten], at: MeterRegisters.byteCounters + 16)
        put(meter[.weightBytesWritten], at: MeterRegisters.byteCounters + 32)
        put(meter[.linkBytesSent], at: MeterRegisters.byteCounters + 48)
        put(meter[.linkBytesReceived], at: MeterRegisters.byteCounters + 64)
        for format in NumberFormat.allCases {
            let address = MeterRegisters.formats + UInt32(format.rawValue) * 32
            put(meter[.multiplyAccumulates(format)], at: address)
            put(meter[.vectorOperations(format)], at: address + 16)
        }
    }

    /// How many registers the meter's block has.
    static let meterRegisterCount =
        Int(MeterRegisters.formats - MeterRegisters.base) / 4 + MeterRegisters.formatCount * 8

    func loadInterlock(_ offset: UInt32) -> UInt32 {
        switch InterlockRegisters.base + offset {
        case InterlockRegisters.isOpen: isOpen ? 1 : 0
        case InterlockRegisters.openings: UInt32(truncatingIfNeeded: openings)
        case InterlockRegisters.openings + 4: UInt32(truncatingIfNeeded: openings >> 32)
        case InterlockRegisters.events: events
        case InterlockRegisters.violationCount: violations
        case InterlockRegisters.challenge: challenge.first
        case InterlockRegisters.challenge + 4: challenge.second
        default: 0
        }
    }

    mutating func storeInterlock(_ value: UInt32, to offset: UInt32, tick: UInt64) {
        switch InterlockRegisters.base + offset {
        case InterlockRegisters.quantum..<InterlockRegisters.quantum + 8:
            requested.quantum.low.setWord(value, at: offset)
        case InterlockRegisters.quantum + 8..<InterlockRegisters.quantum + 16:
            requested.quantum.high.setWord(value, at: offset)
        case InterlockRegisters.workloadClass: requested.use = value
        case InterlockRegisters.tokens, InterlockRegisters.tokens + 4: requested.tokens.setWord(value, at: offset)
        case InterlockRegisters.outside, InterlockRegisters.outside + 4: requested.outside.setWord(value, at: offset)
        case InterlockRegisters.endTick, InterlockRegisters.endTick + 4: requested.endTick.setWord(value, at: offset)
        case InterlockRegisters.provedData: requested.needsProvedData = value != 0
        case InterlockRegisters.gate: gate(value, tick: tick)
        case InterlockRegisters.events:
            events &= ~value
            if value & InterlockEvent.lockedWeightsWritten != 0 { violations = 0 }
        default: break
        }
    }

    /// Opens by the permit over the limits, and without tamper; shuts for anything else.
    private mutating func gate(_ value: UInt32, tick: UInt64) {
        close(0)
        let isPermitted = challenge.answers(value, Permit.subject(requested))
        let quantum = UInt128(requested.quantum.high) << 64 | UInt128(requested.quantum.low)
        guard isPermitted, quantum > 0, tamper == 0, openings < .max, tick < requested.endTick,
            let use = WorkloadClass(rawValue: requested.use)
        else { return }
        self.use = use
        limits = requested
        left = quantum
        tokensLeft = limits.tokens
        outsideLeft = limits.outside
        requested.quantum = .zero
        isOpen = true
        openings += 1
        lastKick = tick
    }

    func loadWeights(_ offset: UInt32) -> UInt32 {
        switch WeightRegisters.base + offset {
        case WeightRegisters.status: weightStatus.rawValue
        case WeightRegisters.digest..<WeightRegisters.digest + 48:
            weightDigest.bytes.word(at: Int(WeightRegisters.base + offset - WeightRegisters.digest))
        case WeightRegisters.adapter..<WeightRegisters.adapter + 48:
            adapterDigest.bytes.word(at: Int(WeightRegisters.base + offset - WeightRegisters.adapter))
        case WeightRegisters.filter..<WeightRegisters.filter + 48:
            filterDigest.bytes.word(at: Int(WeightRegisters.base + offset - WeightRegisters.filter))
        default: 0
        }
    }

    mutating func storeWeights(_ value: UInt32, to offset: UInt32) {
        switch WeightRegisters.base + offset {
        case WeightRegisters.lock where value != 0 || !isOpen: isLocked = value != 0
        case WeightRegisters.measure where !isOpen && weightStatus == .changed:
            weightDigest = trainedDigest
            weightStatus = .measured
        default: break
        }
    }

    func loadPeers(_ offset: UInt32) -> UInt32 {
        let selected =
            selectedPeer < peers.count ? peers[selectedPeer] : Peer(identifier: [UInt8](repeating: 0, count: 16))
        return switch PeerRegisters.base + offset {
        case PeerRegisters.count: UInt32(peers.count)
        case PeerRegisters.peer..<PeerRegisters.peer + 16:
            selected.identifier.word(at: Int(PeerRegisters.base + offset - PeerRegisters.peer))
        case PeerRegisters.sent..<PeerRegisters.sent + 16: selected.sent.word(offset >> 2 & 3)
        case PeerRegisters.received..<PeerRegisters.received + 16: selected.received.word(offset >> 2 & 3)
        default: 0
        }
    }

    mutating func storePeers(_ value: UInt32, to offset: UInt32) {
        switch PeerRegisters.base + offset {
        case PeerRegisters.identifier..<PeerRegisters.identifier + 16: stagedPeer.setWord(value, at: Int(offset))
        case PeerRegisters.admit:
            guard challenge.answers(value, Permit.subject(stagedPeer.span)), peers.count < PeerRegisters.capacity,
                !peers.contains(where: { $0.identifier == stagedPeer })
            else { return }
            peers.append(Peer(identifier: stagedPeer))
        case PeerRegisters.clear: peers = []
        case PeerRegisters.select: selectedPeer = Int(value)
        default: break
        }
    }

    func loadData(_ offset: UInt32) -> UInt32 {
        switch DataRegisters.base + offset {
        case DataRegisters.digest..<DataRegisters.digest + 48: chunk.digest.bytes.word(at: Int(offset))
        case DataRegisters.length: UInt32(truncatingIfNeeded: chunk.length)
        case DataRegisters.length + 4: UInt32(truncatingIfNeeded: chunk.length >> 32)
        default: 0
        }
    }

    mutating func storeData(_ value: UInt32, to offset: UInt32) {
        switch DataRegisters.base + offset {
        case DataRegisters.admit:
            guard challenge.answers(value, Permit.subject(chunk.digest.bytes.span, chunk.length)) else { return }
            provedBytes += UInt128(chunk.length)
            chunk = Chunk()
        case DataRegisters.clear:
            provedBytes = 0
            // Nor is there a command any more that had read its part.
            unfinished = nil
        default: break
        }
    }
}

extension UInt64 {
    /// Sets the half that a register's address names.
    fileprivate mutating func setWord(_ word: UInt32, at offset: UInt32) {
        let shift = UInt64(offset & 4) * 8
        self = self & ~(0xffff_ffff << shift) | UInt64(word) << shift
    }
}

extension UInt128 {
    fileprivate var bigEndianBytes: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: self >> UInt128(8 * (15 - $0))) }
    }
}
