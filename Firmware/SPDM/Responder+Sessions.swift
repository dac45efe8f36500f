import ChipABI
import Wire

extension Responder {
    /// KEY_EXCHANGE_RSP (DSP0274 1.3, section 10.16).
    mutating func exchangeKeys<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, _ measured: MeasuredStates, _ hardware: inout H
    ) throws(Refusal) {
        guard peer.allowsSession, algorithms.allowsSession else {
            var refusal = Refusal(.unsupportedRequest)
            refusal.data = RequestCode.keyExchange.rawValue
            throw refusal
        }
        let request = try KeyExchange(message)
        try checkSummary(request.summary)
        let chainDigest = try chainDigest(request.slot)
        if let clearHandshake { end(clearHandshake, &hardware) }
        guard let session = freeSession() else { throw Refusal(.sessionLimitExceeded) }
        guard let own = hardware.agree(SessionSecret(.agreed, session: session), with: request.publicKey) else {
            throw Refusal(.invalidRequest)
        }
        lastSessionNumber = lastSessionNumber == .max ? 1 : lastSessionNumber + 1
        begin(.keyExchange, peer.has(Capabilities.heartbeat) ? Limit.heartbeatPeriod : 0)
        response.two(Int(lastSessionNumber))
        response.two(0)
        writeRandom(&hardware)
        response.write(own.bytes.span)
        try writeSummary(request.summary, measured, &hardware)
        response.two(OpaqueData.selectionLength)
        OpaqueData.writeSelection(request.recordVersion, to: &response)
        let transcript = Transcript.exchange(session)
        hardware.begin(transcript, from: .negotiation)
        hardware.append(chainDigest.bytes.span, to: transcript)
        hardware.append(message.extracting(0..<request.length), to: transcript)
        hardware.append(response.bytes, to: transcript)
        let start = response.count
        try sign("responder-key_exchange_rsp signing", hardware.digest(of: transcript), &hardware)
        hardware.append(response.bytes.extracting(start..<response.count), to: transcript)
        try beginHandshake(session, &hardware)
        var opened = Session()
        opened.phase = .handshake
        opened.identifier = request.sessionNumber | UInt32(lastSessionNumber) << 16
        opened.isHandshakeInClear = peer.has(Capabilities.handshakeInClear)
        opened.lastTick = hardware.tick()
        sessions[session] = opened
        if opened.isHandshakeInClear { clearHandshake = session }
        hardware.begin(.measurements(in: session), from: .negotiation)
    }

    /// Derives the handshake's keys and, where records protect it, proves them with the verify data.
    private mutating func beginHandshake<H: SessionHardware & ~Copyable>(
        _ session: Int, _ hardware: inout H
    ) throws(Refusal) {
        let transcript = Transcript.exchange(session)
        let schedule = KeySchedule(session: session, version: version)
        guard schedule.beginHandshake(hardware.digest(of: transcript), &hardware) else { throw Refusal(.unspecified) }
        guard !peer.has(Capabilities.handshakeInClear) else { return }
        let proof = hardware.authenticate(
            hardware.digest(of: transcript), with: SessionSecret(.responseFinished, session: session))
        guard let proof else { throw Refusal(.unspecified) }
        response.write(proof)
        hardware.append(proof.bytes.span, to: transcript)
    }

    /// FINISH_RSP (section 10.17).
    mutating func finish<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int?, _ hardware: inout H
    ) throws(Refusal) -> Consequence {
        guard let session = session ?? clearHandshake, sessions[session].phase == .handshake else {
            throw Refusal(.unexpectedRequest)
        }
        let request = try Finish(message)
        let transcript = Transcript.exchange(session)
        hardware.append(message.extracting(0..<Finish.headerLength), to: transcript)
        let expected = hardware.authenticate(
            hardware.digest(of: transcript), with: SessionSecret(.requestFinished, session: session))
        guard let expected, expected == request.verifyData else {
            var refusal = Refusal(.decryptError)
            refusal.endsSession = true
            throw refusal
        }
        hardware.append(expected.bytes.span, to: transcript)
        begin(.finish)
        hardware.append(response.bytes, to: transcript)
        if sessions[session].isHandshakeInClear {
            let proof = hardware.authenticate(
                hardware.digest(of: transcript), with: SessionSecret(.responseFinished, session: session))
            guard let proof else { throw Refusal(.unspecified) }
            response.write(proof)
            hardware.append(proof.bytes.span, to: transcript)
        }
        return .establish(session)
    }

    /// Goes on under the data keys.
    mutating func establish<H: SessionHardware & ~Copyable>(_ session: Int, _ hardware: inout H) {
        let schedule = KeySchedule(session: session, version: version)
        guard schedule.beginData(hardware.digest(of: .exchange(session)), &hardware) else {
            return end(session, &hardware)
        }
        if clearHandshake == session { clearHandshake = nil }
        sessions[session].phase = .established
        sessions[session].requestSequence = 0
        sessions[session].responseSequence = 0
        sessions[session].lastTick = hardware.tick()
    }

    /// Ends a session, and forgets its secrets.
    mutating func end<H: SessionHardware & ~Copyable>(_ session: Int, _ hardware: inout H) {
        hardware.erase(session: session)
        sessions[session] = Session()
        if transfer.isOpen(in: session) { transfer.close() }
        if clearHandshake == session { clearHandshake = nil }
    }

    /// KEY_UPDATE_ACK (section 10.21). The requester's old key is gone at once: the next record must be under the new.
    mutating func updateKeys<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, in session: Int, _ hardware: inout H
    ) throws(Refusal) {
        guard let operation = KeyUpdate(rawValue: message[2]),
            sessions[session].isUpdatePending == (operation == .verify)
        else { throw Refusal(.invalidRequest) }
        let schedule = KeySchedule(session: session, version: version)
        switch operation {
        case .verify: sessions[session].isUpdatePending = false
        case .one, .all:
            guard schedule.updateRequest(&hardware) else { throw Refusal(.unspecified) }
            sessions[session].requestSequence = 0
            sessions[session].isUpdatePending = true
            if operation == .all {
                guard schedule.updateResponse(&hardware) else { throw Refusal(.unspecified) }
                sessions[session].responseSequence = 0
            }
        }
        begin(.keyUpdate, message[2], message[3])
    }

    /// Ends the sessions whose requester has been silent for two heartbeats (section 10.20), and handshakes that were
    /// not finished in that time.
    mutating func expireSessions<H: SessionHardware & ~Copyable>(_ hardware: inout H) {
        let now = hardware.tick()
        var session = 0
        while session < SessionSecret.sessionCount {
            let hasLimit =
                switch sessions[session].phase {
                case .free: false
                case .handshake: true
                case .established: peer.has(Capabilities.heartbeat)
                }
            if hasLimit, now &- sessions[session].lastTick > 2 * UInt64(Limit.heartbeatPeriod) {
                end(session, &hardware)
            }
            session += 1
        }
    }

    private func freeSession() -> Int? {
        var session = 0
        while session < SessionSecret.sessionCount {
            if sessions[session].phase == .free { return session }
            session += 1
        }
        return nil
    }
}
