import Dispatch
import Synchronization

/// Gathers lines for standard error, and writes those of a moment at once: a line by itself costs as much as a tenth of a
/// signature.
final class LogLines: Sendable {
    /// How long a line waits for others, in milliseconds.
    private static let patience = 20

    private let waiting = Mutex("")
    private let queue = DispatchQueue(label: "log")

    /// Takes a line.
    func write(_ line: String) {
        let isFirst = waiting.withLock { waiting in
            defer { waiting += line }
            return waiting.isEmpty
        }
        guard isFirst else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(LogLines.patience)) { self.flush() }
    }

    /// Writes what waits.
    func flush() {
        let lines = waiting.withLock { waiting in
            defer { waiting = "" }
            return waiting
        }
        if !lines.isEmpty { StandardError.write(lines) }
    }
}
