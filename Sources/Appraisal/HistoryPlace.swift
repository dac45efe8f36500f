import Cryptography

/// Where evidence stands in its chip's history: by log index, boot, time; then by digest and name, so that the order is
/// total.
public struct HistoryPlace: Hashable, Comparable, Sendable {
    let first: UInt64
    let bootCount: UInt64
    let tick: UInt64
    let digest: Digest384
    let name: String

    /// Order of history.
    public static func < (left: HistoryPlace, right: HistoryPlace) -> Bool {
        let keys = [(left.first, right.first), (left.bootCount, right.bootCount), (left.tick, right.tick)]
        if let (a, b) = keys.first(where: { $0.0 != $0.1 }) { return a < b }
        return (left.digest, left.name) < (right.digest, right.name)
    }
}
