extension CBORItem {
    /// How deeply items may nest.
    public static let maximumDepth = 24
    /// How many items one document may have, all levels together.
    public static let maximumCount = 1 << 20

    /// Reads the item that must fill `bytes`.
    ///
    /// Lengths are definite, heads are the shortest, no key occurs twice; the order of keys is free.
    ///
    /// - Parameters:
    ///   - bytes: the encoding.
    ///   - offset: where the bytes start in the document, for messages.
    ///   - field: the field that holds them, for messages.
    /// - Throws: what is wrong, and where.
    init(parsing bytes: [UInt8], offset: Int = 0, field: String) throws(CorimError) {
        var reader = Reader(bytes: bytes, base: offset, field: field)
        self = try reader.item(depth: 0)
        guard reader.offset == bytes.count else {
            throw reader.error("bytes follow the end of the item", mend: "take them away")
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        let base: Int
        let field: String
        var offset = 0
        var count = 0

        func error(_ reason: String, mend: String, at place: Int? = nil) -> CorimError {
            CorimError(field: field, offset: base + (place ?? offset), reason: reason, mend: mend)
        }

        mutating func item(depth: Int) throws(CorimError) -> CBORItem {
            guard depth < CBORItem.maximumDepth else {
                throw error("items nest deeper than \(CBORItem.maximumDepth)", mend: "nest them less")
            }
            count += 1
            guard count <= CBORItem.maximumCount else {
                throw error("it has more than \(CBORItem.maximumCount) items", mend: "part it into several")
            }
            let start = offset
            return CBORItem(try content(depth: depth), offset: base + start)
        }

        private mutating func content(depth: Int) throws(CorimError) -> Content {
            guard offset < bytes.count else { throw truncated() }
            let initial = bytes[offset]
            guard initial >> 5 != 7 else { return try simple(initial & 31) }
            let start = offset
            let argument = try argument(initial & 31)
            switch initial >> 5 {
            case 0: return .unsigned(argument)
            case 1: return .negative(argument)
            case 2: return .bytes(Array(try take(argument)))
            case 3:
                guard let text = String(validating: try take(argument), as: UTF8.self) else {
                    throw error("the text is not UTF-8", mend: "write it in UTF-8", at: start)
                }
                return .text(text)
            case 4:
                var items: [CBORItem] = []
                for _ in 0..<(try length(argument, of: 1)) { items.append(try item(depth: depth + 1)) }
                return .array(items)
            case 5: return try map(length(argument, of: 2), depth: depth)
            default: return .tag(argument, try item(depth: depth + 1))
            }
        }

        private mutating func map(_ count: Int, depth: Int) throws(CorimError) -> Content {
            var pairs: [Pair] = []
            var keys: Set<ArraySlice<UInt8>> = []
            for _ in 0..<count {
                let start = offset
                let key = try item(depth: depth + 1)
                guard keys.insert(bytes[start..<offset]).inserted else {
                    throw error("the key \(key.notation) occurs twice", mend: "give each key once", at: start)
                }
                pairs.append(Pair(key, try item(depth: depth + 1)))
            }
            return .map(pairs)
        }

        /// A head's argument, which must have the shortest form.
        private mutating func argument(_ information: UInt8) throws(CorimError) -> UInt64 {
            let start = offset
            guard information < 28 else {
                throw error("the length is indefinite, or the head reserved", mend: "give definite lengths")
            }
            let length = information < 24 ? 0 : 1 << Int(information - 24)
            guard bytes.count - offset > length else { throw truncated() }
            let value = bytes[(offset + 1)..<(offset + 1 + length)].reduce(0) { $0 << 8 | UInt64($1) }
            offset += 1 + length
            guard length > 0 else { return UInt64(information) }
            let least: UInt64 = length == 1 ? 24 : length == 2 ? 0x100 : length == 4 ? 0x1_0000 : 0x1_0000_0000
            guard value >= least else {
                throw error("the head is longer than it need be", mend: "write the shortest", at: start)
            }
            return value
        }

        /// How many items follow, each of at least `size` bytes.
        private func length(_ argument: UInt64, of size: Int) throws(CorimError) -> Int {
            guard argument <= UInt64((bytes.count - offset) / size) else { throw truncated() }
            return Int(argument)
        }

        private mutating func take(_ argument: UInt64) throws(CorimError) -> ArraySlice<UInt8> {
            guard argument <= UInt64(bytes.count - offset) else { throw truncated() }
            defer { offset += Int(argument) }
            return bytes[offset..<(offset + Int(argument))]
        }

        private mutating func simple(_ information: UInt8) throws(CorimError) -> Content {
            guard information < 28, information != 24 else {
                throw error("this simple value is none that is used", mend: "give false, true, null or a number")
            }
            let length = information < 24 ? 0 : 1 << Int(information - 24)
            guard bytes.count - offset > length else { throw truncated() }
            defer { offset += 1 + length }
            return length == 0 ? .simple(information) : .float(Array(bytes[(offset + 1)..<(offset + 1 + length)]))
        }

        private func truncated() -> CorimError {
            error("the bytes end inside an item", mend: "give all of them")
        }
    }
}
