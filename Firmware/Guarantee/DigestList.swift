import Wire

/// Digests, each once, in the order in which they came; at most `capacity` of them.
struct DigestList<let capacity: Int> {
    private var items = InlineArray<capacity, Digest>(repeating: .zero)
    /// How many there are.
    private(set) var count = 0

    /// The digest at an index, which is below `count`.
    func item(_ index: Int) -> Digest { items[index] }

    /// The first one.
    var first: Digest? { count > 0 ? items[0] : nil }

    /// Whether it is there.
    func contains(_ digest: Digest) -> Bool {
        var index = 0
        while index < count {
            if items[index] == digest { return true }
            index += 1
        }
        return false
    }

    /// Adds a digest that is not there yet.
    ///
    /// - Throws: `Fault.lineageFull` where there is no room.
    mutating func insert(_ digest: Digest) throws(Fault) {
        guard !contains(digest) else { return }
        guard count < capacity else { throw .lineageFull }
        items[count] = digest
        count += 1
    }

    /// Adds all of another list.
    mutating func insert(_ other: DigestList<capacity>) throws(Fault) {
        var index = 0
        while index < other.count {
            try insert(other.items[index])
            index += 1
        }
    }

    /// Reads an array of different digests, at least `least` of them.
    @_lifetime(reader: copy reader)
    mutating func read(_ reader: inout CBORReader, atLeast least: Int) throws(WireError) {
        let start = reader.offset
        let wanted = try reader.array()
        guard wanted >= least, wanted <= capacity else { throw WireError(.outOfRange, at: start) }
        while count < wanted {
            let place = reader.offset
            let digest = try reader.digest()
            guard !contains(digest) else { throw WireError(.unexpectedItem, at: place) }
            items[count] = digest
            count += 1
        }
    }

    /// Writes an array.
    func write<Sink: ByteSink & ~Copyable>(to sink: inout Sink) {
        sink.array(count)
        var index = 0
        while index < count {
            sink.bytes(items[index])
            index += 1
        }
    }
}
