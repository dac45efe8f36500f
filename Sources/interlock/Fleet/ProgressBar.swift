import Synchronization

/// A bar on the terminal for work that takes long; nothing in a pipe.
final class ProgressBar: Sendable {
    private static let width = 32
    private let total: Int
    private let label: String
    private let isShown = StandardError.isTerminal
    private let shown = Mutex(-1)
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    init(total: Int, label: String) {
        self.total = max(1, total)
        self.label = label
        start = clock.now
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
            StandardError.write("\r\(label) \(bar) \(steps) %\(timeLeft(done))\u{1b}[K")
        }
    }

    /// At the rate so far, in words; nothing while that says little.
    private func timeLeft(_ done: Int) -> String {
        let seconds = (clock.now - start) / .seconds(1)
        guard seconds > 5, done > 0 else { return "" }
        let left = Int(seconds * Double(total - done) / Double(done))
        return left < 60 ? ", \(left) s left" : ", \(left / 3600) h \(left / 60 % 60) min left"
    }

    /// Takes the bar away.
    func finish() {
        if isShown { StandardError.write("\r\u{1b}[K") }
    }
}
