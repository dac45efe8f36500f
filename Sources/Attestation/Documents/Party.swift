import Cryptography
import Wire

/// One of the parties that sign licences and images, or the vendor.
public struct Party: Hashable, Sendable {
    /// What people call it.
    public let name: String
    /// The key that verifies its signatures.
    public let key: P384.PublicKey
    /// The first 8 bytes of the SHA-384 of the raw key: how a signature names its signer.
    public let keyIdentifier: [UInt8]

    /// A party.
    public init(name: String, key: P384.PublicKey) {
        self.name = name
        self.key = key
        keyIdentifier = Party.keyIdentifier(of: key)
    }

    /// The identifier by which a signature names this key.
    public static func keyIdentifier(of key: P384.PublicKey) -> [UInt8] {
        Array(Digest384(hashing: key.raw).bytes.prefix(COSE.keyIdentifierLength))
    }
}
