import Attestation
import Cryptography

/// The public key of a log or of a witness, with its name (C2SP signed-note, "verifier keys").
public struct NoteVerifier: Hashable, Sendable {
    /// What its signatures say.
    public enum Role: UInt8, Hashable, Sendable, CaseIterable {
        /// A log's: this is my tree. Ed25519 of the note's text (signature type 1).
        case log = 1
        /// A witness's: when I saw this tree, it had only grown. Ed25519 of a time and the text (type 4, tlog-cosignature).
        case witness = 4
    }

    /// The name: printable ASCII without spaces and plus signs.
    public let name: String
    /// What its signatures say.
    public let role: Role
    /// The key.
    public let key: Ed25519.PublicKey

    /// A verifier; nil where the name is none.
    public init?(name: String, role: Role, key: Ed25519.PublicKey) {
        guard NoteVerifier.isName(name) else { return nil }
        self.name = name
        self.role = role
        self.key = key
    }

    /// Reads `name+identifier+key`, with the identifier in hexadecimal and the key behind its type in base 64.
    public init(_ text: some StringProtocol) throws(NoteError) {
        let (name, role, bytes) = try NoteVerifier.parts(of: text, kind: "verifier key")
        guard let key = Ed25519.PublicKey(raw: bytes) else { throw NoteError("the key has not 32 bytes") }
        self.name = name
        self.role = role
        self.key = key
        guard text.dropFirst(name.count + 1).prefix(8) == identifier.hex else {
            throw NoteError("the identifier is not that of this name and key; copy the whole line")
        }
    }

    /// The first 4 bytes of SHA-256(name ‖ line feed ‖ type ‖ key): what signature lines call it.
    public var identifier: [UInt8] {
        Array(Digest256(hashing: Array(name.utf8) + [0x0a, role.rawValue] + key.raw).bytes.prefix(4))
    }

    /// The text that `init` reads.
    public var text: String { "\(name)+\(identifier.hex)+\(([role.rawValue] + key.raw).base64)" }

    static func isName(_ name: some StringProtocol) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "+") }
    }

    /// Name, role and key bytes of `name+identifier+base64`.
    static func parts(of text: some StringProtocol, kind: String) throws(NoteError) -> (String, Role, [UInt8]) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= 512, parts.count == 3, isName(parts[0]), [UInt8](hex: parts[1])?.count == 4,
            let bytes = [UInt8](base64: parts[2]), let type = bytes.first
        else { throw NoteError("this is no \(kind): it is written name+identifier+key") }
        guard let role = Role(rawValue: type) else {
            throw NoteError("keys of type \(type) are not known; give an Ed25519 key of a log (1) or of a witness (4)")
        }
        return (String(parts[0]), role, Array(bytes.dropFirst()))
    }
}

/// A secret key of a log or of a witness.
public struct NoteSigner: Sendable {
    private static let prefix = "PRIVATE+KEY+"

    /// The key that verifies what this one signs.
    public let verifier: NoteVerifier
    private let key: Ed25519.PrivateKey

    /// A signer; nil where the name is none.
    public init?(name: String, role: NoteVerifier.Role, key: Ed25519.PrivateKey) {
        guard let verifier = NoteVerifier(name: name, role: role, key: key.publicKey) else { return nil }
        self.verifier = verifier
        self.key = key
    }

    /// Reads `PRIVATE+KEY+name+identifier+secret`, the form that Go's note package writes.
    public init(_ text: some StringProtocol) throws(NoteError) {
        guard text.hasPrefix(NoteSigner.prefix) else {
            throw NoteError("this is no secret key: it is written PRIVATE+KEY+name+identifier+key")
        }
        let rest = text.dropFirst(NoteSigner.prefix.count)
        let (name, role, secret) = try NoteVerifier.parts(of: rest, kind: "secret key")
        guard let key = Ed25519.PrivateKey(secret: secret) else { throw NoteError("the secret has not 32 bytes") }
        guard let signer = NoteSigner(name: name, role: role, key: key),
            rest.dropFirst(name.count + 1).prefix(8) == signer.verifier.identifier.hex
        else { throw NoteError("the identifier is not that of this name and key; copy the whole line") }
        self = signer
    }

    /// The text that `init` reads, with the secret in the clear.
    public var exposedText: String {
        "\(NoteSigner.prefix)\(verifier.name)+\(verifier.identifier.hex)+"
            + ([verifier.role.rawValue] + key.exposedSecret).base64
    }

    func sign(_ message: [UInt8]) -> [UInt8] { key.sign(message) }
}
