import ChipABI

/// The challenges that a permit answers. A chip draws them from its entropy source; the model steps through a fixed
/// sequence, so that runs repeat: what counts is that no word is good twice.
struct PermitChallenge: Hashable, Sendable {
    private(set) var first: UInt32 = 0x5f0a_c3e1
    private(set) var second: UInt32 = 0xa6b3_19c4

    /// Whether a word is the permit over a subject. Right or wrong, the next attempt has other challenges.
    mutating func answers(_ word: UInt32, _ subject: UInt32) -> Bool {
        defer {
            first = first &* 1_664_525 &+ 1_013_904_223
            second = second &* 22_695_477 &+ 1
        }
        return word == Permit.word(Permit.half(first, subject), Permit.half(second, subject))
    }
}
