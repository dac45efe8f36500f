public import ChipABI
public import ROM
import Wire

/// The portable heart: what may run, what it has used, and the evidence of both.
///
/// It owns the licence, the account, the model lock and the usage log. What changes the licence, the weights, the owner,
/// the life cycle or the image that boots closes the interlock and settles the account with the meter first.
public struct Guarantee: ~Copyable {
    /// What ROM measured.
    let identity: Handover
    /// The licence in force.
    var account: Account?
    /// The same as the second evaluation found it; the second evaluation of an opening goes by it.
    var secondAccount: Account?
    /// The sequence and the record of the licence that was last logged as installed; 0 where none was.
    var logged: (sequence: UInt64, record: Digest)
    /// Whose the chip is.
    private(set) var ownership: Ownership
    /// The same as the second evaluation found it; second evaluations go by it.
    private(set) var secondOwnership: Ownership
    /// The owner counter at reset: the vault's keys are made of it.
    let keyEpoch: UInt64
    /// The weights that are loaded.
    var workload = Workload.none
    /// The parts that were measured when they were loaded.
    var pipeline = Pipeline(weights: .zero)
    /// What training made the weights, as first evaluations know it; nil where none are.
    var provenance: Provenance?
    /// The same as second evaluations found it, and go by it.
    var secondProvenance: Provenance?
    /// The bytes from each peer that its merged progress accounts for.
    var told = InlineArray<16, Operations>(repeating: .zero)
    /// What has passed as time went by.
    var passed: Passed
    /// The meter when it was last read.
    var meter: MeterTotals
    /// The opening that has not been settled yet.
    var opening: Opening?
    /// Usage that has not been logged yet.
    var usage: Usage?
    /// The chain of entries.
    var log: UsageLog
    /// SHA-384 of the challenge that an authorization may name, nil where there is none.
    var challenge: Digest?
    /// The image that the host is writing, or has written.
    var update: Update?
    /// The fault that ended service until the next boot.
    var latched: Fault?
    /// Whether the state in flash is not the one that the counters name. Then it is not written either: a chip that
    /// lost its state must not start a new one by itself, at this boot or any other.
    let isStateLost: Bool

    /// The state of the weights.
    enum Workload {
        /// None has been measured.
        case none
        /// Measured, permitted and write-protected.
        case locked(Digest)
        /// Permitted for training; the weights have this origin and may have changed.
        case training(Digest)
        /// Measured and refused.
        case refused(Digest)

        /// The weights as measured.
        var weights: Digest? {
            switch self {
            case .none: nil
            case .locked(let digest), .training(let digest), .refused(let digest): digest
            }
        }
    }

    /// What has passed as time went by, for the licence's rates, and what was read last of that which the account does
    /// not have.
    struct Passed {
        var operations: Bucket
        var tokens: Bucket
        var outside: Bucket
        var tokensRead = Operations.zero
        var outsideRead = Operations.zero

        /// What is known at reset.
        init(at tick: UInt64) {
            operations = Bucket(fullAt: tick)
            tokens = Bucket(fullAt: tick)
            outside = Bucket(fullAt: tick)
        }

        /// Takes a reading of the meter.
        mutating func take(_ reading: MeterReading, used: Operations, _ account: Account?, at now: UInt64) {
            let terms = account?.terms
            operations.add(used, terms?.operationRate, at: now)
            tokens.add(reading.tokens.subtracting(tokensRead) ?? .zero, terms?.tokenRate, at: now)
            outside.add(reading.outside.subtracting(outsideRead) ?? .zero, terms?.outsideRate, at: now)
            tokensRead = reading.tokens
            outsideRead = reading.outside
        }
    }

    /// An opening of the interlock.
    struct Opening {
        /// What it is for.
        let use: WorkloadClass
        /// What it may still pass.
        var left: Operations
        /// The weights as they were measured.
        let model: Digest
        /// The licence's sequence.
        let sequence: UInt64
    }

