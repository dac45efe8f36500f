import Foundation

/// A directory that a command fills: whole, or not at all.
struct OutputDirectory {
    /// A file that every run leaves behind.
    private static let mark = "run.json"
    private let url: URL
    private let temporary: URL
    private let path: String

    /// A directory that is absent or empty, unless `replacing` says that its content may go.
    init(_ path: String, replacing: Bool) throws(CommandFailure) {
        self.path = path
        url = URL(fileURLWithPath: path)
        temporary = url.deletingLastPathComponent().appendingPathComponent(
            ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard try InputFile.kind(path) == .directory else {
            throw CommandFailure(.unusable, "\(path): this is a file; name a directory")
        }
        let content = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard let content, !content.isEmpty else { return }
        guard replacing else {
            throw CommandFailure(
                .unusable, "\(path): the directory is not empty; name another, or give --force to replace it")
        }
        // --force replaces what an earlier run left behind, and nothing else.
        guard content.contains(OutputDirectory.mark) else {
            throw CommandFailure(
                .unusable, "\(path): the directory holds other things than a run; name another, or empty it yourself")
        }
    }

    /// Fills a temporary sibling, then puts it in place.
    func write(_ fill: (Filling) throws(CommandFailure) -> Void) throws(CommandFailure) {
        do throws(CommandFailure) {
            try fill(Filling(root: temporary))
            do {
                if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(at: url) }
                try FileManager.default.moveItem(at: temporary, to: url)
            } catch {
                throw CommandFailure(.couldNotRun, "\(path): can't be written; check that the folder above is writable")
            }
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        }
    }

    /// The temporary directory while it is filled.
    struct Filling {
        fileprivate let root: URL

        /// Adds a file.
        func add(_ bytes: [UInt8], at path: String) throws(CommandFailure) {
            let file = root.appendingPathComponent(path)
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                // Not Data.write(to:), which waits for the disk: 25,000 times on a large fleet.
                guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
                    throw CocoaError(.fileWriteUnknown)
                }
                let handle = try FileHandle(forWritingTo: file)
                try handle.write(contentsOf: Data(bytes))
                try handle.close()
            } catch {
                throw CommandFailure(
                    .couldNotRun, "\(file.path): can't be written; check that there is room and that you may write")
            }
        }
    }
}
