import ChipABI
import Wire

/// The usage log: entries chained by hash since manufacture; those since the last attestation are held here, and in
/// flash, so that a power cycle hides nothing.
///
/// head(i) = SHA-384(head(i−1) ‖ entry(i)). An entry that finds no room is not chained: it is counted as dropped, and
/// the interlock does not open again before an attestation has taken the entries.
struct UsageLog: ~Copyable {
    /// The entries since the last attestation, each a byte string.
    private(set) var entries = ByteBuffer<6144>()
    /// How many there are.
    private(set) var entryCount = 0
    /// The index of the first of them.
    private(set) var firstIndex: UInt64
    /// The chain value before it.
    private(set) var before: Digest
    /// The chain value now.
    private(set) var head: Digest
    /// Entries dropped since the last attestation.
    private(set) var dropped: UInt64 = 0

    /// Kept free for what must be logged whatever else happens: usage, and the attestation itself.
    private static let reserve = 512
    /// What one opening may need: its usage entry and a violation.
    private static let openingRoom = 256

    /// A log that goes on from a saved state, with the entries that flash holds.
    ///
    /// Where power went twice, the second time while entries were written anew, they are gone from flash: the chain goes
    /// on from the index after them, and a verifier who does not have them sees the gap.
    init<H: Hardware & ~Copyable>(_ state: SavedState, _ hardware: inout H) {
        firstIndex = state.logFirst
        before = state.logBefore
        head = state.logBefore
        dropped = state.logDropped
        let wanted = state.logCount &- state.logFirst
        if wanted <= 6144, !restore(Int(wanted), head: state.logHead, &hardware) {
            entries.clear()
            entryCount = 0
            firstIndex = state.logCount
            before = state.logHead
            head = state.logHead
            eraseFlash(&hardware)
        }
    }

    /// Reads `count` entries from flash and follows the chain to `wanted`; false where it does not lead there.
    private mutating func restore<H: Hardware & ~Copyable>(
        _ count: Int, head wanted: Digest, _ hardware: inout H
    ) -> Bool {
        var offset: UInt32 = 0
        while entryCount < count {
            guard offset + 2 <= 6144 else { return false }
            // Entries have 1 to 192 bytes: their length is in a byte string's head, or in the byte behind it.
            let first = byte(offset, &hardware)
            guard first > 0x40, first <= 0x58 else { return false }
            let headLength: UInt32 = first == 0x58 ? 2 : 1
            let length = first == 0x58 ? UInt32(byte(offset + 1, &hardware)) : UInt32(first & 0x1f)
            guard length > 0, length <= 192, offset + headLength + length <= 6144 else { return false }
            hardware.beginHash()
            hardware.write(head)
            entries.bytesHead(Int(length))
            var index: UInt32 = 0
            while index < length {
                let value = byte(offset + headLength + index, &hardware)
                hardware.write(value)
                entries.write(value)
                index += 1
            }
            head = hardware.finishHash()
            entryCount += 1
            offset += headLength + length
        }
        guard head == wanted else { return false }
        // An entry that was written when power went, and never counted, is cleared away.
        while offset < 6144 {
            if byte(offset, &hardware) != 0xff {
                eraseFlash(&hardware)
                program(from: 0, &hardware)
                break
            }
            offset += 1
        }
        return true
    }

    private func byte<H: Hardware & ~Copyable>(_ offset: UInt32, _ hardware: inout H) -> UInt8 {
        let word = hardware.word(at: MemoryMap.flash + MemoryMap.logOffset + (offset & ~3))
        return UInt8(truncatingIfNeeded: word >> ((offset & 3) * 8))
    }

    /// Programs the entries' bytes from `start` on. Bytes of a word that are not written are left as ones, which
    /// programming does not change.
    private func program<H: Hardware & ~Copyable>(from start: Int, _ hardware: inout H) {
        var offset = start & ~3
        while offset < entries.count {
            var word: UInt32 = .max
            var index = 0
            while index < 4 {
                if offset + index >= start, offset + index < entries.count {
                    let shift = UInt32(index * 8)
                    word = word & ~(0xff << shift) | UInt32(entries.bytes[offset + index]) << shift
                }
                index += 1
            }
            hardware.program(word, at: MemoryMap.logOffset + UInt32(offset))
            offset += 4
        }
    }

    /// Erases the entries in flash.
    func eraseFlash<H: Hardware & ~Copyable>(_ hardware: inout H) {
        var page: UInt32 = 0
        while page < MemoryMap.logPages {
            hardware.erase(pageAt: MemoryMap.logOffset + page * MemoryMap.pageSize)
            page += 1
        }
    }

    /// The index that the next entry gets.
    var nextIndex: UInt64 { firstIndex + UInt64(entryCount) }

    /// Whether an opening can be logged.
    var hasRoomToOpen: Bool { entries.room >= UsageLog.reserve + UsageLog.openingRoom }

    /// Chains an entry; `isReserved` lets it use the space kept free.
    mutating func append<H: Hardware & ~Copyable>(
        _ entry: borrowing ByteBuffer<192>, isReserved: Bool, _ hardware: inout H
    ) {
        let needed = entry.count + 2
        guard !entry.overflowed, entries.room >= needed + (isReserved ? 0 : UsageLog.reserve) else {
            dropped += 1
            return
        }
        hardware.beginHash()
        hardware.write(head)
        hardware.write(entry.bytes)
        head = hardware.finishHash()
        let start = entries.count
        entries.bytes(entry.bytes)
        entryCount += 1
        program(from: start, &hardware)
    }

    /// Starts the next segment after the present one was attested. Its entries stay in flash until the state says so.
    mutating func startSegment() {
        firstIndex = nextIndex
        before = head
        entries.clear()
        entryCount = 0
        dropped = 0
    }
}
