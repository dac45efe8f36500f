import Cryptography
import Synchronization

/// Public keys already parsed, shared by the chips of a fleet: the same few keys verify on every one of them.
///
/// Only a matter of speed: a key that is not here is parsed, and what a verification answers does not depend on it.
package final class PublicKeyCache: Sendable {
    private let keys = Mutex<[[UInt8]: P384.PublicKey]>([:])
    private let latticeKeys = Mutex<[[UInt8]: MLDSA87.PublicKey]>([:])
    private let keepsOutcomes: Bool
    private let outcomes = Mutex<[[UInt8]: VerifyOutcome]>([:])
    private let signatures = Mutex<[[UInt8]: P384.Signature]>([:])
    private let latticeOutcomes = Mutex<[Digest384: VerifyOutcome]>([:])
    private let latticeSignatures = Mutex<[Digest384: [UInt8]]>([:])
    private static let limit = 64
    private static let outcomeLimit = 16384
    private static let latticeSignatureLimit = 1024

    /// An empty cache.
    package init() { keepsOutcomes = false }

    /// An empty cache that also keeps what each verification answered and each signature, for many runs that ask the same.
    package init(keepingOutcomes: Void) { keepsOutcomes = true }

    /// Verifies a signature over a digest by the key of 96 raw bytes.
    func verify(_ signature: [UInt8], digest: Digest384, by raw: [UInt8]) -> VerifyOutcome {
        guard keepsOutcomes else { return freshVerify(signature, digest, raw) }
        let question = raw + signature + digest.bytes
        return kept(outcomes, question) { freshVerify(signature, digest, raw) }
    }

    /// Signs a digest. The same key and digest always give the same signature (RFC 6979), so that it may be kept.
    func sign(_ digest: Digest384, with key: P384.PrivateKey) -> P384.Signature {
        guard keepsOutcomes else { return key.sign(digest: digest) }
        let question = key.publicKey.raw + digest.bytes
        return kept(signatures, question) { key.sign(digest: digest) }
    }

    /// Verifies an ML-DSA-87 signature.
    func verify(_ signature: [UInt8], message: [UInt8], by key: MLDSA87.PublicKey) -> VerifyOutcome {
        guard keepsOutcomes else { return key.verify(signature, message: message) }
        // As long as a signature has one length, no two questions are the same bytes.
        let question = Digest384(hashing: key.raw + signature + message)
        return kept(latticeOutcomes, question) { key.verify(signature, message: message) }
    }

    /// Signs a message with ML-DSA-87. The same key and message always give the same signature, so that it may be kept.
    func sign(_ message: [UInt8], with key: MLDSA87.PrivateKey) -> [UInt8] {
        guard keepsOutcomes else { return key.sign(message: message) }
        let question = Digest384(hashing: key.publicKey.raw + message)
        return kept(latticeSignatures, question, limit: PublicKeyCache.latticeSignatureLimit) {
            key.sign(message: message)
        }
    }

    /// What a memo holds for a question; else what `find` gives, which it then holds, in place of all where it is full.
    private func kept<Question: Hashable & Sendable, Answer: Sendable>(
        _ memo: borrowing Mutex<[Question: Answer]>, _ question: Question, limit: Int = outcomeLimit,
        find: () -> Answer
    ) -> Answer {
        if let known = memo.withLock({ $0[question] }) { return known }
        let answer = find()
        memo.withLock { known in
            if known.count >= limit { known.removeAll(keepingCapacity: true) }
            known[question] = answer
        }
        return answer
    }

    private func freshVerify(_ signature: [UInt8], _ digest: Digest384, _ raw: [UInt8]) -> VerifyOutcome {
        guard let key = key(raw) else { return .notOnCurve }
        return key.verify(signature, digest: digest)
    }

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
