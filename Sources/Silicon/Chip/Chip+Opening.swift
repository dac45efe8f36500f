import ChipABI
import Wire

extension Chip {
    /// Asks for an opening of the interlock for at most `wanted` policy operations; answers how many were granted.
    package func open(_ use: WorkloadClass, _ wanted: UInt128) throws(Refusal) -> UInt128 {
        let number = (0..<16).map { UInt8(truncatingIfNeeded: wanted >> UInt128(8 * (15 - $0))) }
        return try send(.openInterlock, [UInt8(use.rawValue)] + number).reduce(0) { $0 << 8 | UInt128($1) }
    }
}
