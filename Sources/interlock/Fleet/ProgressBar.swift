import Synchronization

/// A bar on the terminal for work that takes long; nothing in a pipe.
final class ProgressBar: Sendable {
    private static let width = 32
    private let total: Int
    private let label: String
    private let isShown = StandardError.isTerminal
    private let shown = Mutex(-1)

    init(total: Int, label: String) {
        self.total = max(1, total)
        self.label = label
    }

    /// Shows that so much is done, the total at most; from any thread.
    func show(_ done: Int) {
        guard isShown else { return }
        let steps = min(done, total) * 100 / total
        shown.withLock { last in
            guard steps > last else { return }
            last = steps
            let filled = steps * ProgressBar.width / 100
            let bar =
                String(repeating: "█", count: filled) + String(repeating: "·", count: ProgressBar.width - filled)
            StandardError.write("\r\(label) \(bar) \(steps) %")
        }
    }

    /// Takes the bar away.
    func finish() {
        if isShown { StandardError.write("\r\u{1b}[K") }
    }
}
