import ChipABI
import Wire

/// Which training made weights.
///
/// Training is told as spans of chips' training meters. Meters never go back, so that a union of spans counts nothing
/// twice and leaves nothing out, however a run was split over chips, licences and time, and merged again. Where there
/// is no room for another span, two of one chip become one with all between them: that counts too much, never too little.
struct Lineage {
    /// What one chip trained: its training meter from a reading to a later one. The penalty of untraced weights is a span
    /// from 0, of the chip whose identifier would be the start of their digest.
    struct Span {
        /// The chip.
        var chip: InlineArray<16, UInt8>
        /// The reading before.
        var from: Operations
        /// The reading after.
        var to: Operations

        /// Operations in it.
        var count: Operations { to.subtracting(from) ?? .zero }

        /// Grows until it holds another.
        mutating func cover(_ other: Span) {
            from = Operations.least(from, other.from)
            if other.to > to { to = other.to }
        }
    }

    /// How many spans there is room for.
    static var spanCapacity: Int { 24 }

    /// The weights that training began with.
    var origins = DigestList<16>()
    /// The checkpoints that were loaded or merged last.
    var parents = DigestList<8>()
    /// Manifests of the data that were proved.
    var manifests = DigestList<8>()
    /// Classes of those data, a bit each.
    var classes: UInt32 = 0
    /// Bytes that came from chips which are not admitted peers, under training: at least so many.
    var outside = Operations.zero
    /// How many spans there are.
    private(set) var spanCount = 0
    private var spans = InlineArray<24, Span>(
        repeating: Span(chip: InlineArray(repeating: 0), from: .zero, to: .zero))

    /// A lineage of nothing.
    init() {}

    /// Weights that nothing has trained.
    init(origin: Digest) { try? origins.insert(origin) }

    /// Weights whose training nobody can show, which count for a penalty.
    init(untraced origin: Digest, penalty: Operations) throws(Fault) {
        self.init(origin: origin)
        try add(InlineArray(firstOf: origin.bytes.span), from: .zero, to: penalty)
    }

    /// All operations of training, at most 2^128 − 1.
    var total: Operations {
        var sum = Operations.zero
        var index = 0
        while index < spanCount {
            sum = sum.addingCapped(spans[index].count)
            index += 1
        }
        return sum
    }

    /// Adds a chip's span to the union.
    ///
    /// - Throws: `Fault.lineageFull` where there is no room, each span being of another chip.
    mutating func add(_ chip: InlineArray<16, UInt8>, from: Operations, to: Operations) throws(Fault) {
        guard from < to else { return }
        var span = Span(chip: chip, from: from, to: to)
        var index = 0
        while index < spanCount {
            let other = spans[index]
            guard other.chip.span.agrees(with: chip.span), other.from <= span.to, span.from <= other.to else {
                index += 1
                continue
            }
            span.cover(other)
            remove(index)
            // It may touch another one now.
            index = 0
        }
        while spanCount == Lineage.spanCapacity {
            guard let other = neighbour(of: span) else {
                try makeRoom()
                continue
            }
            span.cover(spans[other])
            remove(other)
        }
        spans[spanCount] = span
        spanCount += 1
    }

    private mutating func remove(_ index: Int) {
        spanCount -= 1
        spans[index] = spans[spanCount]
    }

    /// The first other span of the same chip.
    private func neighbour(of span: Span, after start: Int = -1) -> Int? {
        var index = start + 1
        while index < spanCount {
            if spans[index].chip.span.agrees(with: span.chip.span) { return index }
            index += 1
        }
        return nil
    }

    /// Makes one span of two of one chip, and of what it covers then.
    private mutating func makeRoom() throws(Fault) {
        var index = 0
        while index < spanCount {
            if neighbour(of: spans[index], after: index) != nil {
                var span = spans[index]
                remove(index)
                while let other = neighbour(of: span) {
                    span.cover(spans[other])
                    remove(other)
                }
                spans[spanCount] = span
                spanCount += 1
                return
            }
            index += 1
        }
        throw .lineageFull
    }

    /// Adds what another lineage tells, save for its parents.
    ///
    /// - Throws: `Fault.lineageFull` where there is no room.
    mutating func merge(_ other: borrowing Lineage) throws(Fault) {
        try origins.insert(other.origins)
        try manifests.insert(other.manifests)
        classes |= other.classes
        if other.outside > outside { outside = other.outside }
        var index = 0
        while index < other.spanCount {
            let span = other.spans[index]
            try add(span.chip, from: span.from, to: span.to)
            index += 1
        }
    }

    /// Reads fields 6 to 11 of a ticket.
    @_lifetime(reader: copy reader)
    init(_ reader: inout CBORReader) throws(WireError) {
        try reader.key(6)
        try origins.read(&reader, atLeast: 1)
        try reader.key(7)
        try parents.read(&reader, atLeast: 0)
        try reader.key(8)
        let start = reader.offset
        let wanted = try reader.array()
        guard wanted <= Lineage.spanCapacity else { throw WireError(.outOfRange, at: start) }
        var read = 0
        while read < wanted {
            let place = reader.offset
            try reader.array(3)
            let chip = InlineArray<16, UInt8>(firstOf: reader.source.extracting(try reader.bytes(16)))
            let from = try reader.operations()
            let to = try reader.operations()
            guard from < to else { throw WireError(.outOfRange, at: place) }
            do throws(Fault) { try add(chip, from: from, to: to) } catch { throw WireError(.outOfRange, at: place) }
            read += 1
        }
        try reader.key(9)
        try manifests.read(&reader, atLeast: 0)
        try reader.key(10)
        classes = try reader.unsigned32()
        try reader.key(11)
        outside = try reader.operations()
    }

    /// Writes fields 6 to 11 of a ticket.
    func write<Sink: ByteSink & ~Copyable>(to sink: inout Sink) {
        sink.unsigned(6)
        origins.write(to: &sink)
        sink.unsigned(7)
        parents.write(to: &sink)
        sink.unsigned(8)
        sink.array(spanCount)
        var index = 0
        while index < spanCount {
            sink.array(3)
            sink.bytes(spans[index].chip.span)
            sink.operations(spans[index].from)
            sink.operations(spans[index].to)
            index += 1
        }
        sink.unsigned(9)
        manifests.write(to: &sink)
        sink.unsigned(10)
        sink.unsigned(UInt64(classes))
        sink.unsigned(11)
        sink.operations(outside)
    }
}

/// What one evaluation knows of where the loaded weights come from.
struct Provenance {
    /// What training made them, until they were loaded or exported last.
    var lineage: Lineage
    /// The meter then.
    let reading: MeterReading
}

extension InlineArray<16, UInt8> {
    /// A copy of the first 16 bytes; traps where there are fewer.
    init(firstOf bytes: Span<UInt8>) {
        self.init(repeating: 0)
        var index = 0
        while index < 16 {
            self[index] = bytes[index]
            index += 1
        }
    }
}
