/// A JSON value (RFC 8259) with the line on which it starts, for messages to people.
///
/// Numbers keep their spelling: counts here pass 2^53. Members keep their order.
public struct JSONValue: Hashable, Sendable {
    /// The alternatives.
    public enum Content: Hashable, Sendable {
        /// null
        case null
        /// true or false
        case boolean(Bool)
        /// A number as it is spelt.
        case number(String)
        /// A string.
        case string(String)
        /// An array.
        case array([JSONValue])
        /// An object's members in their order; no name occurs twice.
        case object([Member])
    }

    /// A name and its value.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSONValue

        /// A member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value.
    public let content: Content
    /// The line on which it starts, from 1; 0 for a value that was made, not read.
    public let line: Int

    /// A value read at `line`.
    public init(_ content: Content, line: Int = 0) {
        self.content = content
        self.line = line
    }

    /// A string.
    public static func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }
    /// A whole number.
    public static func number(_ value: some FixedWidthInteger) -> JSONValue { JSONValue(.number(String(value))) }
    /// A quantity above 2^53 in decimal digits, as a string: JSON readers would round it.
    public static func decimal(_ value: UInt128) -> JSONValue { JSONValue(.string(String(value))) }
    /// True or false.
    public static func boolean(_ value: Bool) -> JSONValue { JSONValue(.boolean(value)) }
    /// An array.
    public static func array(_ items: [JSONValue]) -> JSONValue { JSONValue(.array(items)) }
    /// An object, in the order given.
    public static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        JSONValue(.object(members.map { Member($0.key, $0.value) }))
    }
    /// null
    public static var null: JSONValue { JSONValue(.null) }

    /// The string, where it is one.
    public var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// The member with this name, where this is an object that has it.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.name == name }?.value
    }
}
