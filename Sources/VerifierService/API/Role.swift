/// What a client may be, as its certificate says: the common name is the role, a colon and a name, such as
/// `party:Norland`.
public enum Role: String, Hashable, Sendable, CaseIterable {
    /// No certificate was asked for.
    case anyone
    /// The host of chips: brings evidence.
    case host
    /// A party to the agreement: challenges chips, and reads everything.
    case party
    /// Reads everything.
    case auditor
    /// Runs the service: changes what it trusts.
    case `operator`
}

/// Who asks.
public struct Peer: Hashable, Sendable {
    /// In which role.
    public let role: Role
    /// Under which name; empty for anyone.
    public let name: String

    /// A client without a certificate.
    public static let anyone = Peer(role: .anyone, name: "")

    /// A client.
    public init(role: Role, name: String) {
        self.role = role
        self.name = name
    }

    /// The client that a verified certificate's common name tells; nil for a name that tells none.
    public init?(commonName: String) {
        guard let colon = commonName.firstIndex(of: ":"), let role = Role(rawValue: String(commonName[..<colon])),
            role != .anyone
        else { return nil }
        let name = String(commonName[commonName.index(after: colon)...])
        guard !name.isEmpty else { return nil }
        self.init(role: role, name: name)
    }
}

extension Peer: CustomStringConvertible {
    /// Role and name, as in the certificate.
    public var description: String { role == .anyone ? role.rawValue : "\(role.rawValue):\(name)" }
}
