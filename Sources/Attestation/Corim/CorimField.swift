import Cryptography

/// An item of a CoRIM on the way into a typed value: it knows its path for messages.
struct CorimField {
    let path: String
    let item: CBORItem

    /// An error at this item.
    func error(_ reason: String, mend: String) -> CorimError {
        CorimError(field: path, offset: item.offset, reason: reason, mend: mend)
    }

    /// The number and the content of a tagged item.
    var tagged: (number: UInt64, field: CorimField)? {
        guard case .tag(let number, let inner) = item.content else { return nil }
        return (number, CorimField(path: path, item: inner))
    }

    /// The content of an item that must have this tag.
    func tagged(_ expected: UInt64) throws(CorimError) -> CorimField {
        guard let (number, field) = tagged, number == expected else {
            throw error("it does not have tag \(expected)", mend: "tag it")
        }
        return field
    }

    /// The items of an array of a permitted length, each turned by `body`.
    func items<Item>(
        _ lengths: ClosedRange<Int> = 1...Int.max, _ body: (CorimField) throws(CorimError) -> Item
    ) throws(CorimError) -> [Item] {
        guard case .array(let items) = item.content else { throw error("it is no array", mend: "give an array") }
        guard lengths.contains(items.count) else {
            let some = lengths.upperBound == Int.max ? "\(lengths.lowerBound) or more" : "\(lengths)"
            throw error("the array has \(items.count) items", mend: "give \(some)")
        }
        var result: [Item] = []
        result.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            result.append(try body(CorimField(path: "\(path)[\(index)]", item: item)))
        }
        return result
    }

    /// The items of an array that is a record of so many parts, called by these names.
    func record(_ names: [String], optional: Int = 0) throws(CorimError) -> [CorimField] {
        guard case .array(let items) = item.content, (names.count - optional...names.count).contains(items.count)
        else {
            throw error(
                "it is no record of \(names.joined(separator: ", "))", mend: "give an array of these, in this order")
        }
        return zip(names, items).map { CorimField(path: path.isEmpty ? $0 : "\(path).\($0)", item: $1) }
    }

    /// Bytes of a permitted length.
    func bytes(_ lengths: ClosedRange<Int> = 0...Int.max) throws(CorimError) -> [UInt8] {
        guard case .bytes(let bytes) = item.content else { throw error("it is no byte string", mend: "give bytes") }
        guard lengths.contains(bytes.count) else {
            throw error("it has \(bytes.count) bytes", mend: "give \(lengths.lowerBound) to \(lengths.upperBound)")
        }
        return bytes
    }

    /// The item that a byte string encodes.
    func embedded() throws(CorimError) -> CorimField {
        let bytes = try bytes()
        // The head before the content has as many bytes as the shortest one needs.
        let head = DocumentWriter.encode { $0.bytesHead(bytes.count) }.count
        return CorimField(
            path: path, item: try CBORItem(parsing: bytes, offset: item.offset + head, field: path))
    }

    /// Text that is not empty.
    func text() throws(CorimError) -> String {
        guard case .text(let text) = item.content, !text.isEmpty else {
            throw error("it is no text", mend: "give text that is not empty")
        }
        return text
    }

    /// A URI: text under tag 32, or bare as some programs write it.
    func uri() throws(CorimError) -> String {
        guard let (number, field) = tagged, number == 32 else { return try text() }
        return try field.text()
    }

    /// An integer from 0 to 2^64 - 1.
    func unsigned() throws(CorimError) -> UInt64 {
        guard case .unsigned(let value) = item.content else {
            throw error("it is no whole number from 0", mend: "give one")
        }
        return value
    }

    /// An integer of 63 bits and a sign.
    func integer() throws(CorimError) -> Int64 {
        guard let value = item.integer else { throw error("it is no integer of 64 bits", mend: "give one") }
        return value
    }

    /// True or false.
    func boolean() throws(CorimError) -> Bool {
        switch item.content {
        case .simple(20): return false
        case .simple(21): return true
        default: throw error("it is neither true nor false", mend: "give one of them")
        }
    }

    /// Seconds since 1970; fractions are rounded so that a period is never longer than it was written.
    func seconds(rounding rule: FloatingPointRoundingRule) throws(CorimError) -> UTCSeconds {
        let value: Double
        switch item.content {
        case .unsigned, .negative:
            guard let whole = item.integer, (UTCSeconds.earliest.value...UTCSeconds.never.value).contains(whole) else {
                throw error("the time is before 1950 or after 9999", mend: "give one between")
            }
            return UTCSeconds(whole)
        case .float(let bytes):
            let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            switch bytes.count {
            case 4: value = Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            case 8: value = Double(bitPattern: bits)
            default: throw error("no time fits in half a float", mend: "give an integer")
            }
        case .bytes, .text, .array, .map, .tag, .simple:
            throw error("it is no number of seconds", mend: "give an integer")
        }
        let rounded = value.rounded(rule)
        guard rounded >= Double(UTCSeconds.earliest.value), rounded <= Double(UTCSeconds.never.value) else {
            throw error("the time is before 1950 or after 9999", mend: "give one between")
        }
        return UTCSeconds(Int64(rounded))
    }
}

/// A map of a CoRIM whose fields are taken one by one; what is not taken is left over.
struct CorimMap {
    let field: CorimField
    /// What has not been taken.
    private(set) var rest: [CBORItem.Pair]

    /// The same in deterministic order: two maps that differ in order alone give the same value.
    var others: [CBORItem.Pair] { rest.inOrder }

    /// A map.
    init(_ field: CorimField) throws(CorimError) {
        guard case .map(let pairs) = field.item.content else {
            throw field.error("it is no map", mend: "give a map")
        }
        self.field = field
        rest = pairs
    }

    /// Takes the field with this key, where it is there.
    mutating func take(_ key: Int64, _ name: String) -> CorimField? {
        guard let index = rest.firstIndex(where: { $0.key.integer == key }) else { return nil }
        return CorimField(path: Self.path(field.path, name), item: rest.remove(at: index).value)
    }

    /// Takes the field with this key, which must be there.
    mutating func require(_ key: Int64, _ name: String) throws(CorimError) -> CorimField {
        guard let found = take(key, name) else {
            throw CorimError(
                field: Self.path(field.path, name), offset: field.item.offset, reason: "it is missing",
                mend: "add it, with key \(key)")
        }
        return found
    }

    /// Takes a list, empty where it is not there.
    mutating func list<Item>(
        _ key: Int64, _ name: String, _ body: (CorimField) throws(CorimError) -> Item
    ) throws(CorimError) -> [Item] {
        try take(key, name)?.items(1...Int.max, body) ?? []
    }

    /// Throws where something is left over.
    func finish() throws(CorimError) {
        guard let first = rest.first else { return }
        throw CorimError(
            field: field.path, offset: first.key.offset, reason: "nothing here has the key \(first.key.notation)",
            mend: "take it out")
    }

    /// Throws where nothing was in the map at all.
    func requireContent() throws(CorimError) {
        guard case .map(let pairs) = field.item.content, !pairs.isEmpty else {
            throw field.error("the map is empty", mend: "give one field at least")
        }
    }

    private static func path(_ outer: String, _ name: String) -> String { outer.isEmpty ? name : "\(outer).\(name)" }
}
