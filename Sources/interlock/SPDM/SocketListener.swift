import Foundation

/// A listening TCP socket.
struct SocketListener: ~Copyable {
    private let descriptor: Int32
    /// Where it listens.
    let address: SocketAddress

    /// Listens.
    init(_ address: SocketAddress) throws(CommandFailure) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0, var system = address.system else {
            throw CommandFailure(.couldNotRun, "\(address): no socket can be made")
        }
        var one: Int32 = 1
        // Sound: the option's value is one Int32.
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // Sound: the address lives for the calls, and its own size goes with it.
        let result = unsafe withUnsafeMutablePointer(to: &system) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place -> Int32 in
                guard unsafe bind(descriptor, place, length) == 0, listen(descriptor, 4) == 0 else { return -1 }
                return unsafe getsockname(descriptor, place, &length)
            }
        }
        guard result == 0 else {
            _ = close(descriptor)
            throw CommandFailure(
                .couldNotRun, "\(address): can't listen there; is the port in use, or the address another machine's?")
        }
        self.descriptor = descriptor
        self.address = SocketAddress(host: address.host, port: UInt16(bigEndian: system.sin_port))
    }

    deinit { _ = close(descriptor) }

    /// Waits for the next connection.
    func accept() throws(CommandFailure) -> SocketConnection {
        while true {
            let connected = Foundation.accept(descriptor, nil, nil)
            if connected >= 0 { return SocketConnection(descriptor: connected) }
            guard errno == EINTR || errno == ECONNABORTED else {
                throw CommandFailure(.couldNotRun, "\(address): connections can't be accepted")
            }
        }
    }
}
