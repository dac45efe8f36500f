import ChipABI
import Wire

/// The usage log: entries chained by hash since manufacture; those since the last attestation are held here.
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

    /// A log that goes on after `count` entries with chain value `head`.
    init(count: UInt64, head: Digest) {
        firstIndex = count
        before = head
        self.head = head
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
        entries.bytes(entry.bytes)
        entryCount += 1
    }

    /// Starts the next segment after the present one was attested.
    mutating func startSegment() {
        firstIndex = nextIndex
        before = head
        entries.clear()
        entryCount = 0
        dropped = 0
    }
}
