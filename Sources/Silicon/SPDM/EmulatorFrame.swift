/// A frame of the TCP framing that DMTF's SPDM emulator and QEMU's SPDM port speak: command, transport, length, all
/// big-endian, then the payload.
package struct EmulatorFrame: Hashable, Sendable {
    /// Bytes of a header.
    package static let headerLength = 12
    /// The largest payload that is taken.
    package static let payloadLimit = 1 << 16

    /// What a frame is for.
    package enum Command: UInt32, Sendable {
        /// A message in the transport's form.
        case normal = 0x0000_0001
        /// The peer does not know the command.
        case unknown = 0x0000_ffff
        /// The client is done, and the server shall stop.
        case shutdown = 0x0000_fffe
        /// The client is done; another will come.
        case leave = 0x0000_fffd
        /// A greeting.
        case test = 0x0000_dead
    }

    /// The command's number.
    package let command: UInt32
    /// The transport's number.
    package let transport: UInt32
    /// What it carries.
    package let payload: [UInt8]

    /// A frame with the given content.
    package init(command: UInt32, transport: UInt32, payload: [UInt8]) {
        self.command = command
        self.transport = transport
        self.payload = payload
    }

    /// A frame's header: how many bytes follow it, or nil where that is more than the limit.
    package static func header(
        _ bytes: [UInt8]
    ) -> (command: UInt32, transport: UInt32, length: Int)? {
        precondition(bytes.count == headerLength, "A frame's header has 12 bytes.")
        let length = Int(bytes.word(at: 8).byteSwapped)
        guard length <= payloadLimit else { return nil }
        return (bytes.word(at: 0).byteSwapped, bytes.word(at: 4).byteSwapped, length)
    }

    /// The frame as it is sent.
    package func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: EmulatorFrame.headerLength)
        bytes.setWord(command.byteSwapped, at: 0)
        bytes.setWord(transport.byteSwapped, at: 4)
        bytes.setWord(UInt32(payload.count).byteSwapped, at: 8)
        return bytes + payload
    }
}
