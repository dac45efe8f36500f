import Wire

/// Why bytes are not the document that was expected, where reading stopped, and in which field.
public struct DocumentError: Error, Hashable, Sendable {
    /// What was wrong.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The bytes end inside an item.
        case truncated
        /// Bytes follow the document.
        case trailingBytes
        /// An item of another type stands here.
        case unexpectedType
        /// Not in the shortest, definite form (RFC 8949, section 4.2.1; X.690, section 10).
        case notDeterministic
        /// A key, a tag, a count or a constant that the document does not have here.
        case unexpectedItem
        /// A value outside of its range.
        case outOfRange
        /// Text that is not printable ASCII.
        case invalidText
        /// More bytes than a document of this kind may have.
        case tooLong
    }

    /// What was wrong.
    public let code: Code
    /// The byte offset, from the start of the document, at which reading stopped.
    public let offset: Int
    /// The field, as a path of the names that the CDDL uses, parted by dots.
    public let field: String

    /// An error of `code` at `offset` in `field`.
    public init(_ code: Code, at offset: Int, field: String) {
        self.code = code
        self.offset = offset
        self.field = field
    }

    init(_ error: WireError, field: StaticString) {
        let code: Code =
            switch error.code {
            case .truncated: .truncated
            case .trailingBytes: .trailingBytes
            case .unexpectedType: .unexpectedType
            case .notDeterministic: .notDeterministic
            case .keyOrder, .unexpectedItem, .tooDeep: .unexpectedItem
            case .outOfRange: .outOfRange
            case .invalidText: .invalidText
            }
        self.init(code, at: error.offset, field: field.description)
    }

    /// The same error, seen from the document around: its field within `outer`.
    func within(_ outer: String) -> DocumentError {
        DocumentError(code, at: offset, field: field.isEmpty ? outer : "\(outer).\(field)")
    }
}

extension DocumentError: CustomStringConvertible {
    /// A sentence: what, where, in which field.
    public var description: String {
        let what =
            switch code {
            case .truncated: "the bytes end inside an item"
            case .trailingBytes: "bytes follow the end of the document"
            case .unexpectedType: "an item of another type stands here"
            case .notDeterministic: "the encoding is not the shortest, definite one"
            case .unexpectedItem: "this key, tag, count or constant does not belong here"
            case .outOfRange: "the value is outside of its range"
            case .invalidText: "the text is not printable ASCII"
            case .tooLong: "the document is longer than one of its kind may be"
            }
        return "byte \(offset), field \(field): \(what)"
    }
}
