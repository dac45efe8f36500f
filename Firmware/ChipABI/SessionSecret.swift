/// A secret of one session, named by what it is for: the engine lets it be used for that and nothing else.
public struct SessionSecret: Sendable {
    /// What a secret is for (DSP0274 1.3, section 12, names in parentheses).
    public enum Role: UInt32, CaseIterable, Sendable {
        /// The agreed secret (DHE secret).
        case agreed = 0
        /// The handshake's root (handshake-secret).
        case handshake = 1
        /// What the next root is made from (salt 1).
        case salt = 2
        /// The session's root (master-secret).
        case master = 3
        /// Requester's direction (request-direction handshake secret, then data secret).
        case request = 4
        /// Responder's direction (response-direction handshake secret, then data secret).
        case response = 5
        /// Authenticates the requester's end of the handshake (finished_key).
        case requestFinished = 6
        /// Authenticates the responder's end of the handshake (finished_key).
        case responseFinished = 7
        /// Encrypts requests: the first 32 bytes.
        case requestKey = 8
        /// The first 12 bytes are the requests' initialisation vector.
        case requestVector = 9
        /// Encrypts responses: the first 32 bytes.
        case responseKey = 10
        /// The first 12 bytes are the responses' initialisation vector.
        case responseVector = 11
    }

    /// The most sessions at a time.
    public static let sessionCount = 4
    private static let stride: UInt32 = 16

    /// The number by which registers name it.
    public let number: UInt32

    /// The secret of a role in session `session`.
    public init(_ role: Role, session: Int) {
        number = UInt32(truncatingIfNeeded: session) * SessionSecret.stride + role.rawValue
    }

    /// The session and the role of a register's number; nil where there is no such secret.
    public static func parts(of number: UInt32) -> (session: Int, role: Role)? {
        let session = Int(truncatingIfNeeded: number / stride)
        guard session < sessionCount, let role = Role(rawValue: number % stride) else { return nil }
        return (session, role)
    }
}
