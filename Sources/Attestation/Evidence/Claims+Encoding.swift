import Wire

extension Claims {
    /// The claims' encoding: the payload that is signed.
    public func encoded() -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.map(7)
            sink.integer(EATClaim.nonce)
            sink.bytes(nonce)
            sink.integer(EATClaim.ueid)
            sink.bytes([1] + chip.bytes)
            sink.integer(EATClaim.debugStatus)
            sink.unsigned(debugStatus.rawValue)
            sink.integer(EATClaim.profile)
            sink.bytes(profile)
            sink.integer(EATClaim.bootCount)
            sink.unsigned(bootCount)
            sink.integer(EATClaim.measurements)
            sink.array(1)
            sink.array(2)
            sink.unsigned(EATClaim.conciseEvidenceFormat)
            sink.bytes(DocumentWriter.encode(writeMeasurements))
            sink.integer(EATClaim.guarantee)
            writeGuarantee(to: &sink)
        }
    }

    private func writeMeasurements(to sink: inout DocumentWriter) {
        sink.map(1)
        sink.unsigned(0)
        sink.map(1)
        sink.unsigned(0)
        sink.array(2)
        Claims.writeEnvironment(layer: 0, to: &sink)
        sink.array(1)
        sink.map(1)
        sink.unsigned(1)
        sink.map(1)
        sink.unsigned(2)
        sink.array(1)
        sink.array(2)
        sink.integer(ConciseEvidence.sha384)
        sink.digest(rom)
        Claims.writeEnvironment(layer: 1, to: &sink)
        sink.array(1)
        sink.map(1)
        sink.unsigned(1)
        sink.map(3)
        sink.unsigned(0)
        sink.map(1)
        sink.unsigned(0)
        sink.text(ascii: runtime.version)
        sink.unsigned(1)
        sink.unsigned(runtime.securityVersion)
        sink.unsigned(2)
        sink.array(1)
        sink.array(2)
        sink.integer(ConciseEvidence.sha384)
        sink.digest(runtime.digest)
    }

    private static func writeEnvironment(layer: UInt64, to sink: inout DocumentWriter) {
        sink.array(2)
        sink.map(1)
        sink.unsigned(0)
        sink.map(3)
        sink.unsigned(1)
        sink.text(ascii: ConciseEvidence.vendor)
        sink.unsigned(2)
        sink.text(ascii: ConciseEvidence.model)
        sink.unsigned(3)
        sink.unsigned(layer)
    }

    private func writeGuarantee(to sink: inout DocumentWriter) {
        sink.map(ownership == nil ? 8 : 9)
        sink.unsigned(1)
        sink.unsigned(tick)
        sink.unsigned(2)
        writeLicence(to: &sink)
        sink.unsigned(3)
        writeMeter(to: &sink)
        sink.unsigned(4)
        let hasParts = workload.adapter != nil || workload.filter != nil
        sink.map(1 + (workload.weights == nil ? 0 : 1) + (hasParts ? 1 : 0) + (workload.trained == nil ? 0 : 1))
        sink.unsigned(1)
        sink.unsigned(workload.state.rawValue)
        if let weights = workload.weights {
            sink.unsigned(2)
            sink.digest(weights)
        }
        if hasParts {
            sink.unsigned(3)
            sink.array(2)
            sink.optionalDigest(workload.adapter)
            sink.optionalDigest(workload.filter)
        }
        if let trained = workload.trained {
            sink.unsigned(4)
            sink.operations(trained)
        }
        sink.unsigned(5)
        sink.array(5)
        sink.unsigned(log.first)
        sink.digest(log.before)
        sink.array(log.entries.count)
        for entry in log.entries { sink.bytes(entry.encoded()) }
        sink.digest(log.head)
        sink.unsigned(log.dropped)
        sink.unsigned(6)
        sink.array(3)
        sink.boolean(interlock.isOpen)
        sink.unsigned(interlock.openings)
        sink.unsigned(interlock.refusals)
        sink.unsigned(7)
        sink.array(3)
        sink.unsigned(counters.boot)
        sink.unsigned(counters.licenceSequence)
        sink.unsigned(counters.stateVersion)
        sink.unsigned(8)
        sink.unsigned(latchedFault)
        guard let ownership else { return }
        sink.unsigned(9)
        ownership.write(to: &sink)
    }

    private func writeLicence(to sink: inout DocumentWriter) {
        sink.map(licence == nil ? 1 : 5)
        sink.unsigned(1)
        sink.unsigned(licence == nil ? 0 : 1)
        guard let licence else { return }
        sink.unsigned(2)
        sink.digest(licence.digest)
        sink.unsigned(3)
        sink.unsigned(licence.sequence)
        for (key, allowance) in [(UInt64(4), licence.total), (5, licence.training)] {
            sink.unsigned(key)
            sink.array(2)
            sink.operations(allowance.used)
            sink.operations(allowance.allowed)
        }
    }

    private func writeMeter(to sink: inout DocumentWriter) {
        sink.map(4)
        sink.unsigned(1)
        sink.operations(meter.total)
        sink.unsigned(2)
        sink.operations(meter.training)
        sink.unsigned(3)
        sink.array(meter.counts.count)
        for count in meter.counts {
            sink.array(3)
            sink.unsigned(count.format)
            sink.operations(count.multiplyAccumulates)
            sink.operations(count.vectorOperations)
        }
        sink.unsigned(4)
        sink.array(5)
        for (_, bytes) in meter.traffic.named { sink.operations(bytes) }
    }
}
