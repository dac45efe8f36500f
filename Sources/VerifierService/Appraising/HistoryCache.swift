import Attestation
import Ledger
import Synchronization

/// The histories of chips that attested lately; a chip's that is not here is folded from the ledger again.
final class HistoryCache: Sendable {
    /// The most chips: what a history takes grows with the chip's entries, about 200 bytes each.
    static let capacity = 16_384

    private struct State {
        var young: [ChipID: ChipHistory] = [:]
        var old: [ChipID: ChipHistory] = [:]
    }

    private let state = Mutex(State())

    /// The history of a chip at this head.
    func history(of chip: ChipID, at head: ChainHead) -> ChipHistory? {
        state.withLock { state in
            guard let history = state.young[chip] ?? state.old[chip], history.head == head else { return nil }
            return history
        }
    }

    /// Keeps a history. Where half of the places are taken, those that were not asked for since then go.
    func keep(_ history: ChipHistory, of chip: ChipID) {
        state.withLock { state in
            if state.young.count >= HistoryCache.capacity / 2 {
                state.old = state.young
                state.young = [:]
            }
            state.young[chip] = history
            state.old[chip] = nil
        }
    }
}
