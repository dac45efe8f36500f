/// Cuts a JSON document that comes in pieces into the items of its arrays, so that no document is held whole.
///
/// The document is an object of which some members are arrays, or one array. Items are handed on as bytes; what else
/// the object has is passed over. Brackets must match; everything inside an item is for its own reader to check.
struct JSONItems {
    /// The longest item: 16 MiB.
    static let longest = 16 << 20
    /// How deeply brackets may nest.
    static let maximumDepth = 64

    /// What is wrong with the document.
    enum Failure: Error, Hashable {
        /// Brackets or words that are no JSON document.
        case malformed
        /// The bytes end inside the document.
        case cutOff
        /// An item is longer than any is.
        case tooLong
    }

    /// The line that is being read, from 1.
    private(set) var line = 1
    private var open: [UInt8] = []
    private var isInString = false
    private var isEscaped = false
    private var hasEnded = false
    /// The name of the member that is being read, and whether its value is.
    private var name: [UInt8] = []
    private var isInValue = false
    /// The item that is being read, nil outside of items, and the line on which it starts.
    private var item: [UInt8]?
    private var itemLine = 1

    /// The depth at which items of arrays stand.
    private var itemDepth: Int { open.first == UInt8(ascii: "[") ? 1 : 2 }

    private var isAmongItems: Bool {
        guard open.count >= itemDepth else { return false }
        return itemDepth == 1 || open[1] == UInt8(ascii: "[")
    }

    /// Takes the next bytes and hands on every item that they complete, with the name of its array and its first line.
    mutating func read(
        _ bytes: [UInt8], failing: (Failure, _ line: Int) -> WorkloadError,
        _ body: (_ array: [UInt8], _ item: [UInt8], _ line: Int) throws(WorkloadError) -> Void
    ) throws(WorkloadError) {
        for byte in bytes {
            if byte == 0x0a { line += 1 }
            let hadItem = item != nil
            let completed: [UInt8]?
            do { completed = try take(byte) } catch { throw failing(error, line) }
            if !hadItem, item != nil { itemLine = line }
            if let completed { try body(name, completed, itemLine) }
        }
    }

    /// Ends the document.
    func finish() throws(Failure) {
        guard hasEnded else { throw .cutOff }
    }

    private mutating func take(_ byte: UInt8) throws(Failure) -> [UInt8]? {
        if isInString {
            takeInString(byte)
            return try collect(byte)
        }
        switch byte {
        case UInt8(ascii: "\""):
            guard !open.isEmpty else { throw .malformed }
            isInString = true
            // A string right inside of the object is a name, unless a colon went before.
            if open.count == 1, itemDepth == 2, !isInValue { name = [] }
            if isAmongItems, open.count == itemDepth, item == nil { item = [] }
            return try collect(byte)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard !hasEnded, open.count < JSONItems.maximumDepth else { throw .malformed }
            if isAmongItems, open.count == itemDepth, item == nil { item = [] }
            open.append(byte)
            return try collect(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return try close(byte)
        case UInt8(ascii: ","):
            if open.count == 1, itemDepth == 2 { isInValue = false }
            guard isAmongItems, open.count == itemDepth else { return try collect(byte) }
            guard let whole = item else { throw .malformed }
            item = nil
            return whole
        case UInt8(ascii: ":"):
            if open.count == 1, itemDepth == 2 { isInValue = true }
            return try collect(byte)
        case 0x20, 0x09, 0x0a, 0x0d: return try collect(byte)
        default:
            guard !open.isEmpty else { throw .malformed }
            if isAmongItems, open.count == itemDepth, item == nil { item = [] }
            return try collect(byte)
        }
    }

    private mutating func takeInString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
            return
        }
        if open.count == 1, itemDepth == 2, !isInValue, name.count < 256 { name.append(byte) }
    }

    private mutating func close(_ byte: UInt8) throws(Failure) -> [UInt8]? {
        guard let last = open.last, (last == UInt8(ascii: "{")) == (byte == UInt8(ascii: "}")) else { throw .malformed }
        let endsItems = isAmongItems && open.count == itemDepth
        let whole = endsItems ? item : nil
        if endsItems { item = nil } else { _ = try collect(byte) }
        open.removeLast()
        if open.isEmpty { hasEnded = true }
        return whole
    }

    private mutating func collect(_ byte: UInt8) throws(Failure) -> [UInt8]? {
        guard item != nil else { return nil }
        guard (item?.count ?? 0) < JSONItems.longest else { throw .tooLong }
        item?.append(byte)
        return nil
    }
}
