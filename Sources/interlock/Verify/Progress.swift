import Synchronization

/// A count on the terminal of what takes long; silent in a pipe and for little work.
struct Progress: ~Copyable {
    private static let least = 2000
    private let total: Int
    private let isShown: Bool
    private let done = Atomic<Int>(0)

    init(total: Int) {
        self.total = total
        isShown = total >= Progress.least && StandardError.isTerminal
    }

    borrowing func advance() {
        guard isShown else { return }
        let now = done.add(1, ordering: .relaxed).newValue
        if now % 500 == 0 { StandardError.write("\rexamined \(now) of \(total)") }
    }

    borrowing func finish() {
        if isShown { StandardError.write("\r\u{1b}[K") }
    }
}
