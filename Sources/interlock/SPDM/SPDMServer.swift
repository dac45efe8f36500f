import ChipABI
import Silicon

/// Serves a chip's SPDM port to one client after the other.
struct SPDMServer {
    /// Why a client's turn ended.
    enum End {
        /// It asked the server to stop.
        case shutdown
        /// It left.
        case left
    }

    let chip: Chip
    let highest: SPDMEnvelope.Version
    let isVerbose: Bool

    /// Serves clients until one asks to stop; `once`, until the first leaves.
    func run(_ listener: borrowing SocketListener, once: Bool) throws(CommandFailure) {
        while true {
            let connection = try listener.accept()
            StandardError.write("connected\n")
            let (end, count) = serve(connection)
            StandardError.write(
                "\(end == .shutdown ? "shut down by the client" : "disconnected") after \(count) messages\n")
            if end == .shutdown || once { return }
        }
    }

    private func serve(_ connection: borrowing SocketConnection) -> (End, Int) {
        let port = SPDMPort(chip, upTo: highest)
        let clock = ContinuousClock()
        let start = clock.now
        let firstTick = chip.tick
        var count = 0
        while let bytes = connection.receive(EmulatorFrame.headerLength), let header = EmulatorFrame.header(bytes),
            let payload = connection.receive(header.length)
        {
            // The chip's clock runs while it is served: a session ends when its requester falls silent.
            chip.advance(to: firstTick + UInt64(start.duration(to: clock.now).components.seconds))
            let frame = EmulatorFrame(command: header.command, transport: header.transport, payload: payload)
            let answer = port.answer(frame)
            count += 1
            if isVerbose { log(frame, answer) }
            if let answer, !connection.send(answer.encoded()) { break }
            switch EmulatorFrame.Command(rawValue: header.command) {
            case .shutdown: return (.shutdown, count)
            case .leave: return (.left, count)
            case .normal, .test, .unknown, nil: break
            }
        }
        return (.left, count)
    }

    private func log(_ frame: EmulatorFrame, _ answer: EmulatorFrame?) {
        let request = frame.payload.prefix(16).hex
        let response = answer.map { "\($0.payload.count) \($0.payload.prefix(16).hex)" } ?? "nothing"
        StandardError.write("< \(frame.payload.count) \(request)  > \(response)\n")
    }
}

extension ArraySlice<UInt8> {
    /// Two lower-case digits a byte.
    fileprivate var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
