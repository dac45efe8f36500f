import Dispatch
import Synchronization

/// Gathers submissions that come while the disk is busy, and writes them together: one wait for the disk serves many.
public final class GroupCommit: Sendable {
    private typealias Reply = CheckedContinuation<Result<CommitOutcome, LedgerError>, Never>

    private struct Waiting {
        let submission: Submission
        let reply: Reply
    }

    private struct State {
        var waiting: [Waiting] = []
        var isWriting = false
    }

    /// The most submissions of one transaction.
    public static let maximumGroup = 512
    /// The most submissions that may wait; more are refused at once.
    public static let maximumWaiting = 8192

    private let store: any Store
    private let queue = DispatchQueue(label: "ledger commits")
    private let state = Mutex(State())

    /// A writer to a store.
    public init(_ store: any Store) {
        self.store = store
    }

    /// Writes a submission. When it returns `written` or `known`, that is on the disk.
    public func commit(_ submission: Submission) async throws(LedgerError) -> CommitOutcome {
        let result = await withCheckedContinuation { (reply: Reply) in
            enqueue(Waiting(submission: submission, reply: reply))
        }
        return try result.get()
    }

    private func enqueue(_ waiting: Waiting) {
        enum Next { case write, wait, refuse }
        let next = state.withLock { state -> Next in
            guard state.waiting.count < GroupCommit.maximumWaiting else { return .refuse }
            state.waiting.append(waiting)
            defer { state.isWriting = true }
            return state.isWriting ? .wait : .write
        }
        switch next {
        case .wait: break
        case .write: queue.async { self.write() }
        case .refuse:
            waiting.reply.resume(
                returning: .failure(LedgerError(.overloaded, "too much waits to be written; try again later")))
        }
    }

    private func write() {
        while true {
            let group = state.withLock { state -> [Waiting] in
                let group = Array(state.waiting.prefix(GroupCommit.maximumGroup))
                state.waiting.removeFirst(group.count)
                if group.isEmpty { state.isWriting = false }
                return group
            }
            guard !group.isEmpty else { return }
            let result = Result { () throws(LedgerError) in try store.commit(group.map(\.submission)) }
            switch result {
            case .success(let outcomes):
                for (waiting, outcome) in zip(group, outcomes) { waiting.reply.resume(returning: .success(outcome)) }
            case .failure(let error):
                for waiting in group { waiting.reply.resume(returning: .failure(error)) }
            }
        }
    }
}
