import ChipABI
import Quorum
import ROM
import Wire

/// A lineage ticket of another chip, or of this one (`Specs/cddl/ticket.cddl`), whose signature holds.
struct Ticket {
    /// The chip that signed it.
    let chip: InlineArray<16, UInt8>
    /// The weights that it is for; nil for progress alone.
    let weights: Digest?
    /// What made them.
    let lineage: Lineage
    /// Bytes that its chip had sent to this one.
    let sentHere: Operations
    /// SHA-384 of the challenge that progress was asked with; nil for a checkpoint.
    let challenge: Digest?

    /// One evaluation. Never inlined, so that nothing of it serves another.
    @inline(never)
    static func evaluated<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, keys: borrowing KeyTable, _ hardware: inout H
    ) -> Verdict<Ticket> {
        do throws(Fault) {
            return .holds(try Ticket(request, keys: keys, &hardware))
        } catch {
            return .refused(error)
        }
    }

    /// Verifies form, certificates from the fused vendor key on, and the signature.
    private init<H: Hardware & ~Copyable>(
        _ request: Span<UInt8>, keys: borrowing KeyTable, _ hardware: inout H
    ) throws(Fault) {
        let protected: Range<Int>
        let payload: Range<Int>
        let signature: Signature
        let chain: (alias: Range<Int>, local: Range<Int>, device: Range<Int>)
        do throws(WireError) {
            var reader = CBORReader(request)
            try reader.tag(COSE.sign1Tag)
            try reader.array(4)
            protected = try reader.bytes()
            try Ticket.readHeader(CBORReader(request, protected))
            try reader.map(1)
            try reader.key(COSE.x5chain)
            try reader.array(3)
            chain = (try reader.bytes(), try reader.bytes(), try reader.bytes())
            payload = try reader.bytes()
            signature = Signature(request.extracting(try reader.bytes(COSE.signatureLength)))
            try reader.finish()
            var fields = CBORReader(request, payload)
            try fields.map(14)
            try fields.key(1)
            chip = InlineArray(firstOf: request.extracting(try fields.bytes(16)))
            try fields.key(2)
            weights = try Ticket.digest(&fields)
            try fields.key(3)
            _ = try fields.digest()
            try fields.key(4)
            _ = try fields.unsigned()
            try fields.key(5)
            _ = try fields.unsigned()
            lineage = try Lineage(&fields)
            try fields.key(12)
            try Ticket.readFormats(&fields)
            try fields.key(13)
            sentHere = try Ticket.readSent(&fields, to: hardware.chipIdentifier())
            try fields.key(14)
            challenge = try Ticket.digest(&fields)
            try fields.finish()
            guard (weights == nil) != (challenge == nil) else { throw WireError(.unexpectedItem, at: 0) }
        } catch {
            throw .ticketMalformed
        }
        guard keys.isFused(&hardware) else { throw .keyTableMismatch }
        guard let alias = CertificateView(request, at: chain.alias.lowerBound), alias.whole == chain.alias,
            let local = CertificateView(request, at: chain.local.lowerBound), local.whole == chain.local,
            let device = CertificateView(request, at: chain.device.lowerBound), device.whole == chain.device,
            device.isAuthority, local.isAuthority, !local.isDebuggable, !alias.isDebuggable,
            request.extracting(local.issuer).agrees(with: request.extracting(device.subject)),
            request.extracting(alias.issuer).agrees(with: request.extracting(local.subject)),
            // The vendor's serial number of a chip is 0x40 and its identifier.
            device.serial.count == 17, request[device.serial.lowerBound] == 0x40,
            request.extracting(device.serial.lowerBound + 1..<device.serial.upperBound).agrees(with: chip.span),
            device.isSigned(by: keys.key(0), request, &hardware),
            local.isSigned(by: device.publicKey(request), request, &hardware),
            alias.isSigned(by: local.publicKey(request), request, &hardware)
        else { throw .ticketChainInvalid }
        hardware.beginHash()
        Ticket.writeSignatureInput(request.extracting(protected), request.extracting(payload), to: &hardware)
        guard hardware.verify(signature, over: hardware.finishHash(), by: alias.publicKey(request)) == .good else {
            throw .ticketSignatureInvalid
        }
    }

    /// Writes the Sig_structure (RFC 9052, section 4.4).
    static func writeSignatureInput<Sink: ByteSink & ~Copyable>(
        _ protected: Span<UInt8>, _ payload: Span<UInt8>, to sink: inout Sink
    ) {
        sink.array(4)
        sink.text("Signature1")
        sink.bytes(protected)
        sink.bytesHead(0)
        sink.bytes(payload)
    }

    /// Writes the protected header, {1: -51, 3: content type}.
    static func writeHeader<Sink: ByteSink & ~Copyable>(to sink: inout Sink) {
        sink.map(2)
        sink.integer(COSE.algorithm)
        sink.integer(COSE.esp384)
        sink.integer(COSE.contentType)
        sink.text(COSE.ticketType)
    }

    /// Throws unless the header is the one that is written.
    private static func readHeader(_ header: consuming CBORReader) throws(WireError) {
        var expected = ByteBuffer<64>()
        writeHeader(to: &expected)
        guard header.source.extracting(header.offset..<header.source.count).agrees(with: expected.bytes) else {
            throw WireError(.unexpectedItem, at: header.offset)
        }
    }

    @_lifetime(reader: copy reader)
    private static func digest(_ reader: inout CBORReader) throws(WireError) -> Digest? {
        let digest = try reader.optionalDigest()
        return digest == .zero ? nil : digest
    }

    /// Reads the counts by format, which are for verifiers.
    @_lifetime(reader: copy reader)
    private static func readFormats(_ reader: inout CBORReader) throws(WireError) {
        let start = reader.offset
        var left = try reader.array()
        guard left <= MeterRegisters.formatCount else { throw WireError(.outOfRange, at: start) }
        while left > 0 {
            try reader.array(3)
            let place = reader.offset
            guard try reader.unsigned() < UInt64(MeterRegisters.formatCount) else {
                throw WireError(.outOfRange, at: place)
            }
            _ = try reader.operations()
            _ = try reader.operations()
            left -= 1
        }
    }

    /// Reads what went to each peer; the bytes sent to `here`.
    @_lifetime(reader: copy reader)
    private static func readSent(
        _ reader: inout CBORReader, to here: InlineArray<16, UInt8>
    ) throws(WireError) -> Operations {
        let start = reader.offset
        var left = try reader.array()
        guard left <= PeerRegisters.capacity else { throw WireError(.outOfRange, at: start) }
        var sent = Operations.zero
        while left > 0 {
            try reader.array(2)
            let peer = try reader.bytes(16)
            let bytes = try reader.operations()
            if reader.source.extracting(peer).agrees(with: here.span) { sent = bytes }
            left -= 1
        }
        return sent
    }
}
