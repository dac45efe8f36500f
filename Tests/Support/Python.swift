import Foundation

/// The Python whose libraries the tests compare with: that of $INTERLOCK_PYTHON, else python3.
public enum Python {
    /// A Python that has modules, or nil.
    public static func having(_ modules: String...) -> String? {
        let line = modules.isEmpty ? "pass" : "import " + modules.joined(separator: ", ")
        return [ProcessInfo.processInfo.environment["INTERLOCK_PYTHON"], "python3"].compactMap(\.self).first {
            run($0, ["-c", line])?.status == 0
        }
    }

    /// Runs a program, with text for its input; its status and all that it printed, or nil where it can't be started.
    public static func run(
        _ program: String, _ arguments: [String], input: String = ""
    ) -> (status: Int32, output: String)? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (sent, received) = (Pipe(), Pipe())
        process.standardInput = sent
        process.standardOutput = received
        process.standardError = received
        guard (try? process.run()) != nil else { return nil }
        try? sent.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? sent.fileHandleForWriting.close()
        let data = received.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
