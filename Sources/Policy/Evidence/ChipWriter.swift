import Appraisal
import Attestation
import Cryptography
import Wire

/// Writes one chip's history as its firmware would tell it: log, meter, licence, counters.
struct ChipWriter {
    private let chip: Workbench.Chip
    private let rom: Digest384
    private let runtime: RuntimeMeasurement
    private var entries: [LogEntry] = []
    private var first: UInt64 = 0
    private var before = Digest384.zero
    private var head = Digest384.zero
    private var next: UInt64 = 0
    private var boot: UInt64 = 0
    private var total: UInt128 = 0
    private var training: UInt128 = 0
    private var licence: (licence: Licence, used: UInt128, training: UInt128)?
    private var loaded: Digest384?
    private var openings: UInt64 = 0
    private var refusals: UInt64 = 0
    private var fault: UInt64 = 0

    init(_ chip: Workbench.Chip, on bench: Workbench) {
        self.chip = chip
        rom = bench.rom
        runtime = bench.runtime
        restart(at: 0)
    }

    /// It is switched on.
    mutating func restart(at tick: UInt64) {
        boot += 1
        loaded = nil
        log(.boot(count: boot, runtime: runtime.digest, securityVersion: runtime.securityVersion), at: tick)
    }

    /// It takes a licence.
    mutating func install(_ licence: Licence, at tick: UInt64) {
        self.licence = (licence, 0, 0)
        log(.licenceInstalled(licence: licence.digest, sequence: licence.terms.sequence), at: tick)
    }

    /// It computes, in as many openings as the licence's quantum asks for.
    mutating func use(_ operations: UInt128, of weights: Digest384, training isTraining: Bool, at tick: UInt64) {
        if loaded != weights { log(.modelLoaded(weights: weights), at: tick) }
        loaded = weights
        let quantum = licence?.licence.terms.quantum ?? .max
        let count = UInt64(clamping: (operations - 1) / quantum + 1)
        openings = openings.addingOrMost(count)
        log(
            .usage(
                .init(
                    workloadClass: isTraining ? .training : .inference, openings: count, used: operations,
                    model: weights, licenceSequence: licence?.licence.terms.sequence ?? 0)), at: tick)
        add(operations, isTraining: isTraining)
        guard var state = licence else { return }
        state.used = state.used.addingOrMost(operations)
        if isTraining { state.training = state.training.addingOrMost(operations) }
        licence = state
    }

    private mutating func add(_ operations: UInt128, isTraining: Bool) {
        total = total.addingOrMost(operations)
        if isTraining { training = training.addingOrMost(operations) }
    }

    /// Its meter stands lower than before.
    mutating func lower(by operations: UInt128, isTraining: Bool) {
        total -= min(total, operations)
        if isTraining { training -= min(training, operations) }
    }

    /// Its meter stands at zero.
    mutating func reset() { (total, training) = (0, 0) }

    /// A tamper input trips.
    mutating func tamper(at tick: UInt64) {
        log(.violation(reason: UInt64(Fault.tampered.rawValue), count: 1), at: tick)
        fault = UInt64(Fault.tampered.rawValue)
    }

    /// It refuses something.
    mutating func refuse(_ fault: Fault, at tick: UInt64) {
        refusals += 1
        let (reason, digest) = (UInt64(fault.rawValue), Digest384(hashing: Array("refused".utf8)))
        switch fault.rawValue >> 16 {
        case 2: log(.licenceRefused(reason: reason, message: digest), at: tick)
        case 3: log(.modelRefused(reason: reason, weights: digest), at: tick)
        case 8: log(.updateRefused(reason: reason, image: digest), at: tick)
        default: log(.refused(reason: reason, workloadClass: 1), at: tick)
        }
    }

    /// It answers a challenge: the evidence's bytes.
    mutating func attest(_ nonce: [UInt8], at tick: UInt64) -> [UInt8] {
        log(.attested(nonce: Digest384(hashing: nonce)), at: tick)
        let claims = Claims(
            nonce: nonce, chip: chip.id, debugStatus: .disabledPermanently, bootCount: boot, rom: rom,
            runtime: runtime, tick: tick,
            licence: licence.map { state in
                let terms = state.licence.terms
                return LicenceState(
                    digest: state.licence.digest, sequence: terms.sequence,
                    total: Allowance(used: state.used, allowed: terms.totalAllowance),
                    training: Allowance(used: state.training, allowed: terms.trainingAllowance))
            },
            meter: Meter(
                total: total, training: training, counts: counts,
                traffic: .init(memoryRead: 0, memoryWritten: 0, weightsWritten: 0, linkSent: 0, linkReceived: 0)),
            workload: Workload(state: loaded == nil ? .none : .locked, weights: loaded),
            log: LogSegment(first: first, before: before, entries: entries, head: head, dropped: 0),
            interlock: InterlockState(isOpen: false, openings: openings, refusals: refusals),
            counters: Counters(boot: boot, licenceSequence: licence?.licence.terms.sequence ?? 0, stateVersion: next),
            latchedFault: fault)
        (entries, first, before) = ([], next, head)
        let evidence = Evidence(
            signing: claims, aliasCertificate: chip.aliasCertificate, deviceCertificate: chip.deviceCertificate
        ) { chip.alias.classical.sign(digest: $0).bytes }
        return evidence.encoded()
    }

    /// The counters that give the meter's total: vector operations alone, which count once, so that none falls as it rises.
    private var counts: [Meter.Count] {
        guard total > 0 else { return [] }
        return [Meter.Count(format: NumberFormat.bf16.rawValue, multiplyAccumulates: 0, vectorOperations: total)]
    }

    private mutating func log(_ event: LogEntry.Event, at tick: UInt64) {
        let entry = LogEntry(index: next, tick: tick, event: event)
        entries.append(entry)
        head = LogSegment.extend(head, by: entry.encoded())
        next += 1
    }
}
