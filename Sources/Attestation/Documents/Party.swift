import Cryptography
import Wire

/// One of the parties that sign licences and images, or the vendor.
public struct Party: Hashable, Sendable {
    /// What people call it.
    public let name: String
    /// The keys that verify its signatures: both must hold where there are two.
    public let key: VerifyingKey
    /// The first 8 bytes of the SHA-384 of the raw keys: how a signature names its signer.
    public let keyIdentifier: [UInt8]

    /// A party.
    public init(name: String, key: VerifyingKey) {
        self.name = name
        self.key = key
        keyIdentifier = Party.keyIdentifier(of: key)
    }

    /// The identifier by which a signature names this key.
    public static func keyIdentifier(of key: VerifyingKey) -> [UInt8] {
        Array(key.digest.bytes.prefix(COSE.keyIdentifierLength))
    }
}
