import Wire

/// Which of the two evaluations of one decision: each starts from the same inputs, and trusts nothing that the other
/// found.
public enum Evaluation: UInt32, Sendable {
    /// The first.
    case first = 0
    /// The second.
    case second = 4
}

/// The word without which hardware does not do what a decision permits (`Specs/Hardening.md`).
///
/// Hardware shows two challenges, new after every attempt. Each evaluation of the decision computes a half of the word,
/// from its challenge and from what it grants, and only where all its checks hold: what skips a check, or an evaluation,
/// has no word.
public enum Permit {
    /// The half that one evaluation computes: its challenge, over what it grants.
    public static func half(_ challenge: UInt32, _ subject: UInt32) -> UInt32 { challenge ^ subject }

    /// The word that two halves make.
    public static func word(_ first: UInt32, _ second: UInt32) -> UInt32 { first ^ rotate(second, 13) }

    /// An opening within its limits.
    public static func subject(_ limits: OpeningLimits) -> UInt32 {
        var state = mix(mix(mix(0, limits.use), limits.quantum.high), limits.quantum.low)
        state = mix(mix(mix(state, limits.tokens), limits.outside), limits.endTick)
        return mix(state, limits.needsProvedData ? 1 : UInt32(0))
    }

    /// A value for a counter.
    public static func subject(_ value: UInt64) -> UInt32 { mix(0, value) }

    /// Bytes, and a number: a chip that becomes a peer, or a chunk of data and its length.
    public static func subject(_ bytes: Span<UInt8>, _ number: UInt64 = 0) -> UInt32 {
        var state = mix(0, number)
        var index = 0
        while index < bytes.count {
            state = mix(state, UInt32(bytes[index]))
            index += 1
        }
        return state
    }

    private static func mix(_ state: UInt32, _ value: UInt64) -> UInt32 {
        mix(mix(state, UInt32(truncatingIfNeeded: value)), UInt32(truncatingIfNeeded: value >> 32))
    }

    private static func mix(_ state: UInt32, _ word: UInt32) -> UInt32 { rotate((state ^ word) &* 0x9e37_79b1, 15) }

    private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
