extension SPDMRequester {
    /// CHUNK_CAP.
    private static let chunkFlag: UInt32 = 1 << 17
    private static let largeResponse: UInt8 = 0x0f
    private static let headerLength = 12

    /// Sends a request and gets the answer, each in one piece or in chunks (DSP0274 1.3, section 10.27). `piece` sends
    /// what goes in one message, and gets what comes back.
    func deliver(
        _ request: [UInt8], _ piece: ([UInt8]) throws(SPDMFailure) -> [UInt8]
    ) throws(SPDMFailure) -> [UInt8] {
        let answer: [UInt8]
        if request.count > responderSizes.piece {
            guard capabilities & SPDMRequester.chunkFlag != 0, request.count <= responderSizes.whole else {
                throw .requestTooLarge(request: request[1])
            }
            answer = try send(request, piece)
        } else {
            answer = try piece(request)
        }
        guard capabilities & SPDMRequester.chunkFlag != 0, SPDMRequester.isLarge(answer) else { return answer }
        return try fetch(answer[4], piece)
    }

    /// Whether this is the ERROR that stands for an answer too large for one piece.
    private static func isLarge(_ answer: [UInt8]) -> Bool {
        answer.count >= 5 && answer[1] == SPDMCode.error && answer[2] == largeResponse
    }

    /// CHUNK_SEND until the request is there; the answer that comes with the last acknowledgement.
    private func send(
        _ request: [UInt8], _ piece: ([UInt8]) throws(SPDMFailure) -> [UInt8]
    ) throws(SPDMFailure) -> [UInt8] {
        var sent = 0
        var sequence = 0
        while true {
            let size = sequence == 0 ? [UInt8](littleEndian: UInt64(request.count), bytes: 4) : []
            let room = responderSizes.piece - SPDMRequester.headerLength - size.count
            let chunk = request[sent..<min(sent + room, request.count)]
            sent += chunk.count
            let isLast = sent == request.count
            let message =
                [version, SPDMCode.chunkSend, isLast ? 1 : 0, 0] + [UInt8](littleEndian: UInt64(sequence), bytes: 2)
                + [0, 0] + [UInt8](littleEndian: UInt64(chunk.count), bytes: 4) + size + chunk
            let answer = try piece(message)
            // The last one's answer may be large itself, and is then told by ERROR alone.
            if isLast, SPDMRequester.isLarge(answer) { return answer }
            let acknowledged = try SPDMRequester.check(answer, against: message, version: version)
            guard acknowledged.count >= 6, acknowledged[3] == 0, acknowledged.two(4) == sequence else {
                throw .malformed(request: SPDMCode.chunkSend)
            }
            let isEarly = acknowledged[2] & 1 != 0
            if isLast || isEarly {
                let inner = Array(acknowledged[6...])
                // An early error is an ERROR.
                guard !isEarly || inner.count >= 4 && inner[1] == SPDMCode.error else {
                    throw .malformed(request: SPDMCode.chunkSend)
                }
                return inner
            }
            sequence += 1
        }
    }

    /// CHUNK_GET until the answer is there.
    private func fetch(
        _ handle: UInt8, _ piece: ([UInt8]) throws(SPDMFailure) -> [UInt8]
    ) throws(SPDMFailure) -> [UInt8] {
        var whole: [UInt8] = []
        var size = 0
        var sequence = 0
        while true {
            let message =
                [version, SPDMCode.chunkGet, 0, handle] + [UInt8](littleEndian: UInt64(sequence), bytes: 2)
            let answer = try SPDMRequester.check(try piece(message), against: message, version: version)
            let start = SPDMRequester.headerLength + (sequence == 0 ? 4 : 0)
            guard answer.count >= start, answer[3] == handle, answer.two(4) == sequence else {
                throw .malformed(request: SPDMCode.chunkGet)
            }
            if sequence == 0 { size = answer.four(12) }
            let count = answer.four(8)
            guard size <= SPDMRequester.messageSize, count > 0, count <= answer.count - start,
                whole.count + count <= size
            else { throw .malformed(request: SPDMCode.chunkGet) }
            whole += answer[start..<start + count]
            let isLast = answer[2] & 1 != 0
            guard isLast == (whole.count == size) else { throw .malformed(request: SPDMCode.chunkGet) }
            if isLast { return whole }
            sequence += 1
        }
    }
}
