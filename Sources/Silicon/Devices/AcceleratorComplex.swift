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
    /// SHA-384 of the weights as loaded.
    package private(set) var weightDigest = Digest384.zero
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

    private var challenge = PermitChallenge()
    private var quantum: UInt128 = 0
    private var requestedUse: UInt32 = 0
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
        meter += cost
        return true
    }

    /// Executes a command, or as much of it as the quantum lets pass.
    mutating func execute(_ kind: CommandKind, _ cost: Counters) -> Execution {
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
        let wanted = cost.policyOperations
        guard wanted > left else {
            charge(cost, wanted)
            if left == 0 { close(InterlockEvent.quantumSpent) }
            return .done
        }
        let part = AcceleratorComplex.portion(cost, left, of: wanted)
        charge(part, part.policyOperations)
        close(InterlockEvent.quantumSpent)
        return .partial(cost - part)
    }

    /// Whether the meter can take a cost: no counter reaches 2^120, so that no sum of weighted counters reaches 2^128.
    private func fits(_ cost: Counters) -> Bool {
        meter.staysBelow(AcceleratorComplex.counterLimit, adding: cost)
    }

    private mutating func charge(_ cost: Counters, _ operations: UInt128) {
        meter += cost
        if use == .training { training += operations }
        if cost[.weightBytesWritten] > 0 { weightStatus = .changed }
        left -= operations
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
        case InterlockRegisters.quantum..<InterlockRegisters.quantum + 16:
            let shift = UInt128(offset & 15) * 8
            quantum = quantum & ~(0xffff_ffff << shift) | UInt128(value) << shift
        case InterlockRegisters.workloadClass: requestedUse = value
        case InterlockRegisters.gate: gate(value, tick: tick)
        case InterlockRegisters.events:
            events &= ~value
            if value & InterlockEvent.lockedWeightsWritten != 0 { violations = 0 }
        default: break
        }
    }

    /// Opens by the permit over a quantum and a class, and without tamper; shuts for anything else.
    private mutating func gate(_ value: UInt32, tick: UInt64) {
        close(0)
        let asked = Operations(
            high: UInt64(truncatingIfNeeded: quantum >> 64), low: UInt64(truncatingIfNeeded: quantum))
        let isPermitted = challenge.answers(value, Permit.subject(requestedUse, asked))
        guard isPermitted, quantum > 0, tamper == 0, openings < .max,
            let use = WorkloadClass(rawValue: requestedUse)
        else { return }
        self.use = use
        left = quantum
        quantum = 0
        isOpen = true
        openings += 1
        lastKick = tick
    }

    func loadWeights(_ offset: UInt32) -> UInt32 {
        switch WeightRegisters.base + offset {
        case WeightRegisters.status: weightStatus.rawValue
        case WeightRegisters.digest..<WeightRegisters.digest + 48:
            weightDigest.bytes.word(at: Int(WeightRegisters.base + offset - WeightRegisters.digest))
        default: 0
        }
    }

    mutating func storeWeights(_ value: UInt32, to offset: UInt32) {
        guard WeightRegisters.base + offset == WeightRegisters.lock, value != 0 || !isOpen else { return }
        isLocked = value != 0
    }
}
