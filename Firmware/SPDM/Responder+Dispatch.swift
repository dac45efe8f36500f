import ChipABI
import Wire

extension Responder {
    /// Serves a request, in a session or outside of one.
    mutating func serve<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, isLarge: Bool, in session: Int?, _ measured: MeasuredStates,
        certificate: Span<UInt8>, _ hardware: inout H
    ) throws(Refusal) -> Consequence {
        guard message.count >= 4 else { throw Refusal(.invalidRequest) }
        guard isLarge || message.count <= Int(Limit.messageSize) else { throw Refusal(.requestTooLarge) }
        try checkTransfer(message[1], isLarge: isLarge, in: session)
        guard let code = RequestCode(rawValue: message[1]) else {
            if let session, sessions[session].phase == .handshake { throw Refusal(.unexpectedRequest) }
            var refusal = Refusal(.unsupportedRequest)
            refusal.data = message[1]
            throw refusal
        }
        try checkPlace(of: code, message[0], in: session)
        forgetTranscripts(before: code, in: session, &hardware)
        switch code {
        case .getVersion: tellVersion(&hardware)
        case .getCapabilities: try tellCapabilities(message, &hardware)
        case .negotiateAlgorithms: try tellAlgorithms(message, &hardware)
        case .getDigests: try tellDigests(message, in: session, &hardware)
        case .getCertificate: try tellCertificate(message, in: session, &hardware)
        case .challenge: try tellChallengeAnswer(message, measured, &hardware)
        case .getMeasurements: try tellMeasurements(message, in: session, measured, &hardware)
        case .keyExchange: try exchangeKeys(message, measured, &hardware)
        case .finish: return try finish(message, in: session, &hardware)
        case .heartbeat: begin(.heartbeat)
        case .chunkSend:
            return try takeChunk(message, in: session, measured, certificate: certificate, &hardware)
        case .chunkGet: return try tellChunk(message, in: session)
        case .getCSR: try tellCertificateRequest(message, certificate: certificate, &hardware)
        case .setCertificate:
            try setCertificate(message, in: session, certificate: certificate, measured, &hardware)
        case .keyUpdate: if let session { try updateKeys(message, in: session, &hardware) }
        case .endSession:
            begin(.endSession)
            if let session { return .end(session) }
        }
        return .none
    }

    /// Whether a request may come now: while a message comes or goes in chunks nothing but its next chunk, or
    /// GET_VERSION; in chunks themselves neither chunks nor what must come whole (DSP0274 1.3, section 10.27).
    private func checkTransfer(_ code: UInt8, isLarge: Bool, in session: Int?) throws(Refusal) {
        let isChunk = code == RequestCode.chunkSend.rawValue || code == RequestCode.chunkGet.rawValue
        if isLarge {
            let isWhole = code == RequestCode.getVersion.rawValue || code == RequestCode.getCapabilities.rawValue
            guard !isChunk, !isWhole else { throw Refusal(.invalidRequest) }
        } else if transfer.isOpen(in: session), !isChunk, session != nil || code != RequestCode.getVersion.rawValue {
            throw Refusal(.unexpectedRequest, keepsTranscripts: true)
        }
    }

    /// Whether the request belongs here, and bears the right version.
    private func checkPlace(of code: RequestCode, _ version: UInt8, in session: Int?) throws(Refusal) {
        if let session {
            let isHandshake = sessions[session].phase == .handshake
            switch code {
            case .finish: guard isHandshake else { throw Refusal(.unexpectedRequest) }
            case .chunkSend, .chunkGet:
                try checkVersion(version)
                guard peer.has(Capabilities.chunk) else { throw Refusal(.unexpectedRequest) }
            case .getDigests, .getCertificate, .getMeasurements, .heartbeat, .keyUpdate, .endSession, .getCSR,
                .setCertificate:
                try checkVersion(version)
                guard !isHandshake else { throw Refusal(.unexpectedRequest) }
            case .getVersion, .getCapabilities, .negotiateAlgorithms, .challenge, .keyExchange:
                throw Refusal(.unexpectedRequest)
            }
            return try checkVersion(version)
        }
        switch code {
        case .getVersion: guard version == 0x10 else { throw Refusal(.versionMismatch) }
        case .getCapabilities:
            guard state == .versionTold else { throw Refusal(.unexpectedRequest) }
            guard told.contains(version) else { throw Refusal(.versionMismatch) }
        case .negotiateAlgorithms:
            guard state == .capabilitiesTold else { throw Refusal(.unexpectedRequest) }
            try checkVersion(version)
        case .chunkSend, .chunkGet:
            guard state == .capabilitiesTold || state == .negotiated, peer.has(Capabilities.chunk) else {
                throw Refusal(.unexpectedRequest)
            }
            try checkVersion(version)
        case .getDigests, .getCertificate, .challenge, .getMeasurements, .keyExchange, .getCSR, .setCertificate:
            guard state == .negotiated else { throw Refusal(.unexpectedRequest) }
            try checkVersion(version)
        case .finish:
            guard state == .negotiated else { throw Refusal(.unexpectedRequest) }
            try checkVersion(version)
            guard clearHandshake != nil else { throw Refusal(.sessionRequired) }
        case .heartbeat, .keyUpdate, .endSession:
            guard state == .negotiated else { throw Refusal(.unexpectedRequest) }
            try checkVersion(version)
            throw Refusal(.sessionRequired)
        }
    }

    private func checkVersion(_ version: UInt8) throws(Refusal) {
        guard version == self.version else { throw Refusal(.versionMismatch) }
    }

    /// Forgets what a request makes void: measurements, by any other request; a challenge's preparation, by a request
    /// that goes on without the challenge (DSP0274 1.3, sections 10.8.2 and 10.11.2).
    private mutating func forgetTranscripts<H: SessionHardware & ~Copyable>(
        before code: RequestCode, in session: Int?, _ hardware: inout H
    ) {
        switch code {
        case .getVersion, .getCapabilities, .negotiateAlgorithms, .chunkSend, .chunkGet: return
        case .getCertificate, .challenge: break
        case .getDigests: if session == nil { hardware.begin(.challenge, from: .negotiation) }
        case .getMeasurements, .keyExchange, .finish, .heartbeat, .keyUpdate, .endSession, .getCSR, .setCertificate:
            if !isAuthenticated { hardware.begin(.challenge, from: .negotiation) }
            if code == .getMeasurements { return }
        }
        hardware.begin(.measurements(in: session), from: .negotiation)
    }
}
