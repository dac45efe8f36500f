/// How an element of a tensor lies in memory.
///
/// 8-bit formats share one power of two among the elements of a row (E8M0, as in OCP Microscaling Formats 1.0,
/// sections 5.1 and 6.3), so that a scale commutes with every product and changes no bit of a significand.
public enum ElementFormat: String, CaseIterable, Hashable, Sendable {
    /// IEEE 754 binary32.
    case fp32
    /// bfloat16: binary32 without the low half.
    case bf16
    /// 8 bits, 4 of exponent (OCP OFP8 1.0): largest value 448, no infinity.
    case e4m3
    /// 8 bits, 5 of exponent (OCP OFP8 1.0): largest value 57,344.
    case e5m2
    /// 8-bit integers from −127 to 127.
    case int8

    /// Bytes of one element.
    public var byteCount: Int {
        switch self {
        case .fp32: 4
        case .bf16: 2
        case .e4m3, .e5m2, .int8: 1
        }
    }

    /// The largest value of an element before scaling, where rows have scales of their own.
    var largest: Float? {
        switch self {
        case .fp32, .bf16: nil
        case .e4m3: 448
        case .e5m2: 57344
        case .int8: 127
        }
    }

    /// Bytes of one row: its elements, and the scale's exponent behind them where there is one.
    ///
    /// - Parameter columns: elements of the row.
    /// - Returns: bytes.
    public func rowBytes(_ columns: Int) -> Int { columns * byteCount + (largest == nil ? 0 : 1) }

    /// The exponent of the smallest power of two by which a row must be divided so that it does not overflow.
    ///
    /// - Parameter row: the values.
    /// - Returns: −126 to 126; 0 for a row of zeros, and for formats without scales. Values that are not finite count
    ///   as zeros.
    func scaleExponent(of row: ArraySlice<Float>) -> Int {
        guard let largest else { return 0 }
        var top: Float = 0
        for value in row where value.magnitude > top && value.isFinite { top = value.magnitude }
        guard top > 0 else { return 0 }
        // largest = f · 2^e with f as published, so the first guess from the exponents is right or one too low.
        var exponent = Int(top.exponent) - Int(largest.exponent)
        if top.significand > largest.significand { exponent += 1 }
        return min(max(exponent, -126), 126)
    }
}
