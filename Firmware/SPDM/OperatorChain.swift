import ChipABI
import Wire

/// The chain of slot 1, which the operator provisions: kept in flash, read and verified again at every boot.
///
/// Two areas take turns: generation (a word), length (a word), chain, padded to words, SHA-384 of all that. The newest
/// whole one counts; the other's generation is cleared once that is written. So a power cut leaves the old chain or the
/// new one, and an erased chain does not come back. The digest tells torn writes; that the chain belongs to this chip,
/// it proves itself.
struct OperatorChain: ~Copyable {
    /// What frames a chain in flash: two words in front of it.
    static let headerLength: UInt32 = 8

    private var buffer = ByteBuffer<9216>()
    /// SHA-384 of all of it.
    private(set) var digest = Digest.zero
    /// Whether flash was read since the boot.
    private(set) var isRead = false
    private var area: UInt32 = 1
    private var generation: UInt32 = 0

    /// The chain's bytes; none where slot 1 is empty.
    @inline(__always)
    var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }

    /// Whether there is one.
    var isLoaded: Bool { buffer.count != 0 }

    /// Reads it from flash. One that does not hold for the alias key, as after an update, is as if it were not there.
    mutating func load<H: SessionHardware & ~Copyable>(alias: Span<UInt8>, _ hardware: inout H) {
        isRead = true
        buffer.clear()
        area = 1
        generation = 0
        var stored = ByteBuffer<8192>()
        let first = OperatorChain.generation(0, &hardware)
        let order: UInt32 = first >= OperatorChain.generation(1, &hardware) ? 0 : 1
        guard
            read(order, into: &stored, &hardware) || read(1 - order, into: &stored, &hardware),
            let ending = ChainEnding(of: stored.bytes, alias: alias, &hardware)
        else { return }
        let length = stored.count
        switch ending {
        case .alias: buffer.two(length)
        case .local: buffer.two(length + alias.count)
        }
        buffer.write(stored.bytes.extracting(2..<length))
        if case .local = ending { buffer.write(alias) }
        digest = hardware.digest(buffer.bytes)
    }

    /// Keeps a chain that holds, or none, and reads it back.
    mutating func store<H: SessionHardware & ~Copyable>(
        _ chain: Span<UInt8>, alias: Span<UInt8>, _ hardware: inout H
    ) throws(Refusal) {
        guard chain.count == 0 || ChainEnding(of: chain, alias: alias, &hardware) != nil, generation < .max - 1 else {
            throw Refusal(.operationFailed)
        }
        let (old, new) = (area, 1 - area)
        let hadOld = generation != 0
        let next = generation + 1
        var offset = OperatorChain.offset(new)
        hardware.erase(pageAt: offset)
        hardware.erase(pageAt: offset + MemoryMap.pageSize)
        var words = ByteBuffer<8192>()
        words.littleEndian(UInt64(next), bytes: 4)
        words.littleEndian(UInt64(truncatingIfNeeded: chain.count), bytes: 4)
        words.write(chain)
        while words.count & 3 != 0 { words.write(0) }
        words.write(hardware.digest(words.bytes))
        guard !words.overflowed else { throw Refusal(.operationFailed) }
        var index = 0
        while index < words.count {
            hardware.program(LittleEndian.four(words.bytes, index), at: offset)
            offset += 4
            index += 4
        }
        load(alias: alias, &hardware)
        guard area == new, generation == next, isLoaded == (chain.count != 0) else {
            throw Refusal(.operationFailed)
        }
        if hadOld { hardware.program(0, at: OperatorChain.offset(old)) }
    }

    /// Reads an area; false where it holds no whole record.
    private mutating func read<H: SessionHardware & ~Copyable>(
        _ area: UInt32, into stored: inout ByteBuffer<8192>, _ hardware: inout H
    ) -> Bool {
        let place = MemoryMap.flash + OperatorChain.offset(area)
        let generation = OperatorChain.generation(area, &hardware)
        let length = hardware.word(at: place + 4)
        guard generation != 0, length <= UInt32(Limit.chainLength) else { return false }
        let padded = OperatorChain.headerLength + ((length + 3) & ~3)
        stored.clear()
        hardware.copy(padded, from: place, to: &stored)
        let expected = hardware.digest(stored.bytes)
        var written = ByteBuffer<48>()
        hardware.copy(48, from: place + padded, to: &written)
        guard Digest(written.bytes) == expected else { return false }
        stored.clear()
        hardware.copy(length, from: place + OperatorChain.headerLength, to: &stored)
        self.area = area
        self.generation = generation
        return true
    }

    private static func offset(_ area: UInt32) -> UInt32 {
        MemoryMap.operatorCertificatesOffset + area * MemoryMap.operatorCertificatesSize
    }

    /// The generation in an area's header; 0, which is none, where it is erased.
    private static func generation<H: SessionHardware & ~Copyable>(_ area: UInt32, _ hardware: inout H) -> UInt32 {
        let word = hardware.word(at: MemoryMap.flash + offset(area))
        return word == .max ? 0 : word
    }
}
