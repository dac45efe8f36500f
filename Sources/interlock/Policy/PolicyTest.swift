import Agreement
import ArgumentParser
import Foundation
import Policy

struct PolicyTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run suites of policy tests against the agreements that they name.",
        discussion: """
            A suite (Specs/Policy.md) says what chips do, as series of a counter or as a fleet, and what a verifier must \
            make of it; and what the agreement must answer. Evidence is signed, and judged by the verifier's own rules. \
            In a directory, files named *.suite.yaml are taken.

            With --mutate, each clause of the agreement is weakened in turn (a limit doubled or raised by one, a quorum \
            lowered, a clause left out). A mutant that no case notices is a clause that no test would miss.

            With --update, expectations that are marked "recorded: yes" and fail are rewritten with what there was, and \
            the difference is shown; a change by which less is found than was recorded is marked. Others are never \
            touched. It is refused where the variable CI is set: there, a failing test is to fail.

            What is not said is an error: an unknown name, evidence whose verdict nobody expects, a run of no case. A \
            skip is counted apart, and is no pass.

            Exit status: 0 every case passes and the floors are reached; 1 not; 2 unusable input, or nothing to test; \
            3 could not read or write.

            EXAMPLES
                $ interlock policy test Specs/Agreements
              One case, as the report of a failure names it:
                $ interlock policy test Specs/Agreements/Suites/inference-only.suite.yaml --case 'training is a breach'
              In CI, with floors:
                $ interlock policy test Specs/Agreements --mutate --minimum-coverage 100 --minimum-score 95 \\
                    --format junit > report.xml
                $ interlock policy test Specs/Agreements --format github --summary "$GITHUB_STEP_SUMMARY"
            """)

    @Argument(help: "Suites, or directories that hold some.", completion: .file(extensions: ["yaml", "yml"]))
    var paths: [String]

    @Option(help: "How the result is printed: text, json, junit, sarif, tap, or github.")
    var format: Format = .text

    @Option(help: "Run only cases whose names contain this.")
    var filter: String?

    @Option(name: .customLong("case"), help: "Run only the case with this name.")
    var name: String?

    @Option(help: "Run only cases with this tag; may be given several times.")
    var tag: [String] = []

    @Option(help: "Another seed than the scenarios' of fleets; a test's own stands.")
    var seed: UInt64?

    @Flag(help: "Weaken each clause in turn, and list what no case notices.")
    var mutate = false

    @Option(help: "With --mutate: the least share of clauses, in per cent, that cases must rest on.")
    var minimumCoverage: Int?

    @Option(help: "With --mutate: the least share of mutants, in per cent, that cases must notice.")
    var minimumScore: Int?

    @Option(help: "Append a summary in Markdown to this file.", completion: .file())
    var summary: String?

    @Flag(help: "List cases that pass, too.")
    var verbose = false

    @Flag(help: "List the cases, and run none.")
    var list = false

    @Flag(help: "Rewrite recorded expectations that fail, and show the difference; not in CI.")
    var update = false

    @Flag(help: "Run again whenever a file changes, until interrupted.")
    var watch = false

    @Option(help: "How many cases to run side by side; the result is the same for any number.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case junit
        case sarif
        case tap
        case github
    }

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256.") }
        for floor in [minimumCoverage, minimumScore].compactMap(\.self) {
            guard mutate else { throw ValidationError("A minimum needs --mutate.") }
            guard (0...100).contains(floor) else { throw ValidationError("A minimum is 0 to 100 per cent.") }
        }
        guard !update || !(mutate || watch || list || seed != nil) else {
            throw ValidationError("--update takes what the suite says: leave --mutate, --watch, --list and --seed out.")
        }
        guard !update || (filter == nil && name == nil && tag.isEmpty) else {
            throw ValidationError("--update takes whole suites: leave --filter, --case and --tag out.")
        }
        guard !mutate || (filter == nil && name == nil && tag.isEmpty) else {
            throw ValidationError("--mutate takes whole suites: leave --filter, --case and --tag out.")
        }
    }

    func run() throws {
        if update { try rewrite() }
        guard watch else { throw ExitCode(try once().status) }
        while true {
            // What changes while tests run has them run again.
            let suites = try? PolicyFiles.suites(in: paths)
            var files = (suites ?? paths).map(FileState.init(of:))
            do {
                files += try once().files
            } catch let failure as CommandFailure {
                StandardError.write("error: \(failure.message)\n")
            }
            // Whoever reads by a pipe waits for no full buffer.
            fflush(nil)
            repeat {
                Thread.sleep(forTimeInterval: 0.3)
            } while files.allSatisfy(\.isCurrent) && (try? PolicyFiles.suites(in: paths)) == suites
        }
    }

    /// Writes anew what is recorded and fails, and tells each line; a suite that can't be read is told by the run that
    /// follows.
    private func rewrite() throws {
        let isCI = ProcessInfo.processInfo.environment["CI"].map { !["", "0", "false"].contains($0) } ?? false
        guard !isCI else {
            throw CommandFailure(
                .unusable,
                "--update: this is a CI run (the variable CI is set), where a failing test is to fail; "
                    + "update where a person reads the difference")
        }
        for path in try PolicyFiles.suites(in: paths) {
            var reader = PolicyFiles(path, seed: nil)
            guard case .success(var suite) = try reader.suite() else { continue }
            suite.cases.removeAll { !$0.hasRecorded }
            guard !suite.cases.isEmpty else { continue }
            let result: SuiteResult
            do { result = try SuiteRun(suite, jobs: jobs).run(mutating: false) } catch {
                throw CommandFailure(.couldNotRun, error.reason)
            }
            let update = SuiteUpdate(result, of: String(decoding: try InputFile.content(of: path), as: UTF8.self))
            for refusal in update.refusals { StandardError.write("error: \(refusal)\n") }
            guard !update.changes.isEmpty else { continue }
            try OutputFile.write(Array(update.text.utf8), to: path, replacing: true)
            StandardError.write(update.difference(file: path))
        }
    }

    /// Runs everything once: the exit status, and the files that it depends on.
    private func once() throws -> (status: Int32, files: [FileState]) {
        var files: [FileState] = []
        var suites: [PolicySuite] = []
        var isUsable = true
        for path in try PolicyFiles.suites(in: paths) {
            var reader = PolicyFiles(path, seed: seed)
            switch try reader.suite() {
            case .success(let suite): suites.append(suite.filtered(name: name, part: filter, tags: tag))
            case .failure(let failure):
                isUsable = false
                for error in failure.errors { StandardError.write("error: \(error)\n") }
            }
            files += reader.files
        }
        guard isUsable else { return (2, files) }
        suites.removeAll { $0.cases.isEmpty }
        guard !suites.isEmpty else {
            StandardError.write("error: there is no case to run; check paths, --filter, --case and --tag\n")
            return (2, files)
        }
        guard !list else {
            for suite in suites { for item in suite.cases { print("\(suite.file)\t\(item.name)") } }
            return (0, files)
        }
        var results: [SuiteResult] = []
        for suite in suites {
            do { results.append(try SuiteRun(suite, jobs: jobs).run(mutating: mutate)) } catch {
                throw CommandFailure(.couldNotRun, error.reason)
            }
        }
        let report = PolicyReport(
            results,
            floor: PolicyReport.Floor(
                coverage: minimumCoverage.map { $0 * 100 }, score: minimumScore.map { $0 * 100 }))
        show(report)
        try append(report.markdown)
        guard !report.isEmpty else {
            StandardError.write("error: every case was skipped; nothing was tested\n")
            return (2, files)
        }
        return (report.holds ? 0 : 1, files)
    }

    private func show(_ report: PolicyReport) {
        switch format {
        case .text: print(report.text(verbose: verbose), terminator: "")
        case .json: print(report.json.text, terminator: "")
        case .junit: print(report.junit, terminator: "")
        case .sarif: print(report.sarif(version: Interlock.version).text, terminator: "")
        case .tap: print(report.tap, terminator: "")
        case .github: print(report.github, terminator: "")
        }
    }

    private func append(_ markdown: String) throws(CommandFailure) {
        guard let summary else { return }
        do {
            if !FileManager.default.fileExists(atPath: summary) {
                try Data().write(to: URL(fileURLWithPath: summary))
            }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: summary))
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(markdown.utf8))
        } catch { throw CommandFailure(.couldNotRun, "\(summary): can't be written; check that you may write it") }
    }
}
