public import ChipABI
import Wire

/// An SPDM 1.2 and 1.3 responder (DSP0274, DSP0277): one requester, two certificate slots, no mutual
/// authentication.
///
/// Every message gets one answer: the response, or an ERROR that says why not. A request that is refused changes
/// nothing, but that it ends a session where it does not authenticate.
public struct Responder: ~Copyable {
    /// How far the conversation is.
    enum State {
        /// GET_VERSION is due.
        case idle
        /// GET_CAPABILITIES is due.
        case versionTold
        /// NEGOTIATE_ALGORITHMS is due.
        case capabilitiesTold
        /// All other requests are served.
        case negotiated
    }

    /// What happens once the response is on its way.
    enum Consequence {
        /// Nothing.
        case none
        /// The handshake is over: the session goes on under its data keys.
        case establish(Int)
        /// The session ends.
        case end(Int)
    }

    /// How far the conversation is.
    var state = State.idle
    /// The version that messages bear: 1.0 before one was agreed on.
    var version: UInt8 = 0x10
    /// The highest version that is offered.
    var offered = SPDMEnvelope.Version.version13
    /// The versions that were told.
    var told: ClosedRange<UInt8> = 0x12...0x13
    /// What the requester can do.
    var peer = Capabilities(flags: 0)
    /// The largest message that the requester takes in one piece.
    var peerMessageSize: UInt32 = .max
    /// The largest message that it takes in chunks.
    var peerLargestMessage: UInt32 = .max
    /// What was agreed on.
    var algorithms = Algorithms()
    /// Whether the requester has challenged the responder since the negotiation.
    var isAuthenticated = false
    /// The sessions.
    var sessions = InlineArray<4, Session>(repeating: Session())
    /// The responder's half of the last session's number.
    var lastSessionNumber: UInt16 = 0
    /// The session whose FINISH may come in the clear.
    var clearHandshake: Int?
    /// Certificates of slot 0: the vendor's.
    var chain = CertificateChain()
    /// Certificates of slot 1: the operator's.
    var operatorChain = OperatorChain()
    /// The message that comes or goes in chunks.
    var transfer = Transfer()
    /// The response as it grows.
    var response = MessageBuffer()
    /// What the mailbox gets.
    var answer = MessageBuffer()

    /// The last slot that could have certificates.
    static let lastSlot: UInt8 = 1

    /// A responder that has heard nothing yet.
    public init() {}

    /// Answers what the mailbox brought: an `SPDMEnvelope` and a message.
    ///
    /// - Throws: `malformedRequest` where there is no envelope.
    public mutating func receive<H: SessionHardware & ~Copyable>(
        _ request: Span<UInt8>, certificate: Span<UInt8>, issuer: Span<UInt8>, measured: MeasuredStates,
        _ hardware: inout H
    ) throws(Fault) {
        guard request.count >= SPDMEnvelope.headerLength, let binding = SPDMEnvelope.Binding(rawValue: request[0]),
            let kind = SPDMEnvelope.Kind(rawValue: request[1]),
            let highest = SPDMEnvelope.Version(rawValue: request[2])
        else { throw .malformedRequest }
        if !chain.isLoaded { chain.load(alias: certificate, local: issuer, &hardware) }
        if !operatorChain.isRead { operatorChain.load(alias: certificate, &hardware) }
        expireSessions(&hardware)
        let message = request.extracting(SPDMEnvelope.headerLength..<request.count)
        answer.clear()
        answer.write(binding.rawValue)
        offered = highest
        switch kind {
        case .clear: answerClear(message, measured, certificate: certificate, &hardware)
        case .secured: answerRecord(message, binding, measured, certificate: certificate, &hardware)
        }
        guard !answer.overflowed else { throw .responseTooLarge }
        hardware.respond(answer.bytes)
    }

    private mutating func answerClear<H: SessionHardware & ~Copyable>(
        _ message: Span<UInt8>, _ measured: MeasuredStates, certificate: Span<UInt8>, _ hardware: inout H
    ) {
        let consequence = respond(to: message, in: nil, measured, certificate: certificate, &hardware)
        writeHead(.clear)
        answer.write(response.bytes)
        take(consequence, &hardware)
    }

