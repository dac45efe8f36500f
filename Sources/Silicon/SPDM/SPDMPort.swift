import ChipABI

/// The chip's SPDM port: unwraps what a transport brings, asks the firmware, wraps what it answers.
package struct SPDMPort {
    /// The transports.
    package enum Transport: UInt32, Sendable {
        /// A type byte in front of the message (DSP0239).
        case mctp = 1
        /// A data object around it.
        case pciDOE = 2
    }

    private enum MessageType {
        static let spdm: UInt8 = 5
        static let secured: UInt8 = 6
    }

    /// What the runtime takes of a message, at most.
    private static let messageLimit = 4096 - SPDMEnvelope.headerLength

    private let chip: Chip
    private let highest: SPDMEnvelope.Version

    /// The port of a chip that is on, and the highest version that it offers.
    package init(_ chip: Chip, upTo highest: SPDMEnvelope.Version = .version13) {
        self.chip = chip
        self.highest = highest
    }

    /// The answer to a frame, or nil where none is due.
    package func answer(_ frame: EmulatorFrame) -> EmulatorFrame? {
        let command = EmulatorFrame.Command(rawValue: frame.command)
        var answer = frame.command
        var payload: [UInt8] = []
        switch command {
        case .test: payload = Array("Server Hello!\0".utf8)
        case .shutdown, .leave: break
        case .normal:
            guard let transport = Transport(rawValue: frame.transport) else { return nil }
            guard let message = self.answer(frame.payload, over: transport) else { return nil }
            payload = message
        case .unknown, nil: answer = EmulatorFrame.Command.unknown.rawValue
        }
        return EmulatorFrame(command: answer, transport: frame.transport, payload: payload)
    }

    /// The answer to a message in the transport's form; nil where it is none, or the chip is silent.
    package func answer(_ payload: [UInt8], over transport: Transport) -> [UInt8]? {
        switch transport {
        case .mctp:
            guard let type = payload.first, type == MessageType.spdm || type == MessageType.secured,
                let (kind, answer) = ask(
                    .mctp, type == MessageType.spdm ? .clear : .secured, Array(payload.dropFirst()))
            else { return nil }
            return [kind == .clear ? MessageType.spdm : MessageType.secured] + answer
        case .pciDOE:
            guard let object = DataObject(payload) else { return nil }
            let kind: SPDMEnvelope.Kind
            switch object.kind {
            case .discovery: return object.discovered?.encoded()
            case .spdm: kind = .clear
            case .secured: kind = .secured
            }
            guard let (answered, answer) = ask(.pciDOE, kind, object.content) else { return nil }
            return DataObject(kind: answered == .clear ? .spdm : .secured, content: answer).encoded()
        }
    }

    private func ask(
        _ binding: SPDMEnvelope.Binding, _ kind: SPDMEnvelope.Kind, _ message: [UInt8]
    ) -> (SPDMEnvelope.Kind, [UInt8])? {
        // What the mailbox can't carry is cut: the firmware finds it too large all the same.
        let request = [binding.rawValue, kind.rawValue, highest.rawValue] + message.prefix(SPDMPort.messageLimit)
        guard let answer = try? chip.send(.spdm, request), answer.count > SPDMEnvelope.headerLength,
            let kind = SPDMEnvelope.Kind(rawValue: answer[1])
        else { return nil }
        return (kind, Array(answer.dropFirst(SPDMEnvelope.headerLength)))
    }
}
