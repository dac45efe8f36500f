/// The supply of the guarantee processor's devices, which a test can have end after any write to flash or to a
/// monotonic counter. From then on firmware's writes reach nothing, until the chip is switched on again.
struct PowerSupply: Hashable, Sendable {
    /// Writes that still happen; nil where power stays.
    private var writesLeft: Int?
    /// Whether the last of them is cut in the middle.
    private var isLastTorn = false

    /// A supply that stays.
    init() {}

    /// A supply that ends after `writes` writes, in the middle of the last where that is torn.
    init(endingAfter writes: Int, tearingLast: Bool) {
        writesLeft = writes
        isLastTorn = tearingLast
    }

    /// Whether anything is written.
    var isOn: Bool { writesLeft != 0 }

    /// Counts a write; false where power goes in the middle of it.
    mutating func takesWhole() -> Bool {
        guard let left = writesLeft else { return true }
        writesLeft = left - 1
        return left > 1 || !isLastTorn
    }
}
