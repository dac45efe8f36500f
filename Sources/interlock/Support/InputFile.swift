import Foundation

/// Files that the user names, read with a limit: a file of any length costs at most the limit.
enum InputFile {
    /// What a path leads to.
    enum Kind {
        case file
        case directory
    }

    /// What the path leads to.
    static func kind(_ path: String) throws(CommandFailure) -> Kind {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.unusable, "\(path): there is no such file; check the path")
        }
        return isDirectory(path) ? .directory : .file
    }

    /// A file to read piece by piece.
    static func handle(_ path: String) throws(CommandFailure) -> FileHandle {
        guard try kind(path) == .file else {
            throw CommandFailure(.unusable, "\(path): this is a directory; name a file")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw unreadable(path) }
        return handle
    }

    /// The length of what is not read yet, in bytes; nil where nobody knows it, as of a pipe, which does not seek.
    static func length(of handle: FileHandle) -> Int? {
        guard let here = try? handle.offset(), let end = try? handle.seekToEnd(),
            (try? handle.seek(toOffset: here)) != nil, end > here
        else { return nil }
        return Int(end - here)
    }

    /// What a reader says who may not, or no longer, read.
    static func unreadable(_ path: String) -> CommandFailure {
        CommandFailure(.couldNotRun, "\(path): can't be read; check that you may read it")
    }

    /// The content, or its first `limit` + 1 bytes where there are more.
    static func start(of path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        let handle = try InputFile.handle(path)
        defer { try? handle.close() }
        var bytes: [UInt8] = []
        do {
            while bytes.count <= limit, let data = try handle.read(upToCount: limit + 1 - bytes.count), !data.isEmpty {
                bytes.append(contentsOf: data)
            }
        } catch {
            throw unreadable(path)
        }
        return bytes
    }

    /// So many bytes that nobody can guess.
    static func randomBytes(_ count: Int) throws(CommandFailure) -> [UInt8] {
        let bytes = Array(try start(of: "/dev/urandom", limit: count - 1).prefix(count))
        guard bytes.count == count else {
            throw CommandFailure(.couldNotRun, "/dev/urandom: it gives no random bytes; check the system")
        }
        return bytes
    }

    /// The content, which must be at most `limit` bytes.
    static func content(of path: String, limit: Int = 16 << 20) throws(CommandFailure) -> [UInt8] {
        let bytes = try start(of: path, limit: limit)
        guard bytes.count <= limit else {
            throw CommandFailure(.unusable, "\(path): the file has more than \(limit) bytes; no such document has")
        }
        return bytes
    }

    /// The text of a file in UTF-8.
    static func text(of path: String) throws(CommandFailure) -> String {
        guard let text = String(validating: try content(of: path), as: UTF8.self) else {
            throw CommandFailure(.unusable, "\(path): the file is not UTF-8 text")
        }
        return text
    }

    /// The paths of files with an extension in a directory and those below it, sorted.
    static func files(in directory: String, withExtension suffix: String?) throws(CommandFailure) -> [String] {
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: directory) else {
            throw CommandFailure(.couldNotRun, "\(directory): can't be listed; check that you may read it")
        }
        return paths.sorted().filter { path in
            (suffix.map { path.hasSuffix($0) } ?? true) && !isDirectory("\(directory)/\(path)")
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        return (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }
}
