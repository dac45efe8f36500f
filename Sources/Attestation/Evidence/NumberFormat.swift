/// The number formats of the meter (`Specs/Evidence.md`, "The meter").
public enum NumberFormat: UInt64, Hashable, Sendable, CaseIterable {
    /// 64-bit floating point.
    case fp64 = 0
    /// 32-bit floating point.
    case fp32
    /// TensorFloat-32.
    case tf32
    /// bfloat16.
    case bf16
    /// 16-bit floating point.
    case fp16
    /// 8-bit floating point.
    case fp8
    /// 8-bit integers.
    case int8
    /// 4-bit integers.
    case int4

    /// How many policy operations one operation in this format counts for: its ratio to FP16 in width, at least one.
    public var weight: UInt128 {
        switch self {
        case .fp64: 4
        case .fp32, .tf32: 2
        case .bf16, .fp16, .fp8, .int8, .int4: 1
        }
    }
}
