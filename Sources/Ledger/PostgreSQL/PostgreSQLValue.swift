/// A parameter of a statement, in PostgreSQL's binary formats: the most significant byte first.
enum PostgreSQLValue {
    /// `bytea`.
    case bytes([UInt8])
    /// `int8`.
    case integer(Int64)
    /// `bytea[]`.
    case list([[UInt8]])
    /// `int8[]`.
    case integers([Int64])

    /// The identifiers of types, which are the same in every database.
    private enum ObjectID {
        static let bytes: Int32 = 17
        static let integer: Int32 = 20
    }

    /// Appends the encoding.
    ///
    /// - Returns: how many bytes it has.
    func append(to sink: inout [UInt8]) -> Int32 {
        let start = sink.count
        switch self {
        case .bytes(let bytes): sink += bytes
        case .integer(let value): sink += value.bigEndianBytes
        case .list(let items):
            PostgreSQLValue.appendHead(of: items.count, ObjectID.bytes, to: &sink)
            for item in items {
                sink += Int32(item.count).bigEndianBytes
                sink += item
            }
        case .integers(let items):
            PostgreSQLValue.appendHead(of: items.count, ObjectID.integer, to: &sink)
            for item in items {
                sink += Int32(8).bigEndianBytes
                sink += item.bigEndianBytes
            }
        }
        return Int32(sink.count - start)
    }

    /// The head of an array: dimensions, no nulls, the type of its items; and of its one dimension how many they are, from 1 on.
    private static func appendHead(of count: Int, _ type: Int32, to sink: inout [UInt8]) {
        for word in count == 0 ? [0, 0, type] : [1, 0, type, Int32(count), 1] { sink += word.bigEndianBytes }
    }
}

/// A row of a result.
struct PostgreSQLRow: LedgerRow {
    /// The columns; nil for a null.
    let values: [[UInt8]?]

    /// A column of type `bytea`; none for a null.
    func bytes(_ column: Int) -> [UInt8] { values[column] ?? [] }

    /// A column of type `bytea` that holds a text.
    func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// A column of type `int8`.
    func integer(_ column: Int) throws(LedgerError) -> Int64 {
        guard let value = Int64(bigEndianBytes: bytes(column)) else { throw LedgerError.malformed }
        return value
    }
}
