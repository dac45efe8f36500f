/// A CBOR data item (RFC 8949) as a tree, for documents of others whose shape is open, with the place where it starts.
///
/// Maps keep their order, floats their width, so that what was read is written again byte for byte.
public struct CBORItem: Hashable, Sendable {
    /// The alternatives.
    public enum Content: Hashable, Sendable {
        /// An integer from 0 to 2^64 - 1.
        case unsigned(UInt64)
        /// The integer -1 - n.
        case negative(UInt64)
        /// A byte string.
        case bytes([UInt8])
        /// A text string.
        case text(String)
        /// An array.
        case array([CBORItem])
        /// A map; no key occurs twice.
        case map([Pair])
        /// A tagged item.
        indirect case tag(UInt64, CBORItem)
        /// A simple value: 20 false, 21 true, 22 null, 23 undefined.
        case simple(UInt8)
        /// A floating-point number as its 2, 4 or 8 bytes, the most significant first.
        case float([UInt8])
    }

    /// A key and its value.
    public struct Pair: Hashable, Sendable {
        /// The key.
        public let key: CBORItem
        /// The value.
        public let value: CBORItem

        /// A pair.
        public init(_ key: CBORItem, _ value: CBORItem) {
            self.key = key
            self.value = value
        }
    }

    /// What it is.
    public let content: Content
    /// Where it starts, in bytes from the start of the document; 0 for an item that was made, not read.
    public let offset: Int

    /// An item.
    public init(_ content: Content, offset: Int = 0) {
        self.content = content
        self.offset = offset
    }

    /// Whether both are the same, wherever they stand.
    public static func == (left: CBORItem, right: CBORItem) -> Bool { left.content == right.content }

    /// Hashes what it is.
    public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

extension CBORItem {
    /// An integer.
    static func integer(_ value: Int64) -> CBORItem {
        CBORItem(value < 0 ? .negative(UInt64(-1 - value)) : .unsigned(UInt64(value)))
    }

    static func unsigned(_ value: UInt64) -> CBORItem { CBORItem(.unsigned(value)) }
    static func bytes(_ value: [UInt8]) -> CBORItem { CBORItem(.bytes(value)) }
    static func text(_ value: String) -> CBORItem { CBORItem(.text(value)) }
    static func array(_ items: [CBORItem]) -> CBORItem { CBORItem(.array(items)) }
    static func tag(_ number: UInt64, _ item: CBORItem) -> CBORItem { CBORItem(.tag(number, item)) }
    static func boolean(_ value: Bool) -> CBORItem { CBORItem(.simple(value ? 21 : 20)) }

    /// A map of the pairs whose value is there, in deterministic order (RFC 8949, section 4.2.1).
    static func map(_ fields: KeyValuePairs<Int64, CBORItem?>, _ others: [Pair] = []) -> CBORItem {
        map(pairs: fields.compactMap { key, value in value.map { Pair(.integer(key), $0) } } + others)
    }

    /// A map of pairs, in deterministic order.
    static func map(pairs: [Pair]) -> CBORItem { CBORItem(.map(pairs.inOrder)) }

    /// An array of these, or nil for none: what lists that may be left out are written as.
    static func list(_ items: [CBORItem]) -> CBORItem? { items.isEmpty ? nil : .array(items) }

    /// The integer, where it is one of 63 bits and a sign.
    var integer: Int64? {
        switch content {
        case .unsigned(let value): Int64(exactly: value)
        case .negative(let value): Int64(exactly: value).map { -1 - $0 }
        case .bytes, .text, .array, .map, .tag, .simple, .float: nil
        }
    }

    /// Diagnostic notation (RFC 8949, section 8), with byte strings beyond 64 bytes cut.
    public var notation: String {
        (try? CBORDiagnostic.notation(of: encoded(), abbreviation: 64))?.joined() ?? "…"
    }
}

extension [CBORItem.Pair] {
    /// The pairs in deterministic order.
    var inOrder: [CBORItem.Pair] {
        let keyed = map { (bytes: $0.key.encoded(), pair: $0) }
        return keyed.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.pair)
    }
}
