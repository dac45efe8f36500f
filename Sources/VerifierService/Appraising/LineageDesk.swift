import Appraisal
import Attestation
import Cryptography
import Ledger
import Synchronization

/// Keeps lineage tickets, and knows what they come to: always what taking the stored tickets in their order gives.
final class LineageDesk: Sendable {
    private let store: any Store
    /// Held by whoever keeps a ticket: who only reads does not wait for the disk.
    private let turn = Mutex(())
    private let known = Mutex(Known())
    private static let page = 256

    private struct Known {
        var book = LineageBook()
        var count: UInt64 = 0
    }

    init(store: any Store) { self.store = store }

    /// Whether the tickets up to a number that the store has are known, but for one page, and nobody is reading more: who
    /// asks does not wait.
    func isAtHand(_ count: UInt64) -> Bool {
        known.withLockIfAvailable { count <= $0.count + UInt64(LineageDesk.page) } ?? false
    }

    /// Reads tickets up to a number that the store has.
    func catchUp(to count: UInt64) throws(LedgerError) {
        try known.withLock { (known) throws(LedgerError) in try catchUp(&known, to: count) }
    }

    private func catchUp(_ known: inout Known, to count: UInt64) throws(LedgerError) {
        while known.count < count {
            let page = try store.tickets(from: known.count, limit: LineageDesk.page)
            guard !page.isEmpty else {
                throw LedgerError(.corrupt, "ticket \(known.count) is missing; check the ledger and restore it")
            }
            for kept in page {
                guard kept.number == known.count, let ticket = try? LineageTicket(kept.ticket) else {
                    throw LedgerError(.corrupt, "ticket \(known.count) is none; check the ledger and restore it")
                }
                known.book.take(ToldLineage(ticket, name: kept.name))
                known.count += 1
            }
        }
    }

    /// Reads the tickets that are known.
    func read<Value>(_ read: (LineageBook) -> Value) -> Value { known.withLock { read($0.book) } }

    /// Keeps a ticket; what comes of it is decided with all that came before.
    ///
    /// - Parameters:
    ///   - told: what it tells.
    ///   - head: the head of its chip's chain that it is judged by.
    ///   - judge: gives what is found, and what the ticket changes.
    ///   - make: makes what is kept, of its number and what is found.
    /// - Returns: what is kept, and whether it is new; nil where other tickets, or evidence of its chip, came meanwhile.
    /// - Throws: where the store can't be read or written.
    func keep(
        _ told: ToldLineage, after head: ChainHead,
        judge: (LineageBook) -> (findings: [Finding], effect: LineageBook.Effect),
        make: (UInt64, [Finding]) -> (ticket: KeptTicket, isNotable: Bool)
    ) throws(LedgerError) -> (kept: KeptTicket, isNew: Bool)? {
        try turn.withLock { (_) throws(LedgerError) in
            try catchUp(to: store.summary().tickets)
            if let kept = try store.ticket(told.digest) { return (kept, false) }
            let (count, found) = known.withLock { ($0.count, judge($0.book)) }
            let (ticket, isNotable) = make(count, found.findings)
            switch try store.keep(ticket, of: told.lineage.chip, after: head, isNotable: isNotable) {
            case .known, .overtaken: return nil
            case .written:
                known.withLock { known in
                    // Somebody who reads may have taken it from the store by now.
                    guard known.count == count else { return }
                    known.book.take(found.effect)
                    known.count += 1
                }
                return (ticket, true)
            }
        }
    }
}

extension KeptTicket {
    /// What findings call it: where the service has it.
    var name: String { KeptTicket.name(digest) }

    /// What findings call the ticket of which a chip signed what has this digest.
    static func name(_ digest: Digest384) -> String { "tickets/\(digest)" }
}
