import Foundation

/// A TCP connection that sends each message in one piece and at once.
struct SocketConnection: ~Copyable {
    private let descriptor: Int32

    /// Takes over a connected socket.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        SocketConnection.set(descriptor, TCP_NODELAY)
    }

    deinit { _ = close(descriptor) }

    /// Connects.
    init(to address: SocketAddress) throws(CommandFailure) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0, var system = address.system else {
            throw CommandFailure(.couldNotRun, "\(address): no socket can be made")
        }
        // Sound: the address lives for the call, and its own size goes with it.
        let result = unsafe withUnsafePointer(to: &system) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            _ = close(descriptor)
            throw CommandFailure(.couldNotRun, "\(address): nothing listens there")
        }
        self.init(descriptor: descriptor)
    }

    /// Receives exactly `count` bytes; nil where the peer has closed, or fails.
    func receive(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            // Without it each of the peer's small writes waits 40 ms for our acknowledgement. It does not last.
            SocketConnection.set(descriptor, TCP_QUICKACK)
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                // Sound: the buffer has `count - received` bytes left behind that offset.
                unsafe recv(descriptor, buffer.baseAddress.map { unsafe $0 + received }, count - received, 0)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            received += got
        }
        return bytes
    }

    /// Sends bytes; false where the peer has closed, or fails.
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let gone = unsafe bytes.withUnsafeBytes { buffer in
                // Sound: the buffer has `bytes.count - sent` bytes left behind that offset.
                unsafe Foundation.send(
                    descriptor, buffer.baseAddress.map { unsafe $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if gone < 0, errno == EINTR { continue }
            guard gone > 0 else { return false }
            sent += gone
        }
        return true
    }

    private static func set(_ descriptor: Int32, _ option: Int32) {
        var one: Int32 = 1
        // Sound: the option's value is one Int32. Where the system lacks it, it is only slower.
        _ = unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), option, &one, socklen_t(MemoryLayout<Int32>.size))
    }
}
