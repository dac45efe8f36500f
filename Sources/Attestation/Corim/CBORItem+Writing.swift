import Wire

extension CBORItem {
    /// The encoding, with definite lengths and the shortest heads.
    public func encoded() -> [UInt8] { DocumentWriter.encode { write(to: &$0) } }

    private func write(to sink: inout DocumentWriter) {
        switch content {
        case .unsigned(let value): sink.unsigned(value)
        case .negative(let value): sink.head(MajorType.negative, value)
        case .bytes(let value): sink.bytes(value)
        case .text(let value): sink.text(utf8: Array(value.utf8).span)
        case .array(let items):
            sink.array(items.count)
            for item in items { item.write(to: &sink) }
        case .map(let pairs):
            sink.map(pairs.count)
            for pair in pairs {
                pair.key.write(to: &sink)
                pair.value.write(to: &sink)
            }
        case .tag(let number, let item):
            sink.tag(number)
            item.write(to: &sink)
        case .simple(let value): sink.write(MajorType.simple | value)
        case .float(let bytes):
            sink.write(MajorType.simple | (bytes.count == 2 ? 25 : bytes.count == 4 ? 26 : 27))
            for byte in bytes { sink.write(byte) }
        }
    }
}