    /// Ticks that may pass between two commands while the interlock is open.
    static var watchdogWindow: UInt32 { 600 }

    /// Takes over from ROM: reads the state in flash, reads the meter, and logs the boot.
    public init<H: Hardware & ~Copyable>(_ handover: Handover, _ hardware: inout H) {
        identity = handover
        hardware.setWatchdog(window: Guarantee.watchdogWindow)
        hardware.close()
        let found = Recovery(&hardware)
        #if UNHARDENED_RECOVERY
            let again = found
        #else
            let again = Recovery(&hardware)
        #endif
        var fault = found.fault ?? again.fault
        keyEpoch = hardware.counter(.owner)
        passed = Passed(at: hardware.tick())
        ownership = found.state.ownership
        secondOwnership = again.state.ownership
        // An owner that only one evaluation found, or one before him whom the counter names: no owner of this chip.
        if fault == nil, ownership != secondOwnership || ownership.epoch < keyEpoch { fault = .stateLost }
        let (state, saved) = (found.state, found.account)
        meter = found.meter
        account = saved
        secondAccount = again.fault == nil ? again.account : nil
        logged = (state.loggedSequence, state.loggedRecord)
        log = UsageLog(state, &hardware)
        isStateLost = fault == .stateLost
        usage = state.usage
        if fault == nil, !chargeUnsettled(since: state.meter) { fault = .meterInconsistent }
        flushUsage(&hardware)
        append(.boot, isReserved: true, fields: 3, &hardware) { entry in
            entry.unsigned(handover.bootCount)
            entry.bytes(handover.runtimeDigest)
            entry.unsigned(UInt64(handover.securityVersion))
        }
        if let fault {
            latch(fault, &hardware)
            return
        }
        if LifeCycle(rawValue: hardware.lifeCycle()) == .endOfLife {
            latch(.endOfLife, &hardware)
            return
        }
        // Where power went between the licence and its entry.
        if let saved, saved.terms.sequence != logged.sequence { logInstallation(&hardware) }
        // What the hardware saw before this boot. A trap ended service then; this boot is the mend.
        let events = see(&hardware)
        if events & InterlockEvent.trap != 0 { logViolation(.firmwareTrapped, count: 1, &hardware) }
        if events != 0 { hardware.clear(events: events) }
        concludeTransfer(&hardware)
        concludeUpdate(&hardware)
    }

    /// Charges what the meter counted after the state was saved, before power went, to the usage that was saved with
    /// it. False where the meter's training count says otherwise.
    private mutating func chargeUnsettled(since saved: MeterTotals) -> Bool {
        guard let used = meter.total.subtracting(saved.total), let training = meter.training.subtracting(saved.training)
        else { return false }
        guard used > .zero else { return training == .zero }
        // Without an opening nothing passes the interlock: an entry with neither openings nor model shows it.
        var entry = usage ?? Usage(use: .inference, openings: 0, used: .zero, model: .zero, sequence: 0)
        entry.add(used)
        usage = entry
        return training == (entry.use == .training ? used : .zero)
    }

    /// Takes what both evaluations of an offer or an acceptance found.
    mutating func take(_ first: Ownership, _ second: Ownership) {
        ownership = first
        secondOwnership = second
    }

    /// Ends service until the next boot: the interlock closes, and only attestation is answered.
    mutating func latch<H: Hardware & ~Copyable>(_ fault: Fault, _ hardware: inout H) {
        hardware.close()
        hardware.protectWeights(true)
        opening = nil
        guard latched == nil else { return }
        latched = fault
        hardware.raise(fault)
        logViolation(fault, count: 1, &hardware)
    }

    /// Closes the interlock, settles, and forgets the opening. Closed first: what passed between the reading and the
    /// closing would be charged to the next opening.
    mutating func closeAndSettle<H: Hardware & ~Copyable>(_ hardware: inout H) {
        hardware.close()
        settle(&hardware)
        opening = nil
    }

