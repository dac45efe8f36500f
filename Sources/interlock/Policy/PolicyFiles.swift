import Agreement
import Fleet
import Foundation
import Policy

/// A suite's file with the files that it names.
struct PolicyFiles {
    private let path: String
    private let seed: UInt64?
    /// All that was read, each as it was just before.
    private(set) var files: [FileState]

    init(_ path: String, seed: UInt64?) {
        self.path = path
        self.seed = seed
        files = [FileState(of: path)]
    }

    /// The suites that paths name: files as they are, and those of directories by the end of their names, sorted.
    static func suites(in paths: [String]) throws(CommandFailure) -> [String] {
        var suites: [String] = []
        for path in paths {
            switch try InputFile.kind(path) {
            case .file: suites.append(path)
            case .directory:
                let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
                let found = try InputFile.files(in: path, withExtension: SuiteFile.suffix).map { "\(folder)/\($0)" }
                guard !found.isEmpty else {
                    throw CommandFailure(
                        .unusable, "\(path): there is no suite in it; name one *\(SuiteFile.suffix), or give its file")
                }
                suites += found
            }
        }
        var seen: Set<String> = []
        return suites.filter { seen.insert($0).inserted }
    }

    /// Reads the suite, its agreement and its scenarios.
    mutating func suite() throws(CommandFailure) -> Result<PolicySuite, SuiteErrors> {
        let bytes = try InputFile.content(of: path)
        do {
            let file = try SuiteFile(bytes, file: path)
            let place = beside(file.agreementPath)
            files.append(FileState(of: place))
            let content: [UInt8]
            do { content = try InputFile.content(of: place) } catch {
                throw file.agreementError(
                    "the agreement can't be read (\(error.message))", mend: "give its path relative to this file")
            }
            let draft = try AgreementDraft(content, file: place)
            var read: [FileState] = []
            let result = file.suite(under: draft, named: place) { (field) throws(AgreementError) in
                let name = beside(try field.text())
                read.append(FileState(of: name))
                return try scenario(field, name, draft)
            }
            files += read
            return result
        } catch let error as AgreementError {
            return .failure(SuiteErrors(errors: [error]))
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.couldNotRun, "\(error)")
        }
    }

    private func scenario(
        _ field: YAMLField, _ name: String, _ draft: AgreementDraft
    ) throws(AgreementError) -> Scenario {
        let bytes: [UInt8]
        do { bytes = try InputFile.content(of: name) } catch {
            throw field.error(
                "the scenario can't be read (\(error.message))", mend: "give its path relative to this file")
        }
        var scenario = try ScenarioFile(bytes, file: name).scenario(under: draft.tested.agreement)
        if let seed { scenario.seed = seed }
        return scenario
    }

    /// A path relative to the suite's file, from here.
    private func beside(_ other: String) -> String {
        guard !other.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return other }
        return PolicyFiles.tidied("\(path[..<slash])/\(other)")
    }

    /// The path without `.` and `x/..`.
    private static func tidied(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            if part == ".", !parts.isEmpty { continue }
            if part == "..", let last = parts.last, last != "..", last != "." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
