import Cryptography
import Wire

/// The chunks that training may read, in a Merkle tree (RFC 9162, section 2.1, with SHA-384): a licence names its root, and
/// a chip admits a chunk by its place in it.
public struct DataManifest: Sendable {
    /// A piece of training data.
    public struct Chunk: Hashable, Sendable {
        /// What it is, 0 to 31; 1 is another model's outputs.
        public let dataClass: UInt64
        /// Its length in bytes.
        public let length: UInt64
        /// SHA-384 of its bytes.
        public let digest: Digest384

        /// A chunk of bytes.
        public init(_ bytes: [UInt8], dataClass: UInt64) {
            self.init(digest: Digest384(hashing: bytes), length: UInt64(bytes.count), dataClass: dataClass)
        }

        /// A chunk with the given digest.
        public init(digest: Digest384, length: UInt64, dataClass: UInt64) {
            self.digest = digest
            self.length = length
            self.dataClass = dataClass
        }

        /// What the tree is over: class (4 bytes), length (8 bytes), both big-endian, and digest.
        fileprivate var entry: [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: dataClass >> (8 * (3 - $0))) }
                + (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * (7 - $0))) } + digest.bytes
        }
    }

    /// The chunks, in the order of the tree.
    public let chunks: [Chunk]
    /// The root of the tree.
    public let root: Digest384
    private let tree: Merkle384

    /// A manifest of these chunks, at least one.
    public init(_ chunks: [Chunk]) {
        self.chunks = chunks
        tree = Merkle384(entries: chunks.map(\.entry))
        root = tree.root
    }

    /// What the host hands to a chip through which the chunk was streamed: its place in the manifest that is the
    /// `manifest`th of the licence; nil where there is no such chunk.
    public func admission(ofChunk index: Int, manifest: Int) -> [UInt8]? {
        guard chunks.indices.contains(index), let proof = tree.inclusionProof(at: index) else { return nil }
        return DataManifest.admission(
            manifest: UInt64(manifest), dataClass: chunks[index].dataClass, index: UInt64(index),
            chunks: UInt64(chunks.count), path: proof.path)
    }

    /// Any request with any proof: what a cheat may hand over.
    public static func admission(
        manifest: UInt64, dataClass: UInt64, index: UInt64, chunks: UInt64, path: [Digest384]
    ) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(5)
            sink.unsigned(manifest)
            sink.unsigned(dataClass)
            sink.unsigned(index)
            sink.unsigned(chunks)
            sink.array(path.count)
            for digest in path { sink.digest(digest) }
        }
    }
}

extension ChipSet {
    /// What the host hands to a chip so that it admits another of the set as a peer; nil where that is not in the set.
    public func admission(ofPeer chip: ChipID) -> [UInt8]? {
        guard let proof = inclusionProof(of: chip) else { return nil }
        return DocumentWriter.encode { sink in
            sink.array(3)
            sink.bytes(chip.bytes)
            sink.unsigned(UInt64(proof.index))
            sink.array(proof.path.count)
            for digest in proof.path { sink.digest(digest) }
        }
    }
}
