/// The transcript engine: several SHA-384 computations at once, each of which can be read and goes on.
///
/// A protocol signs the digest of all that was said so far, more than once, while several conversations are open. One
/// digest stream would need every message kept in RAM.
public enum TranscriptRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x400d_0000
    /// Write: the computation that the registers below act on.
    public static let select = base + 0x00
    /// Write any: begins it anew.
    public static let begin = base + 0x04
    /// Write: another computation's number: it goes on from where that one is.
    public static let copy = base + 0x08
    /// Write: four message bytes, the first in the low byte.
    public static let word = base + 0x0c
    /// Write: one message byte.
    public static let byte = base + 0x10
    /// Write any: the digest registers take SHA-384 of the message so far.
    public static let snapshot = base + 0x14
    /// Read: 12 words.
    public static let digest = base + 0x40
    /// How many computations there are.
    public static let count = 12
}

/// Session secrets: agreed, derived and used in the engine. None can be read.
public enum SessionRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x400e_0000
    /// Write: a `SessionCommand`, which runs at once.
    public static let command = base + 0x00
    /// Write: the secret that is used.
    public static let source = base + 0x04
    /// Write: where a new secret goes, or the second secret that is used.
    public static let destination = base + 0x08
    /// Read: the `KeyStatus` of the last command.
    public static let status = base + 0x0c
    /// Write any: empties the input.
    public static let clear = base + 0x10
    /// Write: four input bytes, the first in the low byte.
    public static let word = base + 0x14
    /// Write: one input byte.
    public static let byte = base + 0x18
    /// Write: how many of the input's bytes are authenticated only.
    public static let additionalLength = base + 0x1c
    /// Write: the record's sequence number, low word.
    public static let sequenceLow = base + 0x20
    /// Write: the record's sequence number, high word.
    public static let sequenceHigh = base + 0x24
    /// Read: 12 words: the code that `authenticate` made.
    public static let digest = base + 0x40
    /// Read or write: 24 words: the peer's public key, x ‖ y, then the chip's.
    public static let publicKey = base + 0x100
    /// Read: the text that `seal` or `open` made.
    public static let output = base + 0x1000
    /// Bytes of the output window.
    public static let outputSize: UInt32 = 0x2000
    /// The number that stands for 48 zero bytes where a secret is used.
    public static let zeros: UInt32 = 0xff
}

/// The random number generator.
public enum RandomRegisters {
    /// The block's first address.
    public static let base: UInt32 = 0x400f_0000
    /// Read: the next 32 random bits.
    public static let word = base + 0x00
}
