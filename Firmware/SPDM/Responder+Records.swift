import ChipABI
import Wire

extension Responder {
    /// Opens a record into `text`. One that does not authenticate ends its session.
    mutating func open<H: SessionHardware & ~Copyable>(
        _ record: Span<UInt8>, _ binding: SPDMEnvelope.Binding, into text: inout MessageBuffer, _ hardware: inout H
    ) throws(Refusal) -> Record.Opened {
        let headerLength = binding == .mctp ? 8 : 6
        guard record.count >= 4, let session = session(LittleEndian.four(record, 0)) else {
            throw Refusal(.invalidSession)
        }
        // Keys of a handshake in the clear protect nothing before FINISH.
        let isDue = sessions[session].phase == .established || !sessions[session].isHandshakeInClear
        guard isDue, openText(record, headerLength, session, binding, into: &text, &hardware) else {
            end(session, &hardware)
            throw Refusal(.decryptError)
        }
        let bytes = text.bytes
        let start = binding == .mctp ? 3 : 2
        guard bytes.count >= start, LittleEndian.two(bytes, 0) <= bytes.count - 2,
            LittleEndian.two(bytes, 0) + 2 >= start
        else {
            end(session, &hardware)
            throw Refusal(.invalidRequest)
        }
        sessions[session].lastTick = hardware.tick()
        return Record.Opened(
            session: session, type: binding == .mctp ? bytes[2] : Record.messageType,
            message: start..<LittleEndian.two(bytes, 0) + 2)
    }

    private mutating func openText<H: SessionHardware & ~Copyable>(
        _ record: Span<UInt8>, _ headerLength: Int, _ session: Int, _ binding: SPDMEnvelope.Binding,
        into text: inout MessageBuffer, _ hardware: inout H
    ) -> Bool {
        let sequence = sessions[session].requestSequence
        guard record.count >= headerLength + Record.tagLength, sequence < .max else { return false }
        let length = LittleEndian.two(record, headerLength - 2)
        guard length >= Record.tagLength, length <= record.count - headerLength,
            binding != .mctp || LittleEndian.two(record, 4) == Int(truncatingIfNeeded: sequence & 0xffff)
        else { return false }
        guard
            hardware.open(
                record.extracting(headerLength..<headerLength + length),
                additional: record.extracting(0..<headerLength), key: SessionSecret(.requestKey, session: session),
                vector: SessionSecret(.requestVector, session: session), sequence: sequence, to: &text)
        else { return false }
        sessions[session].requestSequence = sequence + 1
        return true
    }

    /// Seals the response into a record at the end of `answer`.
    mutating func seal<H: SessionHardware & ~Copyable>(
        _ session: Int, _ type: UInt8, _ binding: SPDMEnvelope.Binding, _ hardware: inout H
    ) {
        let typeLength = binding == .mctp ? 1 : 0
        var text = MessageBuffer()
        text.two(response.count + typeLength)
        if binding == .mctp { text.write(type) }
        text.write(response.bytes)
        let sequence = sessions[session].responseSequence
        var header = ByteBuffer<8>()
        header.littleEndian(UInt64(sessions[session].identifier), bytes: 4)
        if binding == .mctp { header.littleEndian(sequence, bytes: 2) }
        header.two(text.count + Record.tagLength)
        answer.write(header.bytes)
        let isSealed = hardware.seal(
            text.bytes, additional: header.bytes, key: SessionSecret(.responseKey, session: session),
            vector: SessionSecret(.responseVector, session: session), sequence: sequence, to: &answer)
        if !isSealed { end(session, &hardware) }
        sessions[session].responseSequence = sequence + 1
    }

    private func session(_ identifier: UInt32) -> Int? {
        var session = 0
        while session < SessionSecret.sessionCount {
            if sessions[session].phase != .free, sessions[session].identifier == identifier { return session }
            session += 1
        }
        return nil
    }
}
