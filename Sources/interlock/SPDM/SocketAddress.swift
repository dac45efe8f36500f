import ArgumentParser
import Foundation

/// An IPv4 address and a port, as a command line gives them: HOST:PORT.
struct SocketAddress: Hashable, ExpressibleByArgument, CustomStringConvertible {
    /// The address in dotted decimals.
    let host: String
    /// The port; 0 lets the system choose.
    let port: UInt16

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        self.init(host: parts[0] == "localhost" ? "127.0.0.1" : String(parts[0]), port: port)
        guard system != nil else { return nil }
    }

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    var description: String { "\(host):\(port)" }

    /// The system's form; nil where the host is no address.
    var system: sockaddr_in? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        // Sound: inet_pton reads a string that ends in zero and writes one in_addr.
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
        return address
    }
}
