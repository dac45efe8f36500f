import Cryptography
import Foundation
import Transparency

/// A log on disk.
enum LogDirectory {
    /// The file of entries.
    static let entries = "entries.jsonl"
    /// The file with the signed head.
    static let head = "checkpoint"
    /// The most bytes that a file of entries may have.
    private static let limit = 1 << 30

    /// Does something to a log that nobody else may write to meanwhile; makes its directory where there is none.
    ///
    /// - Throws: where another program writes to the log, or the directory can't be made; what `body` throws.
    static func whileLocked(_ path: String, _ body: () throws -> Void) throws {
        if FileManager.default.fileExists(atPath: path) {
            guard try InputFile.kind(path) == .directory else {
                throw CommandFailure(.unusable, "\(path): this is no directory; name the log's directory")
            }
        } else {
            do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
                throw CommandFailure(.couldNotRun, "\(path): the directory can't be made; check the path")
            }
        }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw InputFile.unreadable(path) }
        defer { try? handle.close() }
        guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure(
                .couldNotRun, "\(path): another program is writing to this log; try again when it is done")
        }
        try body()
    }

    /// Whether there is a log, or the remains of one: anything in the directory.
    static func isThere(_ path: String) -> Bool {
        !((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [""]).isEmpty
    }

    /// Reads a log, whatever state it is in.
    static func copy(_ path: String) throws(CommandFailure) -> LogCopy {
        guard try InputFile.kind(path) == .directory else {
            throw CommandFailure(.unusable, "\(path): this is no directory; name the log's directory")
        }
        let head = "\(path)/\(head)"
        return LogCopy(
            name: path, entries: try InputFile.content(of: "\(path)/\(entries)", limit: limit),
            head: FileManager.default.fileExists(atPath: head) ? try InputFile.content(of: head) : nil)
    }

    /// Reads a log that must be whole.
    static func log(_ path: String) throws(CommandFailure) -> (TransparencyLog, LogCopy) {
        let copy = try copy(path)
        do { return (try TransparencyLog(copy.entries), copy) } catch {
            throw CommandFailure(.unusable, "\(path)/\(entries): \(error); see interlock audit")
        }
    }

    /// The signed head of a log.
    static func note(_ copy: LogCopy) throws(CommandFailure) -> SignedNote {
        guard let bytes = copy.head else {
            throw CommandFailure(.unusable, "\(copy.name)/\(head): there is no such file; the log has no signed head")
        }
        do { return try SignedNote(bytes) } catch { throw CommandFailure(.unusable, "\(copy.name)/\(head): \(error)") }
    }

    /// Writes a log: entries first, so that a head is never of entries that are not there.
    static func write(_ log: TransparencyLog, head note: SignedNote, to path: String) throws(CommandFailure) {
        try write(log.encoded(), head: note.encoded(), to: path)
    }

    /// Writes the bytes of a log.
    static func write(_ lines: [UInt8], head note: [UInt8], to path: String) throws(CommandFailure) {
        try OutputFile.write(lines, to: "\(path)/\(entries)", replacing: true)
        try OutputFile.write(note, to: "\(path)/\(head)", replacing: true)
    }

    /// The moment that an option gives, or now.
    static func moment(_ text: String?) throws(CommandFailure) -> UTCSeconds {
        guard let text else { return UTCSeconds(Int64(Date().timeIntervalSince1970)) }
        guard let moment = UTCSeconds(rfc3339: text), moment.value >= 0 else {
            throw CommandFailure(.unusable, "--at: \"\(text)\" is no moment; give one such as 2026-01-01T00:00:00Z")
        }
        return moment
    }
}
