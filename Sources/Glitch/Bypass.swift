/// A fault, or two, that broke a guarantee, and where.
package struct Bypass: Codable, Hashable, Sendable {
    /// What was decided.
    package let window: Window
    /// What was wrong with what was given.
    package let attack: String
    /// What went wrong.
    package let model: FaultModel
    /// Which of the model's faults: the bit for `opcode`; 0 for zeros, 1 for ones, 2 and up for a bit flipped.
    package let variant: Int
    /// The instruction, counted from the start of the window.
    package let index: Int
    /// The instruction's address.
    package let address: UInt32
    /// The instruction as an assembler reads it.
    package let instruction: String
    /// What was gained.
    package let gain: Gain
    /// The other fault, where there were two and the second struck.
    package let second: FaultPair.Second?
}
