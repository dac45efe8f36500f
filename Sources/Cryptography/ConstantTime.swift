import COpenSSL

/// Comparison whose duration does not depend on where two secrets differ.
public enum ConstantTime {
    /// Whether both hold the same bytes; lengths are taken as public.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        // Sound: both arrays hold `count` bytes.
        return unsafe il_equal(left, right, left.count) == 1
    }
}
