import Cryptography
import Synchronization

/// Who is behind a certificate, by its bytes: a client that asks often has its certificate read once.
///
/// TLS has verified the certificate on each connection; the name in it depends on its bytes alone.
final class PeerNames: Sendable {
    /// The most certificates that are remembered; with more, it starts over.
    private static let capacity = 4096

    private let known = Mutex<[[UInt8]: Peer]>([:])

    /// The client that a verified certificate names; nil where it names nobody.
    func peer(certificate der: [UInt8]) -> Peer? {
        if let peer = known.withLock({ $0[der] }) { return peer }
        guard let name = try? Certificate(der: der).subjectCommonName, let peer = Peer(commonName: name) else {
            return nil
        }
        known.withLock { known in
            if known.count >= PeerNames.capacity { known = [:] }
            known[der] = peer
        }
        return peer
    }
}
