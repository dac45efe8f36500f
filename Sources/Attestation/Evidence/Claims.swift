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
    /// Whose the chip is; nil where it has been nobody's since manufacture, and is offered to nobody.
    public var ownership: Ownership?

    /// The OCP EAT profile, 1.3.6.1.4.1.42623.1.3, as BER content octets.
    public static let profileIdentifier: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xcc, 0x7f, 0x01, 0x03]

    /// Claims made of their parts.
    public init(
        nonce: [UInt8], chip: ChipID, debugStatus: DebugStatus, profile: [UInt8] = Claims.profileIdentifier,
        bootCount: UInt64, rom: Digest384, runtime: RuntimeMeasurement, tick: UInt64, licence: LicenceState?,
        meter: Meter, workload: Workload, log: LogSegment, interlock: InterlockState, counters: Counters,
        latchedFault: UInt64, ownership: Ownership? = nil
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
        self.ownership = ownership
    }
}
