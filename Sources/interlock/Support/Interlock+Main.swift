import ArgumentParser
import Foundation

extension Interlock {
    /// Parses the arguments and runs the command; errors go to standard error, with the exit status of `DESIGN`:
    /// 0 holds, 1 a breach, 2 unusable input or arguments, 3 could not run, 4 indeterminate.
    static func main() {
        do {
            let arguments = try ServeConfiguration.expanded(Array(CommandLine.arguments.dropFirst()))
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch let failure as CommandFailure {
            StandardError.write("error: \(failure.message)\n")
            Foundation.exit(failure.code.rawValue)
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { Interlock.exit(withError: error) }
            StandardError.write(fullMessage(for: error) + "\n")
            Foundation.exit(CommandFailure.Code.unusable.rawValue)
        }
    }
}
