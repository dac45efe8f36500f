import ChipABI
import Wire

extension Responder {
    /// Bytes of CHUNK_SEND_ACK in front of the response.
    private static let acknowledgementLength = 6
    /// Bytes of CHUNK_RESPONSE in front of the chunk, but for the size that the first tells.
    private static let chunkHeaderLength = 12

    /// CHUNK_SEND_ACK (DSP0274 1.3, section 10.27). A chunk that can't be taken ends the transfer with an early error.
    mutating func takeChunk<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int?, _ measured: MeasuredStates, certificate: Span<UInt8>,
        _ hardware: inout H
    ) throws(Refusal) -> Consequence {
        let request: ChunkSend
        do throws(Refusal) {
            request = try ChunkSend(message)
            if transfer.isOpen(in: session), transfer.direction == .response { throw Refusal(.unexpectedRequest) }
        } catch {
            throw Refusal(error.code, keepsTranscripts: true)
        }
        do throws(Refusal) {
            try take(request, message, in: session)
        } catch {
            if transfer.isOpen(in: session) { transfer.close() }
            writeError(error)
            acknowledge(request, isEarly: true)
            return .none
        }
        guard transfer.missing == 0 else {
            acknowledge(request, isEarly: false)
            return .none
        }
        return serveTransfer(request, in: session, measured, certificate: certificate, &hardware)
    }

    /// Takes a chunk, or tells why not.
    private mutating func take(
        _ request: ChunkSend, _ message: Span<UInt8>, in session: Int?
    ) throws(Refusal) {
        guard let chunk = request.chunk, message.count <= Int(Limit.messageSize),
            request.isLast || chunk.count >= request.leastSize
        else { throw Refusal(.invalidRequest) }
        if transfer.isOpen(in: session) {
            guard request.handle == transfer.handle, request.sequence == transfer.sequence else {
                throw Refusal(.invalidRequest)
            }
        } else {
            guard let size = request.messageSize, size > Limit.leastMessageSize, !request.isLast else {
                throw Refusal(.invalidRequest)
            }
            guard size <= UInt32(Limit.largeMessageSize) else { throw Refusal(.requestTooLarge) }
            transfer.receive(Int(truncatingIfNeeded: size), handle: request.handle, in: session)
        }
        guard request.isLast ? chunk.count == transfer.missing : chunk.count < transfer.missing else {
            throw Refusal(.invalidRequest)
        }
        transfer.take(message.extracting(chunk))
    }

    /// Serves the request that came in chunks. Its response follows the acknowledgement; where both don't fit, it is
    /// told in chunks itself.
    private mutating func serveTransfer<H: SessionHardware & ~Copyable>(
        _ request: ChunkSend, in session: Int?, _ measured: MeasuredStates, certificate: Span<UInt8>,
        _ hardware: inout H
    ) -> Consequence {
        var whole = ByteBuffer<8192>()
        whole.write(transfer.bytes)
        transfer.close()
        let consequence = writeResponse(
            to: whole.bytes, isLarge: true, in: session, measured, certificate: certificate, &hardware)
        let result = fit(consequence, reserving: Responder.acknowledgementLength, in: session, &hardware)
        if !transfer.isOpen(in: session) { acknowledge(request, isEarly: false) }
        return result
    }

    /// Puts CHUNK_SEND_ACK in front of the response.
    private mutating func acknowledge(_ request: ChunkSend, isEarly: Bool) {
        var inner = MessageBuffer()
        inner.write(response.bytes)
        response.clear()
        begin(.chunkSend, isEarly ? 1 : 0, request.handle)
        response.two(request.sequence)
        response.write(inner.bytes)
    }

    /// CHUNK_RESPONSE (section 10.27). A wrong number leaves the transfer as it is.
    mutating func tellChunk(_ message: Span<UInt8>, in session: Int?) throws(Refusal) -> Consequence {
        guard transfer.isOpen(in: session), transfer.direction == .response else {
            throw Refusal(.unexpectedRequest, keepsTranscripts: true)
        }
        guard message.count >= Responder.acknowledgementLength, message[3] == transfer.handle,
            LittleEndian.two(message, 4) == transfer.sequence
        else { throw Refusal(.invalidRequest, keepsTranscripts: true) }
        let isFirst = transfer.sequence == 0
        let room = pieceSize - Responder.chunkHeaderLength - (isFirst ? 4 : 0)
        let count = min(room, transfer.size - transfer.told)
        let isLast = transfer.told + count == transfer.size
        begin(.chunkGet, isLast ? 1 : 0, transfer.handle)
        response.two(transfer.sequence)
        response.two(0)
        response.littleEndian(UInt64(truncatingIfNeeded: count), bytes: 4)
        if isFirst { response.littleEndian(UInt64(truncatingIfNeeded: transfer.size), bytes: 4) }
        response.write(transfer.bytes.extracting(transfer.told..<transfer.told + count))
        transfer.advance(by: count)
        guard isLast else { return .none }
        transfer.close()
        return transfer.consequence
    }

    /// The largest message that goes in one piece.
    var pieceSize: Int { Int(truncatingIfNeeded: min(peerMessageSize, Limit.messageSize)) }

    /// Sees that the response fits the requester's buffer beside `reserved` bytes: in one piece, in chunks, or not at
    /// all.
    mutating func fit<H: SessionHardware & ~Copyable>(
        _ consequence: Consequence, reserving reserved: Int, in session: Int?, _ hardware: inout H
    ) -> Consequence {
        guard response.overflowed || response.count > pieceSize - reserved else { return consequence }
        guard !response.overflowed, peer.has(Capabilities.chunk),
            UInt32(truncatingIfNeeded: response.count) <= peerLargestMessage
        else {
            var refusal = Refusal(.responseTooLarge)
            refusal.neededSize = UInt32(truncatingIfNeeded: response.count)
            return refuse(refusal, in: session, &hardware)
        }
        transfer.tell(response.bytes, then: consequence, in: session)
        var refusal = Refusal(.largeResponse)
        refusal.handle = transfer.handle
        writeError(refusal)
        return .none
    }
}
