import Attestation

/// The tickets that have come since some appraisals: evidence must not be written by an appraisal that did not know what its
/// chip has signed meanwhile, for neither of the two would then be held against the other.
struct LaterTickets {
    /// The most that are read; where there are more, all of those appraisals are made again.
    static let limit = 64

    private let count: UInt64
    private let signers: [(number: UInt64, chip: ChipID?)]

    /// None of appraisals that knew all `count` tickets.
    init(count: UInt64) { self.init([], count: count) }

    /// The tickets since the oldest of the appraisals, the first `limit` of them.
    ///
    /// - Parameters:
    ///   - tickets: these.
    ///   - count: how many tickets there are, those before included.
    init(_ tickets: [KeptTicket], count: UInt64) {
        self.count = count
        signers = tickets.map { ($0.number, (try? LineageTicket($0.ticket))?.lineage.chip) }
    }

    /// Whether an appraisal is to be made again.
    func concern(_ entry: Submission.Entry) -> Bool {
        guard entry.tickets < count else { return false }
        // A ticket that can't be read may be anybody's.
        return signers.count >= LaterTickets.limit
            || signers.contains { $0.number >= entry.tickets && ($0.chip == nil || $0.chip == entry.chip) }
    }
}
