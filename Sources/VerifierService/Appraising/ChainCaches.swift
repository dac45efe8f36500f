import Appraisal
import Synchronization

/// A chain cache for each task that examines evidence at the same time.
final class ChainCaches: Sendable {
    private let idle = Mutex<[ChainCache]>([])

    /// Runs `work` with a cache that nobody else uses meanwhile.
    func use<Value>(_ work: (inout ChainCache) -> Value) -> Value {
        var cache = idle.withLock { $0.popLast() } ?? ChainCache()
        defer { idle.withLock { $0.append(cache) } }
        return work(&cache)
    }
}
