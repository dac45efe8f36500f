import Cryptography

/// How weights are hashed as they load: a Merkle tree (RFC 9162, section 2.1, with SHA-384) over chunks, so that a loader with
/// several engines hashes as many chunks at a time. What licences, tickets and evidence call weights is its root.
public enum WeightTree {
    /// Bytes of a chunk; the last may be shorter.
    public static let chunkByteCount = 1 << 20

    /// The hash of one chunk.
    public static func leaf(_ chunk: [UInt8]) -> Digest384 { Digest384.leaf(chunk) }

    /// The root over the hashes of all chunks, in their order.
    public static func root(of leaves: [Digest384]) -> Digest384 { Merkle384(leaves: leaves).root }

    /// The root over weights that are at hand.
    public static func digest(of weights: [UInt8]) -> Digest384 {
        root(
            of: stride(from: 0, to: weights.count, by: chunkByteCount).map { start in
                leaf(Array(weights[start..<min(start + chunkByteCount, weights.count)]))
            })
    }
}
