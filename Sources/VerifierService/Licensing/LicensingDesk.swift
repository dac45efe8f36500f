import Attestation
import Cryptography
import Ledger
import Licensing
import Synchronization
import Transparency

/// Keeps the transparency log, and with it how licensing stands: everything that is done is an entry first, and what the
/// entries fold to is all that is known.
final class LicensingDesk: Sendable {
    /// The log as far as it was read.
    struct Snapshot: Sendable {
        /// How licensing stands.
        var state = LicensingState()
        /// The end of the log.
        var tail = LogTail()

        /// The time as licensing counts it: the clock's, but never before the log's last entry. So a clock that goes back
        /// undoes nothing that the log shows to be due or over.
        func time(_ clock: UTCSeconds) -> UTCSeconds { max(clock, tail.time ?? clock) }
    }

    /// What is to be done at once.
    struct Step {
        /// The entries.
        var drafts: [EntryDraft] = []
        /// The trusted documents with it, where they change.
        var documents: LogAddition.Documents?
    }

    let rules: LicensingRules
    let signer: NoteSigner
    private let store: any Store
    /// The log as it was read or written last. Held for reading alone, never while something is written.
    private let known = Mutex(Snapshot())
    /// Held by whoever adds to the log.
    private let turn = Mutex(())
    /// How often a step is tried while other instances write.
    private static let attempts = 32
    private static let page = 256

    /// A desk; it tells the log of the agreement, unless that does so already.
    ///
    /// - Throws: where the log can't be read or written, or is not of this key.
    init(_ licensing: ServiceRules.Licensing, store: any Store, now: UTCSeconds) throws(LedgerError) {
        rules = licensing.rules
        signer = licensing.signer
        self.store = store
        do {
            try act(at: now) { [rules] snapshot, _ in
                guard snapshot.state.agreement?.digest != rules.agreement.digest else { return (Step(), ()) }
                let earlier = snapshot.state.agreement
                return (
                    Step(drafts: [Record.agreement(rules.agreement, file: rules.file, after: earlier)]), ()
                )
            }
        } catch let error as LedgerError { throw error } catch {
            throw LedgerError(.failed, "the log can't be written: \(error)")
        }
    }

    /// The log as it is now.
    func snapshot() throws(LedgerError) -> Snapshot {
        try known.withLock { (snapshot) throws(LedgerError) in
            try catchUp(&snapshot)
            return snapshot
        }
    }

    /// Tells the log what the ledger has found, and what became due.
    func record(at now: UTCSeconds) throws(LedgerError) {
        do {
            try act(at: now) { [rules] snapshot, moment in
                (Step(drafts: snapshot.state.dues(under: rules, at: moment)), ())
            }
        } catch let error as LedgerError { throw error } catch {
            throw LedgerError(.failed, "the log can't be written: \(error)")
        }
    }

    /// Does something by the log as it is: reads, decides, writes; again where somebody else wrote in between.
    ///
    /// When it returns, the entries are on the disk. What the ledger has found is told before. `decide` gets the log and
    /// the time as licensing counts it.
    @discardableResult
    func act<Value: Sendable>(
        at now: UTCSeconds, _ decide: (Snapshot, UTCSeconds) throws -> (Step, Value)
    ) throws -> Value {
        try turn.withLock { _ in
            for _ in 0..<LicensingDesk.attempts {
                var snapshot = try self.snapshot()
                guard try tellFindings(&snapshot, at: now) else { continue }
                let (step, value) = try decide(snapshot, snapshot.time(now))
                if step.drafts.isEmpty { return value }
                if try append(step.drafts, documents: step.documents, to: &snapshot, at: now) { return value }
            }
            throw LedgerError(.overloaded, "other instances write the log all the time; try again later")
        }
    }

    /// Reads what was added to the log, and holds it to its signed head.
    private func catchUp(_ snapshot: inout Snapshot) throws(LedgerError) {
        let head = try store.logHead()
        guard head.count != UInt64(snapshot.tail.tree.count) else { return }
        var fresh = snapshot
        while UInt64(fresh.tail.tree.count) < head.count {
            let lines = try store.logLines(from: UInt64(fresh.tail.tree.count), limit: LicensingDesk.page)
            guard !lines.isEmpty else { throw LicensingDesk.broken("entries are missing") }
            for line in lines.prefix(Int(clamping: head.count) - fresh.tail.tree.count) {
                do {
                    let entry = try Entry(line)
                    try fresh.tail.append(entry)
                    fresh.state.apply(entry)
                } catch { throw LicensingDesk.broken("entry \(fresh.tail.tree.count): \(error)") }
            }
        }
        guard let note = try? SignedNote(head.checkpoint), case .valid = note.outcome(of: signer.verifier) else {
            throw LicensingDesk.broken("its head is not signed by \(signer.verifier.name); give the log's own key")
        }
        guard note.text == fresh.tail.checkpoint(origin: signer.verifier.name).text else {
            throw LicensingDesk.broken("its head is of other entries")
        }
        snapshot = fresh
    }

    private static func broken(_ reason: String) -> LedgerError {
        LedgerError(.corrupt, "the transparency log: \(reason); audit it, and restore the ledger")
    }

    /// Writes an entry for each finding of which the log has not told; false where somebody else wrote meanwhile.
    private func tellFindings(_ snapshot: inout Snapshot, at now: UTCSeconds) throws -> Bool {
        while true {
            let notable = try store.notable(limit: LicensingDesk.page)
            guard let last = notable.last else { return true }
            var drafts: [EntryDraft] = []
            for item in notable {
                do {
                    drafts += try Record.result(
                        item.outcome, under: rules.agreement, at: max(now, snapshot.tail.time ?? now))
                } catch { throw LicensingDesk.broken("what came of \(item.digest): \(error)") }
            }
            guard try append(drafts, noted: last.number, to: &snapshot, at: now) else { return false }
        }
    }

    private func append(
        _ drafts: [EntryDraft], noted: UInt64 = 0, documents: LogAddition.Documents? = nil,
        to snapshot: inout Snapshot, at now: UTCSeconds
    ) throws(LedgerError) -> Bool {
        var fresh = snapshot
        var lines: [[UInt8]] = []
        for draft in drafts {
            do {
                let (entry, line) = try fresh.tail.append(draft, at: now)
                fresh.state.apply(entry)
                lines.append(line)
            } catch { throw LedgerError(.failed, "the log can't tell of \(draft.subject): \(error)") }
        }
        let note = fresh.tail.checkpoint(origin: signer.verifier.name).signed(with: signer, at: now)
        let isWritten = try store.append(
            LogAddition(
                after: UInt64(snapshot.tail.tree.count), lines: lines, checkpoint: note.encoded(), noted: noted,
                documents: documents))
        if isWritten {
            snapshot = fresh
            known.withLock { known in
                if known.tail.tree.count < fresh.tail.tree.count { known = fresh }
            }
        }
        return isWritten
    }
}
