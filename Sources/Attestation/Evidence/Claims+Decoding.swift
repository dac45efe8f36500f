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
        try reader.map(8, "guarantee")
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

/// The constants of the concise evidence (TCG DICE Concise Evidence Binding for SPDM, section 3).
enum ConciseEvidence {
    static let vendor = "Interlock"
    static let model = "guarantee processor"
    /// sha-384 in the IANA Named Information Hash Algorithm Registry.
    static let sha384: Int64 = 7
}

extension LicenceState {
    @_lifetime(reader: copy reader)
    static func read(from reader: inout DocumentReader) throws(DocumentError) -> LicenceState? {
        let start = reader.offset
        let count = try reader.map("guarantee.licence")
        try reader.constant(1, "guarantee.licence.installed")
        let isInstalled = try reader.unsigned("guarantee.licence.installed", in: 0...1) == 1
        guard count == (isInstalled ? 5 : 1) else {
            throw DocumentError(.unexpectedItem, at: start, field: "guarantee.licence")
        }
        guard isInstalled else { return nil }
        try reader.constant(2, "guarantee.licence.digest")
        let digest = try reader.digest("guarantee.licence.digest")
        try reader.constant(3, "guarantee.licence.sequence")
        let sequence = try reader.unsigned("guarantee.licence.sequence")
        try reader.constant(4, "guarantee.licence.total")
        let total = try Allowance.read("guarantee.licence.total", from: &reader)
        try reader.constant(5, "guarantee.licence.training")
        let training = try Allowance.read("guarantee.licence.training", from: &reader)
        return LicenceState(digest: digest, sequence: sequence, total: total, training: training)
    }
}

extension Allowance {
    @_lifetime(reader: copy reader)
    static func read(_ field: StaticString, from reader: inout DocumentReader) throws(DocumentError) -> Allowance {
        try reader.array(2, field)
        return Allowance(used: try reader.operations(field), allowed: try reader.operations(field))
    }
}

extension Meter {
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader) throws(DocumentError) {
        try reader.map(4, "guarantee.meter")
        try reader.constant(1, "guarantee.meter.total")
        total = try reader.operations("guarantee.meter.total")
        try reader.constant(2, "guarantee.meter.training")
        training = try reader.operations("guarantee.meter.training")
        try reader.constant(3, "guarantee.meter.counts")
        counts = []
        for _ in 0..<(try reader.array("guarantee.meter.counts", in: 0...256)) {
            try reader.array(3, "guarantee.meter.counts")
            let start = reader.offset
            let count = Count(
                format: try reader.unsigned("guarantee.meter.counts.format"),
                multiplyAccumulates: try reader.operations("guarantee.meter.counts.multiply-accumulates"),
                vectorOperations: try reader.operations("guarantee.meter.counts.vector-operations"))
            guard counts.last.map({ $0.format < count.format }) ?? true,
                count.multiplyAccumulates > 0 || count.vectorOperations > 0
            else { throw DocumentError(.unexpectedItem, at: start, field: "guarantee.meter.counts") }
            counts.append(count)
        }
        try reader.constant(4, "guarantee.meter.traffic")
        try reader.array(5, "guarantee.meter.traffic")
        traffic = Traffic(
            memoryRead: try reader.operations("guarantee.meter.traffic.hbm-read"),
            memoryWritten: try reader.operations("guarantee.meter.traffic.hbm-written"),
            weightsWritten: try reader.operations("guarantee.meter.traffic.weights-written"),
            linkSent: try reader.operations("guarantee.meter.traffic.link-sent"),
            linkReceived: try reader.operations("guarantee.meter.traffic.link-received"))
    }
}

extension Workload {
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader) throws(DocumentError) {
        let start = reader.offset
        let count = try reader.map("guarantee.workload")
        try reader.constant(1, "guarantee.workload.state")
        let value = try reader.unsigned("guarantee.workload.state", in: 0...3)
        guard let state = State(rawValue: value), count == 1 || count == 2 else {
            throw DocumentError(.unexpectedItem, at: start, field: "guarantee.workload")
        }
        self.state = state
        guard count == 2 else {
            weights = nil
            return
        }
        try reader.constant(2, "guarantee.workload.weights")
        weights = try reader.digest("guarantee.workload.weights")
    }
}

extension LogSegment {
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader, of bytes: Span<UInt8>) throws(DocumentError) {
        try reader.array(5, "guarantee.log")
        first = try reader.unsigned("guarantee.log.first")
        before = try reader.digest("guarantee.log.before")
        entries = []
        for position in 0..<(try reader.array("guarantee.log.entries")) {
            let range = try reader.bytes("guarantee.log.entries")
            do {
                var entryReader = DocumentReader(bytes, range)
                entries.append(try LogEntry(reading: &entryReader))
                try entryReader.finish("")
            } catch { throw error.within("guarantee.log.entries[\(position)]") }
        }
        head = try reader.digest("guarantee.log.head")
        dropped = try reader.unsigned("guarantee.log.dropped")
    }
}
