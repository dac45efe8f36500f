import Cryptography
import Wire

extension Claims {
    /// Reads claims that must fill `range` of `bytes`.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(DocumentError) {
        var reader = DocumentReader(bytes, range)
        try reader.map(7, "")
        try reader.constant(EATClaim.nonce, "nonce")
        nonce = reader.array(of: try reader.bytes("nonce", lengths: Limits.nonceLength))
        try reader.constant(EATClaim.ueid, "ueid")
        let ueid = try reader.bytes("ueid", lengths: 17...17)
        guard bytes[ueid.lowerBound] == 1, let chip = ChipID(Array(reader.array(of: ueid).dropFirst())) else {
            throw DocumentError(.unexpectedItem, at: ueid.lowerBound, field: "ueid")
        }
        self.chip = chip
        try reader.constant(EATClaim.debugStatus, "dbgstat")
        let start = reader.offset
        guard let debugStatus = DebugStatus(rawValue: try reader.unsigned("dbgstat")) else {
            throw DocumentError(.outOfRange, at: start, field: "dbgstat")
        }
        self.debugStatus = debugStatus
        try reader.constant(EATClaim.profile, "eat_profile")
        profile = reader.array(of: try reader.bytes("eat_profile", lengths: 1...64))
        try reader.constant(EATClaim.bootCount, "bootcount")
        bootCount = try reader.unsigned("bootcount")
        try reader.constant(EATClaim.measurements, "measurements")
        try reader.array(1, "measurements")
        try reader.array(2, "measurements")
        try reader.constant(Int64(EATClaim.conciseEvidenceFormat), "measurements.format")
        let concise = try reader.bytes("measurements.concise-evidence")
        (rom, runtime) = try Claims.measurements(bytes, concise)
        try reader.constant(EATClaim.guarantee, "guarantee")
        let place = reader.offset
        let count = try reader.map("guarantee")
        guard count == 8 || count == 9 else { throw DocumentError(.unexpectedItem, at: place, field: "guarantee") }
        try reader.constant(1, "guarantee.tick")
        tick = try reader.unsigned("guarantee.tick")
        try reader.constant(2, "guarantee.licence")
        licence = try LicenceState.read(from: &reader)
        try reader.constant(3, "guarantee.meter")
        meter = try Meter(reading: &reader)
        try reader.constant(4, "guarantee.workload")
        workload = try Workload(reading: &reader)
        try reader.constant(5, "guarantee.log")
        log = try LogSegment(reading: &reader, of: bytes)
        try reader.constant(6, "guarantee.interlock")
        try reader.array(3, "guarantee.interlock")
        interlock = InterlockState(
            isOpen: try reader.boolean("guarantee.interlock.open"),
            openings: try reader.unsigned("guarantee.interlock.openings"),
            refusals: try reader.unsigned("guarantee.interlock.refusals"))
        try reader.constant(7, "guarantee.counters")
        try reader.array(3, "guarantee.counters")
        counters = Counters(
            boot: try reader.unsigned("guarantee.counters.boot"),
            licenceSequence: try reader.unsigned("guarantee.counters.licence-sequence"),
            stateVersion: try reader.unsigned("guarantee.counters.state-version"))
        try reader.constant(8, "guarantee.fault")
        latchedFault = try reader.unsigned("guarantee.fault")
        if count == 9 {
            try reader.constant(9, "guarantee.ownership")
            ownership = try Ownership(reading: &reader)
        }
        try reader.finish("")
    }

    /// Reads the TCG concise evidence: the ROM's digest, and the runtime's version, security version and digest.
    private static func measurements(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(DocumentError) -> (rom: Digest384, runtime: RuntimeMeasurement) {
        var reader = DocumentReader(bytes, range)
        try reader.map(1, "measurements.concise-evidence")
        try reader.constant(0, "measurements.concise-evidence")
        try reader.map(1, "measurements.concise-evidence")
        try reader.constant(0, "measurements.concise-evidence")
        try reader.array(2, "measurements.concise-evidence")
        try environment(layer: 0, &reader)
        try reader.array(1, "measurements.rom")
        try reader.map(1, "measurements.rom")
        try reader.constant(1, "measurements.rom")
        try reader.map(1, "measurements.rom")
        try reader.constant(2, "measurements.rom.digests")
        let rom = try digests("measurements.rom.digests", &reader)
        try environment(layer: 1, &reader)
        try reader.array(1, "measurements.runtime")
        try reader.map(1, "measurements.runtime")
        try reader.constant(1, "measurements.runtime")
        try reader.map(3, "measurements.runtime")
        try reader.constant(0, "measurements.runtime.version")
        try reader.map(1, "measurements.runtime.version")
        try reader.constant(0, "measurements.runtime.version")
        let version = try reader.text("measurements.runtime.version", lengths: 1...24)
        try reader.constant(1, "measurements.runtime.security-version")
        let securityVersion = try reader.unsigned("measurements.runtime.security-version")
        try reader.constant(2, "measurements.runtime.digests")
        let digest = try digests("measurements.runtime.digests", &reader)
        try reader.finish("measurements.concise-evidence")
        return (rom, RuntimeMeasurement(version: version, securityVersion: securityVersion, digest: digest))
    }

    @_lifetime(reader: copy reader)
    private static func environment(layer: Int64, _ reader: inout DocumentReader) throws(DocumentError) {
        try reader.array(2, "measurements.environment")
        try reader.map(1, "measurements.environment")
        try reader.constant(0, "measurements.environment")
        try reader.map(3, "measurements.environment")
        try reader.constant(1, "measurements.environment.vendor")
        try reader.constant(text: ConciseEvidence.vendor, "measurements.environment.vendor")
        try reader.constant(2, "measurements.environment.model")
        try reader.constant(text: ConciseEvidence.model, "measurements.environment.model")
        try reader.constant(3, "measurements.environment.layer")
        try reader.constant(layer, "measurements.environment.layer")
    }

    @_lifetime(reader: copy reader)
    private static func digests(
        _ field: StaticString, _ reader: inout DocumentReader
    ) throws(DocumentError) -> Digest384 {
        try reader.array(1, field)
        try reader.array(2, field)
        try reader.constant(ConciseEvidence.sha384, field)
        return try reader.digest(field)
    }
}
