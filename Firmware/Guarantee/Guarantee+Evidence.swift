public import ChipABI
import Quorum
import ROM
public import Wire

extension Guarantee {
    /// Signs evidence over `nonce` (`Specs/cddl/evidence.cddl`) and answers the mailbox with it.
    ///
    /// Answered even after a fault: a chip that refuses service still says why.
    public mutating func attest<H: Hardware & ~Copyable>(
        _ nonce: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        guard nonce.count >= Limits.nonceLength.lowerBound, nonce.count <= Limits.nonceLength.upperBound else {
            throw .malformedRequest
        }
        let reading = settleToTell(&hardware)
        flushUsage(&hardware)
        hardware.beginHash()
        hardware.write(nonce)
        let nonceDigest = hardware.finishHash()
        append(.attested, isReserved: true, fields: 1, &hardware) { entry in entry.bytes(nonceDigest) }
        var payload = ByteBuffer<8704>()
        writeClaims(nonce, reading, to: &payload, &hardware)
        var message = ByteBuffer<36_864>()
        message.tag(55799)
        message.tag(61)
        if identity.keys.isHybrid {
            try signTwice(payload, to: &message, &hardware)
        } else {
            try sign(payload, to: &message, &hardware)
        }
        guard !payload.overflowed, !message.overflowed else { throw .responseTooLarge }
        hardware.respond(message.bytes)
        log.startSegment()
        saveState(&hardware)
        log.eraseFlash(&hardware)
    }

    /// COSE_Sign1 by P-384: what a classical chip gives.
    private func sign<H: Hardware & ~Copyable>(
        _ payload: borrowing ByteBuffer<8704>, to message: inout ByteBuffer<36_864>, _ hardware: inout H
    ) throws(Fault) {
        var protected = ByteBuffer<16>()
        protected.map(2)
        protected.integer(COSE.algorithm)
        protected.integer(COSE.esp384)
        protected.integer(COSE.contentType)
        protected.unsigned(263)
        hardware.beginHash()
        hardware.array(4)
        hardware.text("Signature1")
        hardware.bytes(protected.bytes)
        hardware.bytesHead(0)
        hardware.bytes(payload.bytes)
        guard let signature = hardware.sign(hardware.finishHash(), with: .alias) else { throw .signingFailed }
        message.tag(COSE.sign1Tag)
        message.array(4)
        message.bytes(protected.bytes)
        writeChain(to: &message, &hardware)
        message.bytes(payload.bytes)
        message.bytes(signature.bytes.span)
    }

    /// COSE_Sign by P-384 and ML-DSA-87, each with its own certificates.
    private func signTwice<H: Hardware & ~Copyable>(
        _ payload: borrowing ByteBuffer<8704>, to message: inout ByteBuffer<36_864>, _ hardware: inout H
    ) throws(Fault) {
        var body = ByteBuffer<16>()
        body.map(1)
        body.integer(COSE.contentType)
        body.unsigned(263)
        message.tag(COSE.signTag)
        message.array(4)
        message.bytes(body.bytes)
        message.map(0)
        message.bytes(payload.bytes)
        message.array(2)
        hardware.beginHash()
        writeSignatureInput(COSE.esp384, body.bytes, payload.bytes, &hardware)
        guard let signature = hardware.sign(hardware.finishHash(), with: .alias) else { throw .signingFailed }
        message.array(3)
        writeAlgorithm(COSE.esp384, to: &message)
        writeChain(to: &message, &hardware)
        message.bytes(signature.bytes.span)
        hardware.beginMessage()
        writeSignatureInput(COSE.mldsa87, body.bytes, payload.bytes, &hardware)
        guard hardware.signMessage(with: .latticeAlias) else { throw .signingFailed }
        message.array(3)
        writeAlgorithm(COSE.mldsa87, to: &message)
        message.map(1)
        message.integer(COSE.x5chain)
        message.array(2)
        message.bytes(identity.latticeCertificate.span.extracting(0..<identity.latticeCertificateLength))
        writeDeviceCertificate(
            MemoryMap.latticeCertificateOffset, MemoryMap.latticeCertificateSize, to: &message, &hardware)
        message.bytesHead(COSE.mldsaSignatureLength)
        hardware.copy(UInt32(COSE.mldsaSignatureLength), from: LatticeRegisters.signature, to: &message)
    }

