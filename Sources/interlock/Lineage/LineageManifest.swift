import ArgumentParser
import Attestation
import Cryptography

/// `interlock lineage manifest`: a data manifest over files.
struct LineageManifest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Make the data manifest of files: the root that a licence permits to train on.",
        discussion: """
            Files are cut into chunks, each of one class. Class 1 is another model's
            outputs; the meaning of the others is the agreement's. Whoever signs a licence
            with the root vouches for the classes.

            EXAMPLES
                $ interlock lineage manifest corpus/*.txt --data-class 2 > corpus.json
            """)

    @Argument(help: "The files.", completion: .file())
    var files: [String]

    @Option(help: "The class of the data, 0 to 31.")
    var dataClass: UInt64 = 0

    @Option(help: "Bytes of a chunk; the last of a file may be shorter.")
    var chunk: Int = 1 << 20

    @Option(help: "How the result is printed: json, or text.")
    var format: OutputFormat = .json

    func validate() throws {
        guard dataClass < 32 else { throw ValidationError("--data-class must be from 0 to 31.") }
        guard (1...1 << 30).contains(chunk) else { throw ValidationError("--chunk must be from 1 to 2^30.") }
    }

    func run() throws {
        var chunks: [DataManifest.Chunk] = []
        let bar = ProgressBar(total: files.count, label: "hashing")
        for (done, file) in files.enumerated() {
            let handle = try InputFile.handle(file)
            defer { try? handle.close() }
            while true {
                let data: [UInt8]
                do { data = Array(try handle.read(upToCount: chunk) ?? .init()) } catch {
                    throw InputFile.unreadable(file)
                }
                if data.isEmpty { break }
                chunks.append(DataManifest.Chunk(data, dataClass: dataClass))
            }
            bar.show(done + 1)
        }
        bar.finish()
        guard !chunks.isEmpty else { throw CommandFailure(.unusable, "the files are empty; name files with data") }
        let manifest = DataManifest(chunks)
        Rendering(format: format, isFull: true).show(
            .object([
                "root": .string(manifest.root.description), "chunks": .array(manifest.chunks.map(\.shown)),
            ]))
    }
}

extension DataManifest.Chunk {
    fileprivate var shown: JSONValue {
        .object([
            "class": .number(dataClass), "length": .number(length), "sha384": .string(digest.description),
        ])
    }
}
