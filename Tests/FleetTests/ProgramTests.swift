import Attestation
import Cryptography
import Fleet
import Foundation
import Testing

/// The built program, as users run it.
@Suite(
    "interlock fleet run",
    .enabled(if: FileManager.default.isExecutableFile(atPath: Place.program.path), "the program is not built"))
struct ProgramTests {
    let folder: URL

    init() throws { folder = try Place.temporary() }

    private func out(_ name: String) -> String { folder.appending(path: name).path }
    private var quickstart: String { Place.scenarios.appending(path: "quickstart.yaml").path }

    /// Every file below a directory with its digest, sorted.
    private func content(_ name: String) throws -> [String] {
        let root = folder.appending(path: name)
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted().compactMap { path in
            var isDirectory: ObjCBool = false
            let url = root.appending(path: path)
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory), !isDirectory.boolValue
            else { return nil }
            return "\(path) \(Digest384(hashing: try Place.bytes(url)))"
        }
    }

    private func write(_ text: String, _ name: String) throws -> String {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    @Test("two processes, and native and interpreted firmware, write the same directory")
    func determinism() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, more) in [("a", []), ("b", ["--jobs", "1"]), ("c", ["--interpreted"])] {
            let program = try Program(["fleet", "run", quickstart, "--out", out(name)] + more)
            #expect(program.status == 0)
            #expect(program.errors.isEmpty)
        }
        let first = try content("a")
        #expect(first.count > 190)
        #expect(try content("b") == first)
        #expect(try content("c") == first)
        let other = try Program(["fleet", "run", quickstart, "--out", out("d"), "--seed", "5"])
        #expect(other.status == 0)
        #expect(try content("d") != first)
    }

    @Test(
        "the quickstart gives exactly its findings, and verify agrees, with the trace and without",
        arguments: [true, false])
    func quickstartFindings(withTrace: Bool) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        guard let trace = Place.trace ?? (withTrace ? nil : folder) else { return }
        let run = try Program(
            ["fleet", "run", quickstart, "--out", out("q")] + (withTrace ? ["--trace", trace.path] : []))
        #expect(run.status == 0)
        let findings = try JSONValue(parsing: Place.bytes(folder.appending(path: "q/findings.json")))
        guard case .array(let items) = try #require(findings["findings"]).content else { return }
        let pairs = items.map { "\($0["rule"]?.content ?? .null) \($0["chip"]?.content ?? .null)" }
        #expect(
            pairs
                == [("IL-COMP-11", "chip-021"), ("IL-COMP-10", "chip-022"), ("IL-COMP-13", "chip-023")].map {
                    "\(JSONValue.Content.string($0.0)) \(JSONValue.Content.string($0.1))"
                })
        let verify = try Program([
            "verify", out("q/evidence"), "--trust", out("q/trust"), "--agreement", out("q/agreement.yaml"), "--format",
            "json",
        ])
        #expect(verify.status == 1)
        let judged = try JSONValue(parsing: Array(verify.output.utf8))
        guard case .array(let others) = try #require(judged["findings"]).content else { return }
        #expect(others.compactMap { $0["reason"] }.map(\.content) == items.compactMap { $0["sentence"] }.map(\.content))
    }

    @Test("bad input ends with 2, names the place, and leaves nothing behind")
    func badInput() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let agreement = try write(Written.agreement, "agreement.yaml")
        let good = try write(Written.head.replacing("requestsPerHour: 3600", with: "trace: required"), "good.yaml")
        let unknown = try write(Written.head.replacing("seed: 7", with: "sed: 7"), "unknown.yaml")
        let negative = try write(Written.head.replacing("total: 1e17", with: "total: -1"), "negative.yaml")
        let lost = try write(Written.head.replacing("agreement.yaml", with: "lost.yaml"), "lost-agreement.yaml")
        let empty = try write("", "empty")
        let truncated = try write(TraceTests.header + TraceTests.line + "2023-11-16 18:1", "truncated.csv")
        let cases: [([String], String)] = [
            ([unknown], "unknown.yaml:3:1: sed: "), ([negative], "negative.yaml:15:25: licences[0].allowances.total: "),
            ([lost], "lost-agreement.yaml:7:12: agreement: "), ([empty], "empty: "), ([out("absent")], "absent: "),
            ([agreement], "agreement.yaml:"), ([good], "--trace"), ([good, "--trace", empty], "empty:1: "),
            ([good, "--trace", truncated], "truncated.csv:3: "),
            ([good, "--trace", out("absent.csv")], "absent.csv: "),
            ([good, "--trace", good], "good.yaml:1: "), ([good, "--seed", "x"], "seed"),
        ]
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        for (arguments, message) in cases {
            let program = try Program(["fleet", "run"] + arguments + ["--out", out("result")])
            #expect(program.status == 2, "\(arguments)")
            #expect(program.errors.contains(message), "\(program.errors)")
            #expect(program.output.isEmpty)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
    }

    @Test("a directory with content is kept, unless it is a run and --force says so")
    func directories() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try write(Written.agreement, "agreement.yaml")
        let scenario = try write(Written.head, "s.yaml")
        _ = try write("mine", "letter")
        #expect(try Program(["fleet", "run", scenario, "--out", out("."), "--force"]).status == 2)
        #expect(try Program(["fleet", "run", scenario, "--out", out("letter"), "--force"]).status == 2)
        #expect(try Program(["fleet", "run", scenario, "--out", out("run")]).status == 0)
        #expect(try Program(["fleet", "run", scenario, "--out", out("run")]).status == 2)
        #expect(
            try Program(["fleet", "run", scenario, "--out", out("run"), "--force", "--format", "json"]).status == 0)
        #expect(try Program(["fleet", "run", scenario, "--out", out("letter/run")]).status == 3)
        #expect(try Place.bytes(folder.appending(path: "letter")) == Array("mine".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "agreement.yaml", "letter", "run", "s.yaml",
            ])
    }

    @Test("findings that are not the expected ones end with 1 and a list of them")
    func unexpected() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try write(Written.agreement, "agreement.yaml")
        let scenario = try write(Written.head + CheatTests.entry(.unlistedModel), "s.yaml")
        let program = try Program(["fleet", "run", scenario, "--out", out("run")])
        #expect(program.status == 1)
        #expect(program.output.contains("UNEXPECTED  IL-COMP-11"))
    }
}