    /// Reads the meter, charges what was used to the opening, and takes what the hardware saw.
    @discardableResult
    mutating func settle<H: Hardware & ~Copyable>(_ hardware: inout H) -> MeterReading {
        hardware.kickWatchdog()
        let isOpen = hardware.isOpen()
        var reading = hardware.readMeter()
        do throws(Fault) {
            let now = try MeterTotals(reading)
            try charge(now)
            passed.take(
                reading, used: now.total.subtracting(meter.total) ?? .zero, account, at: hardware.tick())
            meter = now
        } catch {
            latch(error, &hardware)
            // What is told from now on is a reading that nothing has contradicted.
            reading = hardware.readMeter()
        }
        let events = see(&hardware)
        if events & InterlockEvent.trap != 0 { latch(.firmwareTrapped, &hardware) }
        if events != 0 { hardware.clear(events: events) }
        if hardware.tamper() != 0 { latch(.tampered, &hardware) }
        if !isOpen || !isLicensed(&hardware) {
            hardware.close()
            opening = nil
        }
        return reading
    }

    /// Settles before usage is told. Twice: a fault that jumps over one settling, or has it read an older reading,
    /// leaves the other to charge what passed.
    mutating func settleToTell<H: Hardware & ~Copyable>(_ hardware: inout H) -> MeterReading {
        #if !UNHARDENED_METER
            settle(&hardware)
        #endif
        return settle(&hardware)
    }

    /// Whether the licence is in force now: an opening ends with it.
    private func isLicensed<H: Hardware & ~Copyable>(_ hardware: inout H) -> Bool {
        guard let account, (try? account.terms.check(tick: hardware.tick(), boot: hardware.counter(.boot))) != nil
        else {
            return false
        }
        return true
    }

    private mutating func charge(_ now: MeterTotals) throws(Fault) {
        guard let used = now.total.subtracting(meter.total), let training = now.training.subtracting(meter.training)
        else { throw .meterWentBackwards }
        guard used > .zero else {
            guard training == .zero else { throw .meterInconsistent }
            return
        }
        guard let current = opening, let left = current.left.subtracting(used) else { throw .meterExceededQuantum }
        guard training == (current.use == .training ? used : .zero) else { throw .meterInconsistent }
        opening?.left = left
        count(openings: 0, used: used)
    }

    /// Adds to the usage entry of the present opening, and begins one where there is none.
    mutating func count(openings: UInt64, used: Operations) {
        guard let opening else { return }
        var entry =
            usage
            ?? Usage(use: opening.use, openings: 0, used: .zero, model: opening.model, sequence: opening.sequence)
        entry.openings += openings
        entry.add(used)
        usage = entry
    }

    /// Logs what the hardware saw, save for a trap. It is cleared after that: a power cut in between tells it twice,
    /// never not at all.
    private mutating func see<H: Hardware & ~Copyable>(_ hardware: inout H) -> UInt32 {
        let (events, violations) = hardware.events()
        if events & InterlockEvent.lockedWeightsWritten != 0 {
            logViolation(.lockedWeightsWritten, count: UInt64(violations), &hardware)
        }
        if events & InterlockEvent.trainingUnderInference != 0 {
            logViolation(.trainingUnderInference, count: 1, &hardware)
        }
        if events & InterlockEvent.outsideExceeded != 0 { logViolation(.outsideTrafficExceeded, count: 1, &hardware) }
        if events & InterlockEvent.unprovedData != 0 { logViolation(.dataUnproved, count: 1, &hardware) }
        if events & InterlockEvent.watchdog != 0 { logViolation(.watchdogExpired, count: 1, &hardware) }
        if events & InterlockEvent.hang != 0 { logViolation(.firmwareHung, count: 1, &hardware) }
        return events
    }
}
