/// The ML-DSA-87 engine (FIPS 204), beside the key vault, whose slots it uses. Its message comes through the digest engine.
public enum LatticeRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4011_0000
    /// Write: a `LatticeCommand` in the low half, which runs at once and takes the message with it; in the high half a
    /// number of the writer's choice.
    public static let command = base + 0x00
    /// Write: the slot that is used.
    public static let source = base + 0x04
    /// Write: the slot for a new key.
    public static let destination = base + 0x08
    /// Read: the `KeyStatus` of the last command in the low half, that command's number in the high half: what sticks, or
    /// answers another command, has the wrong number.
    public static let status = base + 0x0c
    /// Read or write: 4,627 bytes: the signature.
    public static let signature = base + 0x1000
    /// Read or write: 2,592 bytes: the public key.
    public static let publicKey = base + 0x4000
}

/// What the ML-DSA engine does.
public enum LatticeCommand: UInt32, Sendable {
    /// destination ← key pair from the secret in source; its public key appears in the registers.
    case makeKeyPair = 0x2d1
    /// Signs the message with source, deterministically (FIPS 204, section 3.4).
    case sign = 0x59a
    /// Verifies the signature registers over the message with the public key registers.
    case verify = 0x666
}
