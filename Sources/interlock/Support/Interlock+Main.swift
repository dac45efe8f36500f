import ArgumentParser
import Foundation

extension Interlock {
    /// Runs the command that the arguments name.
    ///
    /// Unusable arguments end with exit code 2, as every other unusable input does, not with the parser's own 64.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            Foundation.exit(2)
        }
    }
}
