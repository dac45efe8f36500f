import Foundation

/// The built `interlock`, run as a user runs it.
struct Program {
    /// What a run left.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The package's folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Where the executable is: beside the running tests' products.
    static let folder: URL = {
        #if DEBUG
            let configuration = "debug"
        #else
            let configuration = "release"
        #endif
        return root.appendingPathComponent(".build/\(configuration)")
    }()

    /// A folder of its own for each test.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("interlock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Runs a shell line in the folder, with `interlock` on the path and the package's folder as $ROOT. Where errors go
    /// to a terminal the outcome has none.
    func shell(_ line: String, errorsTo terminal: Terminal? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(Program.folder.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
        environment["ROOT"] = Program.root.path
        environment["BASH_ENV"] = Program.root.appendingPathComponent("Tests/EndToEndTests/functions.bash").path
        process.environment = environment
        // Files rather than pipes: a program that prints a lot must not wait for a reader.
        let (output, errors) = (folder.appendingPathComponent(".output"), folder.appendingPathComponent(".errors"))
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try terminal?.end ?? FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Runs `interlock` with a line of arguments.
    func interlock(_ arguments: String) throws -> Outcome { try shell("interlock \(arguments)") }

    /// The names in the folder, hidden ones and those of other tests' helpers left out.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }
            .sorted()
    }

    /// Removes the folder.
    func remove() { try? FileManager.default.removeItem(at: folder) }
}
