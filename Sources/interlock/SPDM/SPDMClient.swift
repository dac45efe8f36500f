import Attestation
import Silicon

/// A connection to an SPDM responder in the framing of DMTF's emulator.
final class SPDMClient {
    private let connection: SocketConnection
    private let transport: SPDMPort.Transport

    /// Connects and greets.
    init(to address: SocketAddress, over transport: SPDMPort.Transport) throws(CommandFailure) {
        connection = try SocketConnection(to: address)
        self.transport = transport
        guard exchange(.test, Array("Client Hello!\0".utf8)) != nil else {
            throw CommandFailure(.couldNotRun, "\(address): no SPDM port: it does not answer the greeting")
        }
    }

    /// Takes leave; `stopping` asks the responder's program to end.
    func leave(stopping: Bool) { _ = exchange(stopping ? .shutdown : .leave, []) }

    /// Sends a message and receives the answer; nil where there is none.
    func ask(_ message: SPDMRequester.Message) -> SPDMRequester.Message? {
        let payload =
            switch transport {
            case .mctp: [message.isSecured ? 6 : 5] + message.bytes
            case .pciDOE: DataObject(kind: message.isSecured ? .secured : .spdm, content: message.bytes).encoded()
            }
        guard let answer = exchange(.normal, payload) else { return nil }
        switch transport {
        case .mctp:
            guard let type = answer.first, type == 5 || type == 6 else { return nil }
            return SPDMRequester.Message(isSecured: type == 6, bytes: Array(answer.dropFirst()))
        case .pciDOE:
            guard let object = DataObject(answer), object.kind != .discovery else { return nil }
            return SPDMRequester.Message(isSecured: object.kind == .secured, bytes: object.content)
        }
    }

    private func exchange(_ command: EmulatorFrame.Command, _ payload: [UInt8]) -> [UInt8]? {
        let frame = EmulatorFrame(command: command.rawValue, transport: transport.rawValue, payload: payload)
        guard connection.send(frame.encoded()), let bytes = connection.receive(EmulatorFrame.headerLength),
            let header = EmulatorFrame.header(bytes), let answer = connection.receive(header.length),
            header.command == command.rawValue
        else { return nil }
        return answer
    }
}
