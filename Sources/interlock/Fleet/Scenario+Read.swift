import Agreement
import Fleet
import Foundation

extension Scenario {
    /// Reads a scenario from a file, with the agreement that it names; also the agreement's bytes.
    static func read(_ scenario: String) throws(CommandFailure) -> (Scenario, [UInt8]) {
        do {
            let file = try ScenarioFile(try InputFile.content(of: scenario), file: scenario)
            let path = URL(fileURLWithPath: file.agreementPath, relativeTo: URL(fileURLWithPath: scenario)).relativePath
            let folder = URL(fileURLWithPath: scenario).deletingLastPathComponent().relativePath
            let place = path.hasPrefix("/") ? path : folder == "." ? path : "\(folder)/\(path)"
            let bytes: [UInt8]
            do { bytes = try InputFile.content(of: place) } catch {
                throw file.agreementError(
                    "the agreement can't be read (\(error.message))", mend: "give its path relative to this file")
            }
            return (try file.scenario(under: try Agreement(bytes, file: place)), bytes)
        } catch let error as AgreementError {
            throw CommandFailure(.unusable, error.description)
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.couldNotRun, "\(error)")
        }
    }
}