    /// A signer's protected header, {1: algorithm}, as a byte string.
    private func writeAlgorithm<Sink: ByteSink & ~Copyable>(_ algorithm: Int64, to sink: inout Sink) {
        sink.bytesHead(4)
        sink.map(1)
        sink.integer(COSE.algorithm)
        sink.integer(algorithm)
    }

    /// Writes the Sig_structure (RFC 9052, section 4.4) to whichever engine has been begun.
    private func writeSignatureInput<H: Hardware & ~Copyable>(
        _ algorithm: Int64, _ body: Span<UInt8>, _ payload: Span<UInt8>, _ hardware: inout H
    ) {
        hardware.array(5)
        hardware.text("Signature")
        hardware.bytes(body)
        writeAlgorithm(algorithm, to: &hardware)
        hardware.bytesHead(0)
        hardware.bytes(payload)
    }

    /// An unprotected header with the P-384 certificates.
    func writeChain<let capacity: Int, H: Hardware & ~Copyable>(
        to message: inout ByteBuffer<capacity>, _ hardware: inout H
    ) {
        message.map(1)
        message.integer(COSE.x5chain)
        message.array(3)
        message.bytes(identity.certificate.span.extracting(0..<identity.certificateLength))
        message.bytes(identity.localCertificate.span.extracting(0..<identity.localCertificateLength))
        writeDeviceCertificate(MemoryMap.certificateOffset, MemoryMap.pageSize, to: &message, &hardware)
    }

    private func writeDeviceCertificate<let capacity: Int, H: Hardware & ~Copyable>(
        _ offset: UInt32, _ size: UInt32, to message: inout ByteBuffer<capacity>, _ hardware: inout H
    ) {
        let address = MemoryMap.flash + offset
        let stored = hardware.word(at: address)
        let length = stored < size - 4 ? stored : 0
        message.bytesHead(Int(length))
        hardware.copy(length, from: address + 4, to: &message)
    }

    private func writeClaims<H: Hardware & ~Copyable>(
        _ nonce: Span<UInt8>, _ reading: MeterReading, to claims: inout ByteBuffer<8704>, _ hardware: inout H
    ) {
        claims.map(7)
        claims.integer(EATClaim.nonce)
        claims.bytes(nonce)
        claims.integer(EATClaim.ueid)
        claims.bytesHead(17)
        claims.write(0x01)
        claims.write(identity.chipIdentifier.span)
        claims.integer(EATClaim.debugStatus)
        claims.unsigned(debugStatus(&hardware))
        claims.integer(EATClaim.profile)
        claims.bytes(EATClaim.profileIdentifier.span)
        claims.integer(EATClaim.bootCount)
        claims.unsigned(identity.bootCount)
        claims.integer(EATClaim.measurements)
        writeMeasurements(to: &claims)
        claims.integer(EATClaim.guarantee)
        claims.map(ownership.isUntouched ? 8 : 9)
        claims.unsigned(1)
        claims.unsigned(hardware.tick())
        claims.unsigned(2)
        writeLicence(to: &claims)
        claims.unsigned(3)
        writeMeter(reading, to: &claims)
        claims.unsigned(4)
        writeWorkload(reading, to: &claims)
        claims.unsigned(5)
        writeLog(to: &claims)
        claims.unsigned(6)
        claims.array(3)
        claims.boolean(hardware.isOpen())
        claims.unsigned(hardware.openings())
        claims.unsigned(hardware.counter(.refusals))
        claims.unsigned(7)
        claims.array(3)
        claims.unsigned(hardware.counter(.boot))
        claims.unsigned(hardware.counter(.licence))
        claims.unsigned(hardware.counter(.state))
        claims.unsigned(8)
        claims.unsigned(UInt64(latched?.rawValue ?? 0))
        if !ownership.isUntouched { writeOwnership(to: &claims) }
    }

    private func writeOwnership(to claims: inout ByteBuffer<8704>) {
        claims.unsigned(9)
        claims.array(ownership.offer == nil ? 2 : 3)
        claims.unsigned(ownership.epoch)
        claims.bytes(ownership.owner)
        if let offer = ownership.offer { claims.bytes(offer.next) }
    }

    /// dbgstat (RFC 9711, section 4.2.9): 3 disabled permanently, 0 enabled; an unknown word is told as enabled.
    private func debugStatus<H: Hardware & ~Copyable>(_ hardware: inout H) -> UInt64 {
        guard !hardware.isDebuggable(), let lifeCycle = LifeCycle(rawValue: hardware.lifeCycle()) else { return 0 }
        return lifeCycle.isDebuggable ? 0 : 3
    }

