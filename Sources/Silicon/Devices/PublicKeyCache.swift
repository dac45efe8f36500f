import Cryptography
import Synchronization

/// Public keys already parsed, shared by the chips of a fleet: the same few keys verify on every one of them.
///
/// Only a matter of speed: a key that is not here is parsed, and what a verification answers does not depend on it.
package final class PublicKeyCache: Sendable {
    private let keys = Mutex<[[UInt8]: P384.PublicKey]>([:])
    private let latticeKeys = Mutex<[[UInt8]: MLDSA87.PublicKey]>([:])
    private static let limit = 64

    /// An empty cache.
    package init() {}

    /// The key of 96 raw bytes, or nil where they are no point of the curve.
    package func key(_ raw: [UInt8]) -> P384.PublicKey? {
        keys.withLock { keys in
            if let known = keys[raw] { return known }
            guard let key = try? P384.PublicKey(raw: raw) else { return nil }
            if keys.count < PublicKeyCache.limit {
                let ready = key.precomputed()
                keys[raw] = ready
                return ready
            }
            return key
        }
    }

    /// The ML-DSA-87 key of an encoding, or nil where it has another length.
    package func latticeKey(_ raw: [UInt8]) -> MLDSA87.PublicKey? {
        latticeKeys.withLock { keys in
            if let known = keys[raw] { return known }
            guard let key = MLDSA87.PublicKey(raw: raw) else { return nil }
            if keys.count < PublicKeyCache.limit { keys[raw] = key }
            return key
        }
    }
}
