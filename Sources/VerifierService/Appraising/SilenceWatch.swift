import Attestation
import Cryptography
import Ledger
import Synchronization

/// Looks for chips that have fallen silent, a part of them each time: nobody has to report for that to be found.
///
/// Chips are walked through in the order of their identifiers, those of the ledger beside those of the register, and then from
/// the beginning again.
final class SilenceWatch: Sendable {
    /// A chip that is silent.
    struct Silent: Hashable, Sendable {
        let chip: ChipID
        /// Its name in the register; nil for a chip that is none of it.
        let name: String?
        /// When its latest evidence came; nil where there never was any.
        let received: UTCSeconds?
        /// How many pieces of evidence it has.
        let entries: UInt64
    }

    /// What came of looking at all chips once.
    struct Report: Sendable {
        /// When the last of them was looked at.
        let made: UTCSeconds
        /// How many are silent.
        let count: Int
        /// The first of them, in the order of identifiers.
        let chips: [Silent]
        /// When the latest evidence came of the chip that has been silent longest; nil where none ever reported.
        let oldest: UTCSeconds?
    }

    /// What silence is.
    struct Limit: Sendable {
        /// The most seconds since the latest evidence came.
        let seconds: Int64
        /// From when on a chip that never reported is silent.
        let start: UTCSeconds
        /// The register's chips with their names.
        let register: [(chip: ChipID, name: String)]
    }

    /// How far the chips have been walked through, and what was found on the way.
    private struct Walk {
        var last: ChipID?
        var count = 0
        var chips: [Silent] = []
        var oldest: UTCSeconds?
    }

    /// The most chips that are looked at at once.
    static let most = 100_000
    /// The most that a report names.
    static let named = 100
    private static let page = 1000
    private let store: any Store
    /// Where chips are looked at: nobody who writes or answers waits for that.
    let reading = BlockingWork(label: "silence")
    /// Held by whoever walks.
    private let walk = Mutex(Walk())
    private let made = Mutex<Report?>(nil)

    init(store: any Store) { self.store = store }

    /// What came of looking at all chips last; nil where that has not been done yet.
    var report: Report? { made.withLock { $0 } }

    /// Looks at the next chips.
    ///
    /// - Returns: those that are silent.
    func look(_ limit: Limit, at now: UTCSeconds) throws(LedgerError) -> [Silent] {
        let register = limit.register.sorted { $0.chip < $1.chip }
        let names = Dictionary(register.map { ($0.chip, $0.name) }, uniquingKeysWith: { first, _ in first })
        let latest = UTCSeconds(now.value - limit.seconds)
        return try walk.withLock { (walk) throws(LedgerError) in
            var found: [Silent] = []
            for _ in 0..<(SilenceWatch.most / SilenceWatch.page) {
                let page = try store.chips(after: walk.last, limit: SilenceWatch.page)
                let isEnd = page.count < SilenceWatch.page
                var silent = page.filter { $0.received < latest }.map { known in
                    Silent(
                        chip: known.chip, name: names[known.chip], received: known.received,
                        entries: known.head.count)
                }
                if limit.start < latest {
                    let present = Set(page.map(\.chip))
                    let start = walk.last
                    let end = isEnd ? nil : page.last?.chip
                    silent += register.lazy.filter { chip, _ in
                        start.map { chip > $0 } ?? true && end.map { chip <= $0 } ?? true && !present.contains(chip)
                    }.map { Silent(chip: $0.chip, name: $0.name, received: nil, entries: 0) }
                }
                silent.sort { $0.chip < $1.chip }
                found += silent
                walk.count += silent.count
                walk.chips += silent.prefix(SilenceWatch.named - min(SilenceWatch.named, walk.chips.count))
                walk.oldest = ([walk.oldest].compactMap { $0 } + page.map(\.received)).min()
                walk.last = page.last?.chip
                guard isEnd else { continue }
                let report = Report(made: now, count: walk.count, chips: walk.chips, oldest: walk.oldest)
                made.withLock { $0 = report }
                walk = Walk()
                break
            }
            return found
        }
    }
}
