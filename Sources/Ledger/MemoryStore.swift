import Attestation
import Cryptography
import Synchronization

/// A store that is gone with the process: for trying, and as what other stores are compared with.
public final class MemoryStore: Store {
    private struct State {
        var answers: [[UInt8]: (answer: Submission.Answer, received: UTCSeconds)] = [:]
        var chips: [ChipID: LedgerChip] = [:]
        var entries: [ChipID: [LedgerEntry]] = [:]
        var receipts: [Digest384: Receipt] = [:]
        var usage = Usage.none
        var documents: [TrustFiles.File] = []
        var revision: UInt64 = 0
        var secret: [UInt8]?
        var log: [[UInt8]] = []
        var checkpoint: [UInt8] = []
        var notable: [(number: UInt64, digest: Digest384)] = []
        var lastNotable: UInt64 = 0
        var tickets: [KeptTicket] = []
        var ticketPlaces: [Digest384: Int] = [:]
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// Writes submissions in their order, all or none.
    public func commit(_ submissions: [Submission]) throws(LedgerError) -> [CommitOutcome] {
        state.withLock { state in submissions.map { MemoryStore.commit($0, &state) } }
    }

    private static func commit(_ submission: Submission, _ state: inout State) -> CommitOutcome {
        if let answer = submission.answer, state.answers[answer.nonce] != nil { return .nonceUsed }
        var outcome = CommitOutcome.written(nil)
        if let entry = submission.entry {
            let known = state.chips[entry.chip]
            if let receipt = state.receipts[entry.digest] {
                outcome = .known(receipt)
            } else if known?.head ?? .empty != entry.after || later(than: entry, state).concern(entry) {
                return .overtaken
            } else {
                let receipt = Receipt(
                    after: entry.after, chip: entry.chip, digest: entry.digest, received: submission.received)
                state.receipts[entry.digest] = receipt
                state.entries[entry.chip, default: []].append(
                    LedgerEntry(receipt: receipt, evidence: entry.evidence, outcome: entry.outcome))
                if entry.isNotable {
                    state.lastNotable += 1
                    state.notable.append((state.lastNotable, entry.digest))
                }
                state.usage = state.usage.replacing(known?.usage ?? .none, with: entry.usage)
                state.chips[entry.chip] = LedgerChip(
                    chip: entry.chip, head: ChainHead(count: receipt.sequence + 1, value: receipt.head),
                    usage: entry.usage, received: submission.received)
                outcome = .written(receipt)
            }
        }
        if let answer = submission.answer { state.answers[answer.nonce] = (answer, submission.received) }
        return outcome
    }

    private static func later(than entry: Submission.Entry, _ state: State) -> LaterTickets {
        LaterTickets(
            Array(state.tickets.dropFirst(Int(clamping: entry.tickets)).prefix(LaterTickets.limit)),
            count: UInt64(state.tickets.count))
    }

    /// The answer that used a nonce.
    public func answer(to nonce: [UInt8]) throws(LedgerError) -> Submission.Answer? {
        state.withLock { $0.answers[nonce]?.answer }
    }

    /// Drops the result of an answer.
    public func forgetAnswer(to nonce: [UInt8]) throws(LedgerError) {
        state.withLock { MemoryStore.forget(nonce, &$0) }
    }

    /// Drops the results of answers from before a moment.
    public func forgetAnswers(before moment: UTCSeconds) throws(LedgerError) {
        state.withLock { state in
            for (nonce, kept) in state.answers where kept.received < moment { MemoryStore.forget(nonce, &state) }
        }
    }

    private static func forget(_ nonce: [UInt8], _ state: inout State) {
        guard let known = state.answers[nonce]?.answer else { return }
        state.answers[nonce]?.answer = Submission.Answer(
            nonce: nonce, session: known.session, type: known.type, digest: known.digest, result: "", outcome: [])
    }

    /// What all chips come to.
    public func summary() throws(LedgerError) -> FleetSummary {
        state.withLock { MemoryStore.summary($0) }
    }

    private static func summary(_ state: State) -> FleetSummary {
        FleetSummary(
            chips: UInt64(state.chips.count), entries: UInt64(state.receipts.count), usage: state.usage,
            tickets: UInt64(state.tickets.count))
    }

    /// A chip, where it has evidence.
    public func chip(_ chip: ChipID) throws(LedgerError) -> LedgerChip? {
        state.withLock { $0.chips[chip] }
    }

    /// What an appraisal goes by.
    public func moment(of chip: ChipID, answering nonce: [UInt8]?) throws(LedgerError) -> LedgerMoment {
        state.withLock { state in
            LedgerMoment(
                revision: state.revision, summary: MemoryStore.summary(state), chip: state.chips[chip],
                isNonceUsed: nonce.map { state.answers[$0] != nil } ?? false)
        }
    }

