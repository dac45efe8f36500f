import Attestation
import Foundation

/// The trust directory on disk (`Specs/TrustDirectory.md`).
enum TrustDirectory {
    /// Reads what a verifier trusts.
    static func read(_ path: String) throws(CommandFailure) -> TrustStore {
        let files = try files(path)
        do { return try TrustStore(files) } catch {
            throw CommandFailure(.unusable, "\(path)/\(error)")
        }
    }

    /// Reads the files, whatever they hold.
    static func files(_ path: String) throws(CommandFailure) -> TrustFiles {
        guard try InputFile.kind(path) == .directory else {
            throw CommandFailure(.unusable, "\(path): this is no directory; name the trust directory")
        }
        var files: [TrustFiles.File] = []
        for name in try InputFile.files(in: path, withExtension: nil) where !name.hasPrefix(".") {
            files.append(TrustFiles.File(path: name, bytes: try InputFile.content(of: "\(path)/\(name)")))
        }
        return TrustFiles(files)
    }

    /// Writes what a verifier trusts into a directory, which is made where it does not exist.
    static func write(_ store: TrustStore, to path: String) throws(CommandFailure) {
        try write(store.files.files, to: path)
    }

    /// Whether there is one.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Writes files into a directory, which is made where it does not exist; others stay.
    static func write(_ files: [TrustFiles.File], to path: String) throws(CommandFailure) {
        let folders = Set(files.compactMap { $0.path.lastIndex(of: "/").map($0.path.prefix(upTo:)).map(String.init) })
            .union([String(TrustFiles.licences.dropLast())])
        do {
            for folder in folders {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
            }
        } catch {
            throw CommandFailure(.couldNotRun, "\(path): the directory can't be made; check the path")
        }
        for file in files {
            let url = URL(fileURLWithPath: "\(path)/\(file.path)")
            try OutputFile.write(file.bytes, to: url.path, replacing: true)
        }
    }
}
