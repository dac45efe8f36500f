import Attestation
import Cryptography
import Dispatch
import Ledger
import Synchronization

/// A store that does something of the test's before some of its calls, and counts them.
final class HookedStore: Store {
    /// What is hooked.
    enum Call: Hashable, Sendable { case commit, keep, chips, tickets }

    private struct State {
        var hooks: [Call: @Sendable () -> Void] = [:]
        var counts: [Call: Int] = [:]
    }

    private let base: any Store
    private let state = Mutex(State())

    init(_ base: any Store) { self.base = base }

    /// Before the next such call, and once.
    func once(_ call: Call, _ hook: @escaping @Sendable () -> Void) { state.withLock { $0.hooks[call] = hook } }

    /// Before the next such call, waits for what another instance does.
    func once(_ call: Call, awaiting work: @escaping @Sendable () async -> Void) {
        once(call) {
            let end = DispatchSemaphore(value: 0)
            Task.detached {
                await work()
                end.signal()
            }
            end.wait()
        }
    }

    /// How many such calls there were.
    func count(_ call: Call) -> Int { state.withLock { $0.counts[call] ?? 0 } }

    private func note(_ call: Call) {
        let hook = state.withLock { state in
            state.counts[call, default: 0] += 1
            return state.hooks.removeValue(forKey: call)
        }
        hook?()
    }

    func commit(_ submissions: [Submission]) throws(LedgerError) -> [CommitOutcome] {
        note(.commit)
        return try base.commit(submissions)
    }

    func keep(
        _ ticket: KeptTicket, of chip: ChipID, after head: ChainHead, isNotable: Bool
    ) throws(LedgerError) -> TicketOutcome {
        note(.keep)
        return try base.keep(ticket, of: chip, after: head, isNotable: isNotable)
    }

    func chips(after: ChipID?, limit: Int) throws(LedgerError) -> [LedgerChip] {
        note(.chips)
        return try base.chips(after: after, limit: limit)
    }

    func tickets(from: UInt64, limit: Int) throws(LedgerError) -> [KeptTicket] {
        note(.tickets)
        return try base.tickets(from: from, limit: limit)
    }

    func answer(to nonce: [UInt8]) throws(LedgerError) -> Submission.Answer? { try base.answer(to: nonce) }
    func forgetAnswer(to nonce: [UInt8]) throws(LedgerError) { try base.forgetAnswer(to: nonce) }
    func forgetAnswers(before moment: UTCSeconds) throws(LedgerError) { try base.forgetAnswers(before: moment) }
    func summary() throws(LedgerError) -> FleetSummary { try base.summary() }
    func chip(_ chip: ChipID) throws(LedgerError) -> LedgerChip? { try base.chip(chip) }
    func moment(of chip: ChipID, answering nonce: [UInt8]?) throws(LedgerError) -> LedgerMoment {
        try base.moment(of: chip, answering: nonce)
    }
    func entries(of chip: ChipID, from: UInt64, limit: Int) throws(LedgerError) -> [LedgerEntry] {
        try base.entries(of: chip, from: from, limit: limit)
    }
    func entry(_ digest: Digest384) throws(LedgerError) -> LedgerEntry? { try base.entry(digest) }
    func documents() throws(LedgerError) -> (revision: UInt64, documents: [TrustFiles.File]) { try base.documents() }
    func revision() throws(LedgerError) -> UInt64 { try base.revision() }
    func replaceDocuments(_ documents: [TrustFiles.File], at revision: UInt64) throws(LedgerError) -> Bool {
        try base.replaceDocuments(documents, at: revision)
    }
    func logHead() throws(LedgerError) -> LogHead { try base.logHead() }
    func logLines(from: UInt64, limit: Int) throws(LedgerError) -> [[UInt8]] {
        try base.logLines(from: from, limit: limit)
    }
    func notable(limit: Int) throws(LedgerError) -> [Notable] { try base.notable(limit: limit) }
    func append(_ addition: LogAddition) throws(LedgerError) -> Bool { try base.append(addition) }
    func ticket(_ digest: Digest384) throws(LedgerError) -> KeptTicket? { try base.ticket(digest) }
    func secret(_ fresh: [UInt8]) throws(LedgerError) -> [UInt8] { try base.secret(fresh) }
}
