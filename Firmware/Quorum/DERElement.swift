/// An element of DER (X.690, section 8.1) among bytes: its tag, and where it is.
public struct DERElement {
    /// The tag's byte.
    public let tag: UInt8
    /// Tag, length and content.
    public let whole: Range<Int>
    /// Its content.
    public let content: Range<Int>

    /// The element at an offset, which must end by `end`. Nil where none does, or its length is longer than it must be,
    /// or above 65,535.
    public init?(_ bytes: Span<UInt8>, at start: Int, below end: Int) {
        guard end <= bytes.count, start >= 0, start <= end - 2 else { return nil }
        tag = bytes[start]
        var offset = start + 2
        var length = Int(bytes[start + 1])
        if length >= 0x80 {
            let count = length & 0x7f
            guard count == 1 || count == 2, count <= end - offset else { return nil }
            length = Int(bytes[offset])
            if count == 2 { length = length << 8 | Int(bytes[offset + 1]) }
            guard length >= (count == 1 ? 0x80 : 0x100) else { return nil }
            offset += count
        }
        guard length <= end - offset else { return nil }
        whole = start..<offset + length
        content = offset..<offset + length
    }

    /// The element of the given tag at `offset`, which then stands behind it.
    public static func next(_ bytes: Span<UInt8>, _ offset: inout Int, below end: Int, tag: UInt8) -> DERElement? {
        guard let element = DERElement(bytes, at: offset, below: end), element.tag == tag else { return nil }
        offset = element.whole.upperBound
        return element
    }

    /// The tags that certificates and their requests are made of.
    public enum Tag {
        /// BOOLEAN.
        public static let boolean: UInt8 = 0x01
        /// INTEGER.
        public static let integer: UInt8 = 0x02
        /// BIT STRING.
        public static let bitString: UInt8 = 0x03
        /// OCTET STRING.
        public static let octetString: UInt8 = 0x04
        /// OBJECT IDENTIFIER.
        public static let objectIdentifier: UInt8 = 0x06
        /// SEQUENCE.
        public static let sequence: UInt8 = 0x30
        /// A constructed, context-specific tag.
        public static func constructedContext(_ number: UInt8) -> UInt8 { 0xa0 | number }
    }
}