    private func writeMeasurements(to claims: inout ByteBuffer<8704>) {
        var length = CountingSink()
        writeConciseEvidence(to: &length)
        claims.array(1)
        claims.array(2)
        claims.unsigned(EATClaim.conciseEvidenceFormat)
        claims.bytesHead(length.count)
        writeConciseEvidence(to: &claims)
    }

    private func writeConciseEvidence<Sink: ByteSink & ~Copyable>(to sink: inout Sink) {
        sink.map(1)
        sink.unsigned(0)
        sink.map(1)
        sink.unsigned(0)
        sink.array(2)
        writeTriple(layer: 0, identity.romDigest, isRuntime: false, to: &sink)
        writeTriple(layer: 1, identity.runtimeDigest, isRuntime: true, to: &sink)
    }

    private func writeTriple<Sink: ByteSink & ~Copyable>(
        layer: UInt64, _ digest: Digest, isRuntime: Bool, to sink: inout Sink
    ) {
        sink.array(2)
        sink.map(1)
        sink.unsigned(0)
        sink.map(3)
        sink.unsigned(1)
        sink.text("Interlock")
        sink.unsigned(2)
        sink.text("guarantee processor")
        sink.unsigned(3)
        sink.unsigned(layer)
        sink.array(1)
        sink.map(1)
        sink.unsigned(1)
        sink.map(isRuntime ? 3 : 1)
        if isRuntime {
            sink.unsigned(0)
            sink.map(1)
            sink.unsigned(0)
            sink.text(utf8: identity.version.span.extracting(0..<identity.versionLength))
            sink.unsigned(1)
            sink.unsigned(UInt64(identity.securityVersion))
        }
        sink.unsigned(2)
        sink.array(1)
        sink.array(2)
        sink.unsigned(7)
        sink.bytes(digest)
    }

    private func writeLicence(to claims: inout ByteBuffer<8704>) {
        guard let account else {
            claims.map(1)
            claims.unsigned(1)
            claims.unsigned(0)
            return
        }
        claims.map(5)
        claims.unsigned(1)
        claims.unsigned(1)
        claims.unsigned(2)
        claims.bytes(account.digest)
        claims.unsigned(3)
        claims.unsigned(account.terms.sequence)
        claims.unsigned(4)
        claims.array(2)
        claims.operations(account.used(meter))
        claims.operations(account.terms.totalAllowance)
        claims.unsigned(5)
        claims.array(2)
        claims.operations(account.trainingUsed(meter))
        claims.operations(account.terms.trainingAllowance)
    }

    private func writeMeter(_ reading: MeterReading, to claims: inout ByteBuffer<8704>) {
        claims.map(4)
        claims.unsigned(1)
        claims.operations(meter.total)
        claims.unsigned(2)
        claims.operations(meter.training)
        claims.unsigned(3)
        reading.writeFormats(to: &claims)
        claims.unsigned(4)
        claims.array(MeterRegisters.byteCounterCount)
        var counter = 0
        while counter < MeterRegisters.byteCounterCount {
            claims.operations(reading.bytes[counter])
            counter += 1
        }
    }

    private func writeWorkload(_ reading: MeterReading, to claims: inout ByteBuffer<8704>) {
        let state: UInt64 =
            switch workload {
            case .none: 0
            case .locked: 1
            case .training: 2
            case .refused: 3
            }
        let hasParts = workload.weights != nil && (pipeline.adapter != .zero || pipeline.filter != .zero)
        let trained = workload.weights == nil ? .zero : (try? presentLineage(.first, reading).total) ?? .zero
        claims.map(1 + (workload.weights == nil ? 0 : 1) + (hasParts ? 1 : 0) + (trained == .zero ? 0 : 1))
        claims.unsigned(1)
        claims.unsigned(state)
        if let weights = workload.weights {
            claims.unsigned(2)
            claims.bytes(weights)
        }
        if hasParts {
            claims.unsigned(3)
            claims.array(2)
            claims.optional(pipeline.adapter)
            claims.optional(pipeline.filter)
        }
        if trained != .zero {
            claims.unsigned(4)
            claims.operations(trained)
        }
    }

    private func writeLog(to claims: inout ByteBuffer<8704>) {
        claims.array(5)
        claims.unsigned(log.firstIndex)
        claims.bytes(log.before)
        claims.array(log.entryCount)
        claims.write(log.entries.bytes)
        claims.bytes(log.head)
        claims.unsigned(log.dropped)
    }
}
