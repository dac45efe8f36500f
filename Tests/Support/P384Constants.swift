import Cryptography

/// Numbers that attacks on P-384 signatures use.
public enum P384Constants {
    /// The group order n (SEC 2, section 2.5.1), 48 bytes.
    public static let order = bytes(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")

    /// The generator of brainpoolP384r1 (RFC 5639, section 3.6), x ‖ y: on its curve, not on P-384.
    public static let brainpoolGenerator = bytes(
        "1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e"
            + "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315")

    private static func bytes(_ hex: String) -> [UInt8] {
        guard let bytes = [UInt8](hex: hex) else { preconditionFailure("The constant is hexadecimal.") }
        return bytes
    }
}