    /// The chips after one.
    public func chips(after: ChipID?, limit: Int) throws(LedgerError) -> [LedgerChip] {
        state.withLock { state in
            let chips = state.chips.values.filter { chip in after.map { chip.chip > $0 } ?? true }
            return Array(chips.sorted { $0.chip < $1.chip }.prefix(limit))
        }
    }

    /// The entries of a chip.
    public func entries(of chip: ChipID, from: UInt64, limit: Int) throws(LedgerError) -> [LedgerEntry] {
        state.withLock { Array(($0.entries[chip] ?? []).dropFirst(Int(clamping: from)).prefix(limit)) }
    }

    /// The entry whose evidence has a digest.
    public func entry(_ digest: Digest384) throws(LedgerError) -> LedgerEntry? {
        state.withLock { MemoryStore.entry(digest, $0) }
    }

    private static func entry(_ digest: Digest384, _ state: State) -> LedgerEntry? {
        guard let receipt = state.receipts[digest] else { return nil }
        return state.entries[receipt.chip]?[Int(receipt.sequence)]
    }

    /// How far the log has come.
    public func logHead() throws(LedgerError) -> LogHead {
        state.withLock { LogHead(count: UInt64($0.log.count), checkpoint: $0.checkpoint) }
    }

    /// Entries of the log.
    public func logLines(from: UInt64, limit: Int) throws(LedgerError) -> [[UInt8]] {
        state.withLock { Array($0.log.dropFirst(Int(clamping: from)).prefix(limit)) }
    }

    /// Evidence and tickets of which the log has not told yet.
    public func notable(limit: Int) throws(LedgerError) -> [Notable] {
        state.withLock { state in
            state.notable.prefix(limit).compactMap { number, digest in
                let outcome =
                    MemoryStore.entry(digest, state)?.outcome
                    ?? state.ticketPlaces[digest].map { state.tickets[$0].outcome }
                return outcome.map { Notable(number: number, digest: digest, outcome: $0) }
            }
        }
    }

    /// Adds entries, where the log and the documents still are what they were made from.
    public func append(_ addition: LogAddition) throws(LedgerError) -> Bool {
        state.withLock { state in
            guard UInt64(state.log.count) == addition.after,
                addition.documents.map({ $0.revision == state.revision }) ?? true
            else { return false }
            if let documents = addition.documents {
                state.documents = documents.files.sorted { $0.path < $1.path }
                state.revision += 1
            }
            state.log += addition.lines
            state.checkpoint = addition.checkpoint
            state.notable.removeAll { $0.number <= addition.noted }
            return true
        }
    }

    /// Keeps a ticket, where its number is the next one and its chip's chain still ends at `head`.
    public func keep(
        _ ticket: KeptTicket, of chip: ChipID, after head: ChainHead, isNotable: Bool
    ) throws(LedgerError) -> TicketOutcome {
        state.withLock { state in
            guard state.ticketPlaces[ticket.digest] == nil else { return .known }
            guard ticket.number == UInt64(state.tickets.count), state.chips[chip]?.head ?? .empty == head else {
                return .overtaken
            }
            state.ticketPlaces[ticket.digest] = state.tickets.count
            state.tickets.append(ticket)
            if isNotable {
                state.lastNotable += 1
                state.notable.append((state.lastNotable, ticket.digest))
            }
            return .written
        }
    }

    /// The tickets from a number on.
    public func tickets(from: UInt64, limit: Int) throws(LedgerError) -> [KeptTicket] {
        state.withLock { Array($0.tickets.dropFirst(Int(clamping: from)).prefix(limit)) }
    }

    /// The ticket with a digest.
    public func ticket(_ digest: Digest384) throws(LedgerError) -> KeptTicket? {
        state.withLock { state in state.ticketPlaces[digest].map { state.tickets[$0] } }
    }

    /// The documents, and their revision.
    public func documents() throws(LedgerError) -> (revision: UInt64, documents: [TrustFiles.File]) {
        state.withLock { ($0.revision, $0.documents) }
    }

    /// The revision of the documents.
    public func revision() throws(LedgerError) -> UInt64 { state.withLock { $0.revision } }

    /// Puts documents in the place of all others.
    public func replaceDocuments(
        _ documents: [TrustFiles.File], at revision: UInt64
    ) throws(LedgerError) -> Bool {
        state.withLock { state in
            guard state.revision == revision else { return false }
            state.documents = documents.sorted { $0.path < $1.path }
            state.revision += 1
            return true
        }
    }

    /// The secret of the store.
    public func secret(_ fresh: [UInt8]) throws(LedgerError) -> [UInt8] {
        state.withLock { state in
            let secret = state.secret ?? fresh
            state.secret = secret
            return secret
        }
    }
}
