import ChipABI

/// Counters that can be raised and never lowered.
package struct MonotonicCounters: Hashable, Sendable {
    /// Their values, in the order of `CounterID`.
    package var values = [UInt64](repeating: 0, count: 6)
    private var staged: UInt64 = 0
    private var permit: UInt32 = 0
    private var challenge = PermitChallenge()

    /// Counters of a new chip.
    package init() {}

    /// A counter's value.
    package subscript(counter: CounterID) -> UInt64 { values[Int(counter.rawValue)] }

    func load(_ offset: UInt32) -> UInt32 {
        switch CounterRegisters.base + offset {
        case CounterRegisters.challenge: return challenge.first
        case CounterRegisters.challenge + 4: return challenge.second
        default: break
        }
        let index = Int(offset / CounterRegisters.stride)
        guard index < values.count else { return 0 }
        return UInt32(truncatingIfNeeded: offset & 4 == 0 ? values[index] : values[index] >> 32)
    }

    mutating func store(_ value: UInt32, to offset: UInt32) {
        switch CounterRegisters.base + offset {
        case CounterRegisters.valueLow: staged = staged & ~0xffff_ffff | UInt64(value)
        case CounterRegisters.valueHigh: staged = UInt64(value) << 32 | staged & 0xffff_ffff
        case CounterRegisters.permit: permit = value
        case CounterRegisters.raise:
            guard value < values.count,
                value != CounterID.licence.rawValue || challenge.answers(permit, Permit.subject(staged))
            else { return }
            values[Int(value)] = max(values[Int(value)], staged)
        default: break
        }
    }
}
