import Attestation
import Cryptography

/// What a group of submissions comes to, decided in memory by what a store holds of all that they touch.
struct CommitPlan {
    /// What all chips come to, with what is decided so far.
    private(set) var summary: FleetSummary
    /// The entries to be written, in their order.
    private(set) var entries: [(entry: Submission.Entry, receipt: Receipt)] = []
    /// The answers to be written, in their order.
    private(set) var answers: [(answer: Submission.Answer, received: UTCSeconds)] = []
    private let later: LaterTickets
    private var nonces: Set<[UInt8]>
    private var receipts: [Digest384: Receipt]
    private var chips: [ChipID: LedgerChip]

    /// A plan for submissions.
    ///
    /// - Parameters:
    ///   - summary: what all chips come to.
    ///   - later: the tickets that have come since the appraisals.
    ///   - nonces: those of the submissions' nonces that are used.
    ///   - receipts: of that of the submissions' evidence that is there.
    ///   - chips: those of the submissions' chips that have evidence.
    init(
        summary: FleetSummary, later: LaterTickets, nonces: [[UInt8]], receipts: [Receipt], chips: [LedgerChip]
    ) {
        self.summary = summary
        self.later = later
        self.nonces = Set(nonces)
        self.receipts = Dictionary(receipts.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
        self.chips = Dictionary(chips.map { ($0.chip, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The chips whose entries are to be written, as they are then, each once, in the order of identifiers.
    var changedChips: [LedgerChip] {
        Set(entries.map(\.receipt.chip)).sorted().compactMap { chips[$0] }
    }

    /// Decides on the next submission.
    mutating func take(_ submission: Submission) -> CommitOutcome {
        if let answer = submission.answer, nonces.contains(answer.nonce) { return .nonceUsed }
        var outcome = CommitOutcome.written(nil)
        if let entry = submission.entry {
            outcome = take(entry, received: submission.received)
            if outcome == .overtaken { return outcome }
        }
        if let answer = submission.answer {
            nonces.insert(answer.nonce)
            answers.append((answer, submission.received))
        }
        return outcome
    }

    private mutating func take(_ entry: Submission.Entry, received: UTCSeconds) -> CommitOutcome {
        if let receipt = receipts[entry.digest] { return .known(receipt) }
        let known = chips[entry.chip]
        guard known?.head ?? .empty == entry.after, !later.concern(entry) else { return .overtaken }
        let receipt = Receipt(after: entry.after, chip: entry.chip, digest: entry.digest, received: received)
        receipts[entry.digest] = receipt
        entries.append((entry, receipt))
        chips[entry.chip] = LedgerChip(
            chip: entry.chip, head: ChainHead(count: receipt.sequence + 1, value: receipt.head), usage: entry.usage,
            received: received)
        summary = FleetSummary(
            chips: summary.chips + (known == nil ? 1 : 0), entries: summary.entries + 1,
            usage: summary.usage.replacing(known?.usage ?? .none, with: entry.usage), tickets: summary.tickets)
        return .written(receipt)
    }
}
