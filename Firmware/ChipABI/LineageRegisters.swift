/// The links' table of admitted peers: what goes to others, or comes from others, is outside traffic. Empty at reset.
public enum PeerRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4012_0000
    /// Write: 4 words, the identifier of a chip.
    public static let identifier = base + 0x00
    /// Write any: admits that chip, where there is room and it is not there yet.
    public static let admit = base + 0x10
    /// Write any: empties the table.
    public static let clear = base + 0x14
    /// Read: how many peers there are.
    public static let count = base + 0x18
    /// Write: which peer the registers below show.
    public static let select = base + 0x1c
    /// Read: 4 words, its identifier.
    public static let peer = base + 0x20
    /// Read: 4 words, the bytes sent to it since it was admitted.
    public static let sent = base + 0x30
    /// Read: 4 words, the bytes received from it since it was admitted.
    public static let received = base + 0x40
    /// How many peers there is room for.
    public static let capacity = 16
}

/// The window that training data stream through: each chunk is hashed as it passes, and can be read by training passes
/// once firmware has admitted it. A byte is read once.
public enum DataRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x4013_0000
    /// Read: 12 words, SHA-384 of the chunk that waits.
    public static let digest = base + 0x00
    /// Read: 2 words, its length in bytes, 0 where none waits.
    public static let length = base + 0x30
    /// Write any: admits it.
    public static let admit = base + 0x38
    /// Write any: what was admitted and not read yet is read no more.
    public static let clear = base + 0x3c
}
