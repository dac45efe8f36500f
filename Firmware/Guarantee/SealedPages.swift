import ChipABI
import Wire

/// A record in flash that survives power cycles and can't be replayed: two pages in turn, each with a version, an
/// HMAC under a key that only this chip's ROM layer can derive, and a monotonic counter that names the version.
///
/// Page: version (8 bytes, big-endian) · length (4 bytes) · record, padded to words · HMAC (48 bytes).
enum SealedPages {
    private static let headerLength: UInt32 = 12

    /// Reads the newest record that is not older than `counter`.
    ///
    /// A record above the counter was written just before power went: it is taken, and the counter raised.
    ///
    /// - Returns: false where the counter is zero and no record is there: nothing was ever written.
    /// - Throws: `Fault.stateLost` where the counter names a record that is not there.
    static func read<let capacity: Int, H: Hardware & ~Copyable>(
        _ offset: UInt32, counter: CounterID, into buffer: inout ByteBuffer<capacity>, _ hardware: inout H
    ) throws(Fault) -> Bool {
        let floor = hardware.counter(counter)
        let second = offset + MemoryMap.pageSize
        let pages: (UInt32, UInt32) =
            version(offset, &hardware) >= version(second, &hardware) ? (offset, second) : (second, offset)
        for choice in 0..<2 {
            let page = choice == 0 ? pages.0 : pages.1
            let version = version(page, &hardware)
            guard version > 0, version >= floor,
                let first = load(page, version, into: &buffer, counter: counter, .first, &hardware),
                let second = load(page, version, into: &buffer, counter: counter, .second, &hardware)
            else { continue }
            guard version == floor || hardware.raise(counter, to: version, permit: Permit.word(first, second)) else {
                throw .stateLost
            }
            return true
        }
        guard floor == 0 else { throw .stateLost }
        return false
    }

    /// Writes a record as `version`, to the page that does not hold the present one, then raises the counter to it.
    static func write<H: Hardware & ~Copyable>(
        _ record: Span<UInt8>, version: UInt64, to offset: UInt32, counter: CounterID, permit: UInt32,
        _ hardware: inout H
    ) throws(Fault) {
        let holdsPresent = self.version(offset, &hardware) == hardware.counter(counter)
        let page = holdsPresent ? offset + MemoryMap.pageSize : offset
        hardware.erase(pageAt: page)
        var words = WordProgrammer(offset: page)
        words.put(UInt32(truncatingIfNeeded: version >> 32).byteSwapped, &hardware)
        words.put(UInt32(truncatingIfNeeded: version).byteSwapped, &hardware)
        words.put(UInt32(truncatingIfNeeded: record.count), &hardware)
        words.put(record, &hardware)
        guard let mac = mac(record, version, counter, &hardware) else { throw .stateWriteFailed }
        words.put(mac.bytes.span, &hardware)
        guard hardware.raise(counter, to: version, permit: permit) else { throw .stateWriteFailed }
    }

    /// The version in a page's header, not yet authenticated. That of an erased page is the highest, which is a version
    /// like any other; its length refuses it.
    private static func version<H: Hardware & ~Copyable>(_ offset: UInt32, _ hardware: inout H) -> UInt64 {
        let page = MemoryMap.flash + offset
        return UInt64(hardware.word(at: page).byteSwapped) << 32 | UInt64(hardware.word(at: page + 4).byteSwapped)
    }

    /// Reads one page and authenticates it as `version`: half of the permit to raise the counter to that, or nil.
    @inline(never)
    private static func load<let capacity: Int, H: Hardware & ~Copyable>(
        _ offset: UInt32, _ version: UInt64, into buffer: inout ByteBuffer<capacity>, counter: CounterID,
        _ evaluation: Evaluation, _ hardware: inout H
    ) -> UInt32? {
        let page = MemoryMap.flash + offset
        let length = hardware.word(at: page + 8)
        guard length <= UInt32(capacity), length <= MemoryMap.pageSize - headerLength - 48 else { return nil }
        buffer.clear()
        hardware.copy(length, from: page + headerLength, to: &buffer)
        var written = ByteBuffer<48>()
        hardware.copy(48, from: page + headerLength + ((length + 3) & ~3), to: &written)
        guard let mac = mac(buffer.bytes, version, counter, &hardware), Digest(written.bytes) == mac else { return nil }
        return Permit.half(hardware.counterChallenge(evaluation), Permit.subject(version))
    }

    private static func mac<H: Hardware & ~Copyable>(
        _ record: Span<UInt8>, _ version: UInt64, _ counter: CounterID, _ hardware: inout H
    ) -> Digest? {
        guard hardware.beginMAC(.state) else { return nil }
        hardware.bigEndian(UInt64(counter.rawValue), bytes: 4)
        hardware.bigEndian(version, bytes: 8)
        hardware.bigEndian(UInt64(record.count), bytes: 4)
        hardware.write(record)
        return hardware.finishHash()
    }
}

/// Programs consecutive flash words.
private struct WordProgrammer {
    var offset: UInt32

    mutating func put<H: Hardware & ~Copyable>(_ word: UInt32, _ hardware: inout H) {
        hardware.program(word, at: offset)
        offset += 4
    }

    mutating func put<H: Hardware & ~Copyable>(_ bytes: Span<UInt8>, _ hardware: inout H) {
        var index = 0
        while index < bytes.count {
            var word: UInt32 = 0
            var byte = 0
            while byte < 4, index + byte < bytes.count {
                word |= UInt32(bytes[index + byte]) << UInt32(byte * 8)
                byte += 1
            }
            put(word, &hardware)
            index += 4
        }
    }
}
