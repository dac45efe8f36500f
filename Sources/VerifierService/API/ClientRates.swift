import Synchronization

/// How often each client may ask: a bucket of ten seconds' worth for each, which fills at a steady rate.
///
/// What is kept of a client is the moment at which its bucket would be full (the generic cell rate algorithm, ITU-T I.371).
public final class ClientRates: Sendable {
    /// How many seconds' worth of requests may come at once.
    static let burst: Int64 = 10
    /// The most clients of a generation; those that did not ask while as many others did are forgotten, that is: their buckets
    /// are full. About 100 bytes each.
    static let capacity = 8192

    private struct State {
        var young: [Client: Int64] = [:]
        var old: [Client: Int64] = [:]
    }

    /// Nanoseconds from one request to the next.
    private let interval: Int64
    private let state = Mutex(State())

    /// So many requests a second of each client, 1 to 1,000,000.
    public init(perSecond rate: Int) { interval = 1_000_000_000 / Int64(max(1, min(rate, 1_000_000))) }

    /// Counts a request, unless it is one too many.
    ///
    /// - Parameters:
    ///   - client: who asks.
    ///   - now: nanoseconds by any clock. Where it goes back, nobody waits longer than for one request.
    /// - Returns: after how many seconds the client may ask again; nil where it may now.
    public func refusal(of client: Client, at now: Int64) -> Int64? {
        let span = ClientRates.burst * 1_000_000_000
        return state.withLock { state in
            let known = state.young[client] ?? state.old[client] ?? now
            // A bucket can't be emptier than empty: only a clock that went back makes it look so.
            let full = max(now, min(known, now.addingOrMost(span)))
            let next = full.addingOrMost(interval)
            let wait = next.subtractingOrLeast(now) - span
            if state.young[client] == nil, state.young.count >= ClientRates.capacity {
                state.old = state.young
                state.young = [:]
            }
            state.young[client] = wait > 0 ? full : next
            return wait > 0 ? (wait + 999_999_999) / 1_000_000_000 : nil
        }
    }
}

extension Int64 {
    fileprivate func addingOrMost(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    fileprivate func subtractingOrLeast(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? .min : difference
    }
}
