import Cryptography

/// What the chip states: the payload of its evidence (`Specs/cddl/evidence.cddl`; RFC 9711).
public struct Claims: Hashable, Sendable {
    /// The challenger's nonce, 8 to 64 bytes.
    public var nonce: [UInt8]
    /// The chip, from the UEID.
    public var chip: ChipID
    /// Whether debugging is, or was, possible.
    public var debugStatus: DebugStatus
    /// The profile's object identifier, BER content octets.
    public var profile: [UInt8]
    /// Boots since manufacture.
    public var bootCount: UInt64
    /// SHA-384 of the ROM, as it measured itself.
    public var rom: Digest384
    /// The runtime firmware as the ROM measured it.
    public var runtime: RuntimeMeasurement
    /// Chip time at signing, in ticks of one second.
    public var tick: UInt64
    /// The installed licence, or nil.
    public var licence: LicenceState?
    /// What was counted since manufacture.
    public var meter: Meter
    /// What is loaded.
    public var workload: Workload
    /// The usage log since the previous attestation of this boot.
    public var log: LogSegment
    /// The interlock now, and its counts since manufacture.
    public var interlock: InterlockState
    /// The monotonic counters.
    public var counters: Counters
    /// The latched fault (`Specs/Faults.md`), 0 when none.
    public var latchedFault: UInt64

    /// The OCP EAT profile, 1.3.6.1.4.1.42623.1.3, as BER content octets.
    public static let profileIdentifier: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xcc, 0x7f, 0x01, 0x03]

    /// Claims made of their parts.
    public init(
        nonce: [UInt8], chip: ChipID, debugStatus: DebugStatus, profile: [UInt8] = Claims.profileIdentifier,
        bootCount: UInt64, rom: Digest384, runtime: RuntimeMeasurement, tick: UInt64, licence: LicenceState?,
        meter: Meter, workload: Workload, log: LogSegment, interlock: InterlockState, counters: Counters,
        latchedFault: UInt64
    ) {
        self.nonce = nonce
        self.chip = chip
        self.debugStatus = debugStatus
        self.profile = profile
        self.bootCount = bootCount
        self.rom = rom
        self.runtime = runtime
        self.tick = tick
        self.licence = licence
        self.meter = meter
        self.workload = workload
        self.log = log
        self.interlock = interlock
        self.counters = counters
        self.latchedFault = latchedFault
    }
}

/// The debug status (RFC 9711, section 4.2.9).
public enum DebugStatus: UInt64, Hashable, Sendable, CaseIterable {
    /// Debugging is possible now.
    case enabled = 0
    /// Not possible now, but it may have been since boot.
    case disabled
    /// Not possible since boot.
    case disabledSinceBoot
    /// Never possible again but by the maker.
    case disabledPermanently
    /// Never possible again, for anyone.
    case disabledFullyAndPermanently
}

/// The runtime firmware as measured at boot.
public struct RuntimeMeasurement: Hashable, Sendable {
    /// The version that its manifest names.
    public var version: String
    /// The security version that its manifest names.
    public var securityVersion: UInt64
    /// SHA-384 of the code.
    public var digest: Digest384

    /// A measurement.
    public init(version: String, securityVersion: UInt64, digest: Digest384) {
        self.version = version
        self.securityVersion = securityVersion
        self.digest = digest
    }
}

/// The installed licence and what has been used of it.
public struct LicenceState: Hashable, Sendable {
    /// SHA-384 of the licence's payload.
    public var digest: Digest384
    /// Its sequence.
    public var sequence: UInt64
    /// All operations under this licence: used, allowed.
    public var total: Allowance
    /// Operations of training under this licence: used, allowed.
    public var training: Allowance

    /// A state.
    public init(digest: Digest384, sequence: UInt64, total: Allowance, training: Allowance) {
        self.digest = digest
        self.sequence = sequence
        self.total = total
        self.training = training
    }
}

/// Weighted operations used, out of those allowed.
public struct Allowance: Hashable, Sendable {
    /// Used so far.
    public var used: UInt128
    /// Allowed.
    public var allowed: UInt128

    /// A pair of quantities.
    public init(used: UInt128, allowed: UInt128) {
        self.used = used
        self.allowed = allowed
    }
}

/// What the accelerator holds.
public struct Workload: Hashable, Sendable {
    /// The state of the weights.
    public enum State: UInt64, Hashable, Sendable, CaseIterable {
        /// No weights.
        case none = 0
        /// Loaded, measured and write-protected.
        case locked
        /// In training: weights may change.
        case training
        /// Loaded and refused.
        case refused
    }

    /// The state of the weights.
    public var state: State
    /// SHA-384 of the weights as measured at load.
    public var weights: Digest384?

    /// A workload.
    public init(state: State, weights: Digest384?) {
        self.state = state
        self.weights = weights
    }
}

/// The interlock at signing.
public struct InterlockState: Hashable, Sendable {
    /// Whether it is open.
    public var isOpen: Bool
    /// Openings since manufacture.
    public var openings: UInt64
    /// Refused openings since manufacture.
    public var refusals: UInt64

    /// A state.
    public init(isOpen: Bool, openings: UInt64, refusals: UInt64) {
        self.isOpen = isOpen
        self.openings = openings
        self.refusals = refusals
    }
}

/// The chip's monotonic counters.
public struct Counters: Hashable, Sendable {
    /// Boots.
    public var boot: UInt64
    /// The highest licence sequence taken.
    public var licenceSequence: UInt64
    /// Versions of the non-volatile state.
    public var stateVersion: UInt64

    /// Three readings.
    public init(boot: UInt64, licenceSequence: UInt64, stateVersion: UInt64) {
        self.boot = boot
        self.licenceSequence = licenceSequence
        self.stateVersion = stateVersion
    }
}
