/// A nonce that was sent to a chip (RFC 9334, section 10.2).
public struct Challenge: Hashable, Sendable {
    /// The chip.
    public var chip: ChipID
    /// The nonce.
    public var nonce: [UInt8]
    /// When it was sent.
    public var tick: UInt64
    /// The last tick at which an answer is in time.
    public var answerBy: UInt64

    /// A challenge.
    public init(chip: ChipID, nonce: [UInt8], tick: UInt64, answerBy: UInt64) {
        self.chip = chip
        self.nonce = nonce
        self.tick = tick
        self.answerBy = answerBy
    }
}
