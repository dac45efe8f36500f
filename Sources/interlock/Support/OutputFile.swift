import Foundation

/// Files that commands write: whole, or not at all.
enum OutputFile {
    /// Writes a file by way of a temporary one beside it; an existing file is replaced only when `replacing` says so.
    static func write(_ bytes: [UInt8], to path: String, replacing: Bool, isSecret: Bool = false) throws(CommandFailure)
    {
        guard replacing || !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.unusable, "\(path): the file exists; name another, or give --force to replace it")
        }
        let url = URL(fileURLWithPath: path)
        let temporary = url.deletingLastPathComponent().appendingPathComponent(
            ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
        let created = FileManager.default.createFile(
            atPath: temporary.path, contents: Data(bytes),
            attributes: [.posixPermissions: isSecret ? 0o600 : 0o644])
        do {
            guard created else { throw CocoaError(.fileWriteUnknown) }
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(at: url) }
            try FileManager.default.moveItem(at: temporary, to: url)
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw CommandFailure(
                .couldNotRun, "\(path): can't be written; check that the folder exists and is writable")
        }
    }
}
