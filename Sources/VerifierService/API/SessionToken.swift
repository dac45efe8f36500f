import Attestation
import Cryptography

/// A session that nobody had answered when it was opened: everything about it is in its identifier, under a code that the
/// service alone can make. So open sessions take no memory, and any instance with the same store can serve them.
struct SessionToken: Hashable, Sendable {
    /// The nonce.
    let nonce: [UInt8]
    /// The last moment at which it may be answered.
    let expiry: UTCSeconds
    /// Whether the service drew the nonce: one that the client chose may be older than the session.
    let isDrawn: Bool

    private static let codeByteCount = 24
    private static let (versionOfChosen, versionOfDrawn): (UInt8, UInt8) = (1, 2)

    init(nonce: [UInt8], expiry: UTCSeconds, isDrawn: Bool) {
        self.nonce = nonce
        self.expiry = expiry
        self.isDrawn = isDrawn
    }

    /// Whether the service drew the nonce of a session whose identifier it has accepted before.
    static func isDrawn(_ identifier: String) -> Bool { [UInt8](base64URL: identifier)?.first == versionOfDrawn }

    /// The token that an identifier holds, where the secret and the client are those that it was made for.
    init?(_ identifier: String, secret: [UInt8], peer: Peer) {
        guard identifier.utf8.count <= 200, let bytes = [UInt8](base64URL: identifier),
            (1 + 8 + 8 + SessionToken.codeByteCount...1 + 8 + 64 + SessionToken.codeByteCount).contains(bytes.count),
            [SessionToken.versionOfChosen, SessionToken.versionOfDrawn].contains(bytes[0])
        else { return nil }
        let content = Array(bytes.dropLast(SessionToken.codeByteCount))
        let code = SessionToken.code(content, secret: secret, peer: peer)
        guard ConstantTime.equal(Array(bytes.suffix(SessionToken.codeByteCount)), code) else { return nil }
        expiry = UTCSeconds(content[1..<9].reduce(0) { $0 << 8 | Int64($1) })
        nonce = Array(content.dropFirst(9))
        isDrawn = content[0] == SessionToken.versionOfDrawn
    }

    /// The identifier, in base64url.
    func identifier(secret: [UInt8], peer: Peer) -> String {
        var content = [isDrawn ? SessionToken.versionOfDrawn : SessionToken.versionOfChosen]
        for shift in stride(from: 56, through: 0, by: -8) {
            content.append(UInt8(truncatingIfNeeded: expiry.value >> Int64(shift)))
        }
        content += nonce
        return (content + SessionToken.code(content, secret: secret, peer: peer)).base64URL
    }

    /// HMAC-SHA-384 of a label, the content and the client, its first 24 bytes.
    private static func code(_ content: [UInt8], secret: [UInt8], peer: Peer) -> [UInt8] {
        let message =
            Array("Interlock session".utf8) + [UInt8(content.count)] + content + Array(peer.description.utf8)
        return Array(HMACSHA384.authenticate(key: secret, message: message).prefix(codeByteCount))
    }
}
