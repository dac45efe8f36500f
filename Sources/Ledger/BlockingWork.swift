import Dispatch

/// Runs what waits for the disk on a thread beside those that answer requests: there are as few of these as cores, and
/// whoever waits for nothing is answered meanwhile.
public final class BlockingWork: Sendable {
    private let queue: DispatchQueue

    /// A thread for work, one piece after the other.
    ///
    /// - Parameter label: what it is called in a debugger.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs a piece of work, and returns or throws what it does.
    public func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
