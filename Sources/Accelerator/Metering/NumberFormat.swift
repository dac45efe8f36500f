/// A number format that the accelerator computes in.
///
/// The policy quantity of an operation is max(FP16-equivalent operations, operations in the format used):
/// arXiv 2511.10783 (the MIRI draft agreement), with the bit-length logic of Total Processing Performance
/// (2 × MacTOPS × bit length; US 15 CFR 774, supplement 1, ECCN 3A090, note 2).
public enum NumberFormat: UInt8, CaseIterable, Hashable, Sendable {
    /// IEEE 754 binary64.
    case fp64
    /// IEEE 754 binary32.
    case fp32
    /// TensorFloat-32: 19 significant bits, held in memory as 32-bit words.
    case tf32
    /// bfloat16.
    case bf16
    /// IEEE 754 binary16.
    case fp16
    /// Any 8-bit floating-point format (E4M3, E5M2).
    case fp8
    /// 8-bit integers.
    case int8
    /// Any 4-bit floating-point format (E2M1).
    case fp4
    /// 4-bit integers.
    case int4

    /// Length of one element as it lies in memory, in bits.
    ///
    /// TF32 operands are 32-bit words in memory, so 32 here; its weight follows from the same number, which errs
    /// towards counting more: an A100's 156 TF32 teraflops then weigh as much as its 312 FP16 teraflops.
    public var bits: Int {
        switch self {
        case .fp64: 64
        case .fp32, .tf32: 32
        case .bf16, .fp16: 16
        case .fp8, .int8: 8
        case .fp4, .int4: 4
        }
    }

    /// Base-two logarithm of `weight`: firmware without a 64-bit multiply shifts by it.
    public var weightShift: Int {
        switch self {
        case .fp64: 2
        case .fp32, .tf32: 1
        case .bf16, .fp16, .fp8, .int8, .fp4, .int4: 0
        }
    }

    /// Policy operations that one operation in this format counts for: max(bits / 16, 1), always a power of two.
    public var weight: UInt64 { 1 << UInt64(weightShift) }

    /// Policy operations that one multiply-accumulate counts for: two operations, weighted.
    public var operationsPerMultiplyAccumulate: UInt64 { 2 * weight }

    /// The format that elementwise operations and activations use beside matrix operations in this format.
    ///
    /// Formats of fewer than 16 bits are used for matrix operands; sums, norms and activations stay in bfloat16
    /// (the mixed-precision practice of arXiv 2412.19437, section 3.3).
    public var vectorFormat: NumberFormat { bits < 16 ? .bf16 : self }

    /// Bytes that `elements` densely packed elements occupy, rounded up to a whole byte.
    ///
    /// - Parameter elements: how many elements; below 2^120.
    /// - Returns: ⌈elements × bits / 8⌉.
    public func bytes(_ elements: UInt128) -> UInt128 { (elements * UInt128(bits) + 7) / 8 }
}
