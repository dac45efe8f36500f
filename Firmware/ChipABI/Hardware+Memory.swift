public import Wire

extension Hardware where Self: ~Copyable {
    /// Copies `count` bytes of RAM or of the flash window to a sink; `address` is a multiple of 4.
    public mutating func copy<Sink: ByteSink & ~Copyable>(
        _ count: UInt32, from address: UInt32, to sink: inout Sink
    ) {
        var offset: UInt32 = 0
        var word: UInt32 = 0
        while offset < count {
            if offset & 3 == 0 { word = self.word(at: address + offset) }
            sink.write(UInt8(truncatingIfNeeded: word >> ((offset & 3) * 8)))
            offset += 1
        }
    }
}
