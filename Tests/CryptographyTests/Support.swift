import Cryptography
import Foundation

/// Another program on this machine that the tests compare with.
struct Tool {
    let path: String

    static let openssl = Tool("openssl")
    static let python = Tool("python3")
    /// Whether Python has the package `cryptography`.
    static let hasPyCA =
        python?.run(["-c", "import cryptography"], in: FileManager.default.temporaryDirectory).status == 0

    init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let found = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            return nil
        }
        path = found
    }

    /// Runs to the end; standard error is folded into the output.
    func run(_ arguments: [String], in folder: URL) -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return (-1, "did not start") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}

/// A folder that goes when its last user goes.
final class Workbench {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("interlock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
}

enum Vectors {
    /// Files that come with the package.
    static func text(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: folder.appendingPathComponent("Vectors/\(name)"), encoding: .utf8)
    }

    /// A file below the folder that INTERLOCK_DATA names: data that is not part of the package.
    static func external(_ name: String) -> URL? {
        guard let root = ProcessInfo.processInfo.environment["INTERLOCK_DATA"] else { return nil }
        let file = URL(fileURLWithPath: root).appendingPathComponent(name)
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }
}

extension P384.PrivateKey {
    /// A key that the tests own.
    static func testing(_ purpose: String) -> P384.PrivateKey {
        P384.PrivateKey(derivedFrom: Array("CryptographyTests".utf8), purpose: purpose)
    }
}
