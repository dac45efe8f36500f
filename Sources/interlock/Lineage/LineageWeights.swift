import ArgumentParser
import Attestation
import Cryptography
import Dispatch
import Synchronization

/// `interlock lineage weights`: the digest that a licence lists weights by.
struct LineageWeights: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "Print the digest of weights, as a chip's loader hashes them.",
        discussion: """
            A Merkle tree over chunks of 1 MiB, with SHA-384; all cores hash. Agreements and
            licences list models by it.

            EXAMPLES
                $ interlock lineage weights model.safetensors
            """)

    @Argument(help: "The files, each the weights of one model, or of one chip's part.", completion: .file())
    var files: [String]

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        var rows: [JSONValue] = []
        for file in files {
            let (digest, length) = try WeightFile.digest(of: file)
            rows.append(
                .object([
                    "file": .string(file), "bytes": .number(UInt64(length)), "weights": .string(digest.description),
                ]))
        }
        Rendering(format: format, isFull: true).show(.array(rows))
    }
}

/// A file of weights.
enum WeightFile {
    /// How many chunks are read before they are hashed together.
    private static let batch = 64

    /// The root of its tree, and its length in bytes.
    static func digest(of path: String) throws(CommandFailure) -> (digest: Digest384, length: Int) {
        let handle = try InputFile.handle(path)
        defer { try? handle.close() }
        let whole = InputFile.length(of: handle)
        let bar = ProgressBar(total: (whole ?? 0) / WeightTree.chunkByteCount, label: "hashing \(path)")
        defer { bar.finish() }
        var leaves: [Digest384] = []
        var length = 0
        while true {
            var chunks: [[UInt8]] = []
            while chunks.count < batch {
                let chunk: [UInt8]
                do { chunk = Array(try handle.read(upToCount: WeightTree.chunkByteCount) ?? .init()) } catch {
                    throw InputFile.unreadable(path)
                }
                guard !chunk.isEmpty else { break }
                chunks.append(chunk)
                length += chunk.count
            }
            guard !chunks.isEmpty else { break }
            leaves += hashed(chunks)
            bar.show(leaves.count)
        }
        guard !leaves.isEmpty else {
            throw CommandFailure(.unusable, "\(path): the file is empty; there are no weights")
        }
        return (WeightTree.root(of: leaves), length)
    }

    /// The chunks' hashes, by all cores.
    private static func hashed(_ chunks: [[UInt8]]) -> [Digest384] {
        let hashes = Mutex([Digest384](repeating: .zero, count: chunks.count))
        DispatchQueue.concurrentPerform(iterations: chunks.count) { index in
            let leaf = WeightTree.leaf(chunks[index])
            hashes.withLock { $0[index] = leaf }
        }
        return hashes.withLock { $0 }
    }
}
