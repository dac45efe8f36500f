import Cryptography

/// The 16 bytes that name a chip: what follows the type byte of its UEID (RFC 9711, section 4.2.1.1).
public struct ChipID: Hashable, Comparable, Sendable {
    /// Its length in bytes.
    public static let byteCount = 16
    private let value: UInt128

    /// The identifier with these 16 bytes, or nil when there are more or fewer.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The identifier written as 32 hexadecimal digits, or nil when the text is anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        (0..<Self.byteCount).map { UInt8(truncatingIfNeeded: value >> UInt128(8 * (15 - $0))) }
    }

    /// Byte order.
    public static func < (left: ChipID, right: ChipID) -> Bool { left.value < right.value }
}

extension ChipID: CustomStringConvertible {
    /// Thirty-two lower-case hexadecimal digits.
    public var description: String { bytes.hex }
}
