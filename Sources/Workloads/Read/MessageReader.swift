/// Cuts bytes that come in pieces into length-delimited protobuf messages.
struct MessageReader {
    /// The longest message: 64 MiB.
    static let longest = 64 << 20

    private var pending: [UInt8] = []
    private var start = 0

    /// Takes the next bytes and hands on every message that they complete; false where a length can't be.
    mutating func read(
        _ bytes: [UInt8], _ body: (ArraySlice<UInt8>) throws(WorkloadError) -> Void
    ) throws(WorkloadError) -> Bool {
        pending.removeFirst(start)
        start = 0
        pending += bytes
        while true {
            var place = start
            guard let length = MessageReader.varint(pending, &place) else {
                // A length of ten bytes or more is none; a shorter one may still come.
                return pending.count - start < 10
            }
            guard length <= UInt64(MessageReader.longest) else { return false }
            guard pending.count - place >= Int(length) else { return true }
            let end = place + Int(length)
            try body(pending[place..<end])
            start = end
        }
    }

    /// Whether every byte belonged to a message.
    var isComplete: Bool { start == pending.count }

    /// A base-128 number of at most 64 bits; nil where the bytes end in it, or it is longer.
    static func varint(_ bytes: [UInt8], _ place: inout Int) -> UInt64? {
        var slice = bytes[place...]
        guard let value = ProtobufFields.varint(&slice) else { return nil }
        place = slice.startIndex
        return value
    }
}
