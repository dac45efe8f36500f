extension LogSegment {
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader, of bytes: Span<UInt8>) throws(DocumentError) {
        try reader.array(5, "guarantee.log")
        first = try reader.unsigned("guarantee.log.first")
        before = try reader.digest("guarantee.log.before")
        entries = []
        for position in 0..<(try reader.array("guarantee.log.entries")) {
            let range = try reader.bytes("guarantee.log.entries")
            do {
                var entryReader = DocumentReader(bytes, range)
                entries.append(try LogEntry(reading: &entryReader))
                try entryReader.finish("")
            } catch { throw error.within("guarantee.log.entries[\(position)]") }
        }
        head = try reader.digest("guarantee.log.head")
        dropped = try reader.unsigned("guarantee.log.dropped")
    }
}