    private mutating func answerRecord<H: SessionHardware & ~Copyable>(
        _ record: Span<UInt8>, _ binding: SPDMEnvelope.Binding, _ measured: MeasuredStates,
        certificate: Span<UInt8>, _ hardware: inout H
    ) {
        var text = MessageBuffer()
        let opened: Record.Opened
        do throws(Refusal) {
            opened = try open(record, binding, into: &text, &hardware)
        } catch {
            // The record can't be answered under keys that it did not prove to share.
            writeError(error)
            writeHead(.clear)
            answer.write(response.bytes)
            return
        }
        let message = text.bytes.extracting(opened.message)
        var consequence = Consequence.none
        if opened.type == Record.messageType {
            consequence = respond(
                to: message, in: opened.session, measured, certificate: certificate, &hardware)
        } else {
            response.clear()
            guard opened.type == PLDMControl.messageType, sessions[opened.session].phase == .established,
                PLDMControl.answer(message, to: &response)
            else { return answer.clear() }
        }
        writeHead(.secured)
        seal(opened.session, opened.type, binding, &hardware)
        take(consequence, &hardware)
    }

    private mutating func writeHead(_ kind: SPDMEnvelope.Kind) {
        answer.write(kind.rawValue)
        answer.write(offered.rawValue)
    }

    /// Writes the response to a message, or the ERROR that it gets, as it fits the requester's buffer.
    private mutating func respond<H: SessionHardware & ~Copyable>(
        to message: Span<UInt8>, in session: Int?, _ measured: MeasuredStates, certificate: Span<UInt8>,
        _ hardware: inout H
    ) -> Consequence {
        let consequence = writeResponse(
            to: message, isLarge: false, in: session, measured, certificate: certificate, &hardware)
        return fit(consequence, reserving: 0, in: session, &hardware)
    }

    /// Writes the response to a message, which came in chunks where it is large, or the ERROR that it gets.
    mutating func writeResponse<H: SessionHardware & ~Copyable>(
        to message: Span<UInt8>, isLarge: Bool, in session: Int?, _ measured: MeasuredStates,
        certificate: Span<UInt8>, _ hardware: inout H
    ) -> Consequence {
        response.clear()
        do throws(Refusal) {
            return try serve(
                message, isLarge: isLarge, in: session, measured, certificate: certificate, &hardware)
        } catch {
            return refuse(error, in: session, &hardware)
        }
    }

    /// Writes the ERROR that a request gets.
    mutating func refuse<H: SessionHardware & ~Copyable>(
        _ refusal: Refusal, in session: Int?, _ hardware: inout H
    ) -> Consequence {
        // A measurement transcript does not outlive a request that was refused.
        if !refusal.keepsTranscripts { hardware.begin(.measurements(in: session), from: .negotiation) }
        writeError(refusal)
        if refusal.endsSession, let session = session ?? clearHandshake { return .end(session) }
        return .none
    }

    /// Writes an ERROR (DSP0274 1.3, section 10.10).
    mutating func writeError(_ refusal: Refusal) {
        response.clear()
        response.write(version)
        response.write(0x7f)
        response.write(refusal.code.rawValue)
        response.write(refusal.data)
        if let size = refusal.neededSize { response.littleEndian(UInt64(size), bytes: 4) }
        if let handle = refusal.handle { response.write(handle) }
    }

    private mutating func take<H: SessionHardware & ~Copyable>(_ consequence: Consequence, _ hardware: inout H) {
        switch consequence {
        case .none: break
        case .establish(let session): establish(session, &hardware)
        case .end(let session): end(session, &hardware)
        }
    }

    /// Begins the response: version, code and two parameters.
    mutating func begin(_ request: RequestCode, _ first: UInt8 = 0, _ second: UInt8 = 0) {
        response.write(version)
        response.write(request.response)
        response.write(first)
        response.write(second)
    }
}
