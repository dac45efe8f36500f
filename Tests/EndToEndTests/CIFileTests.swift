import Foundation
import Testing

/// The files of `Specs/CI`, their steps run by a shell as they stand.
@Suite("CI files")
struct CIFileTests {
    /// The commands of a file, in their order: `run` of GitHub's steps, `script` of GitLab's jobs.
    static func steps(_ file: String) throws -> [String] {
        let text = try String(
            contentsOf: Program.root.appendingPathComponent("Specs/CI/\(file)"), encoding: .utf8)
        var steps: [String] = []
        var block: (indent: Int, isFolded: Bool, lines: [String])?
        var isScript = false
        let close = {
            guard let open = block else { return }
            steps.append(open.lines.joined(separator: open.isFolded ? " " : "\n"))
            block = nil
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let body = line.drop { $0 == " " }
            let indent = line.count - body.count
            if let open = block, indent > open.indent {
                block?.lines.append(String(line.dropFirst(open.isFolded ? indent : open.indent + 2)))
                continue
            }
            close()
            if isScript, body.hasPrefix("- ") {
                steps.append(String(body.dropFirst(2)))
                continue
            }
            isScript = body == "script:"
            guard let start = body.range(of: "run: "), body[..<start.lowerBound].allSatisfy({ "- ".contains($0) })
            else {
                continue
            }
            switch body[start.upperBound...] {
            case "|": block = (indent, false, [])
            case ">": block = (indent, true, [])
            default: steps.append(String(body[start.upperBound...]))
            }
        }
        close()
        return steps
    }

    /// A checkout of a merge request, whose target has the inference-only agreement, its suite and its scenarios.
    private func checkout() throws -> Program {
        let program = try Program()
        let made = try program.shell(
            """
            set -e
            git init -q -b main
            git config user.name Somebody
            git config user.email somebody@example.org
            mkdir agreements
            cp "$ROOT/Specs/Agreements/inference-only.yaml" agreements
            for name in inference-only.suite two-chips two-honest-chips; do
              sed 's|\\.\\./inference-only|inference-only|' "$ROOT/Specs/Agreements/Suites/$name.yaml" > agreements/$name.yaml
            done
            git add agreements
            git commit -q -m 'Agree'
            git update-ref refs/remotes/origin/main HEAD
            """)
        try #require(made.status == 0, "\(made.errors)")
        return program
    }

    /// The exit status of each step; GitHub runs each with `bash -e`, and goes on here as its `if: always()` does.
    private func run(_ steps: [String], in program: Program) throws -> [Program.Outcome] {
        try steps.map { step in
            try Data(step.utf8).write(to: program.folder.appendingPathComponent(".step"))
            return try program.shell("CI=true GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY=summary.md bash -e .step")
        }
    }

    @Test("GitHub's steps pass a change of nothing, and fail one that weakens")
    func github() throws {
        let program = try checkout()
        defer { program.remove() }
        let steps = try CIFileTests.steps("github.yml")
        try #require(steps.count == 3)
        let before = try run(steps, in: program)
        #expect(before.map(\.status) == [0, 0, 0], "\(before.map(\.errors))")
        _ = try program.shell(
            "sed -i 's/licence: 2/licence: 1/; s/total: 1e22/total: 1e23/' agreements/inference-only.yaml")
        let after = try run(steps, in: program)
        #expect(after.map(\.status) == [1, 1, 1])
        #expect(after[0].output.contains("quorum.licence"))
        let annotations = after[1].output.split(separator: "\n").count { $0.hasPrefix("::error") }
        #expect((1...10).contains(annotations))
        let folder = program.folder
        #expect(try String(contentsOf: folder.appendingPathComponent("summary.md"), encoding: .utf8).contains("fails"))
        let log =
            try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent("policy.sarif")))
            as? [String: Any]
        #expect(log?["version"] as? String == "2.1.0")
    }

    @Test("GitLab's job passes, and fails with a report")
    func gitlab() throws {
        let program = try checkout()
        defer { program.remove() }
        let steps = try CIFileTests.steps("gitlab.yml")
        try #require(steps.count == 1)
        #expect(try run(steps, in: program).map(\.status) == [0])
        _ = try program.shell("sed -i 's/licence: 2/licence: 1/' agreements/inference-only.yaml")
        #expect(try run(steps, in: program).map(\.status) == [1])
        let report = try String(contentsOf: program.folder.appendingPathComponent("policy.xml"), encoding: .utf8)
        #expect(report.contains("<failure ") && report.hasSuffix("</testsuites>\n"))
    }

    @Test("the hooks of pre-commit run what they name")
    func hooks() throws {
        let program = try checkout()
        defer { program.remove() }
        let text = try String(
            contentsOf: Program.root.appendingPathComponent(".pre-commit-hooks.yaml"), encoding: .utf8)
        let entries = text.split(separator: "\n").filter { $0.contains("entry: ") }.map {
            String($0.split(separator: ":", maxSplits: 1)[1].dropFirst())
        }
        #expect(entries == ["interlock agreement check", "interlock policy test"])
        #expect(try program.shell("\(entries[0]) agreements/inference-only.yaml").status == 0)
        #expect(try program.shell("\(entries[1]) .").status == 0)
        _ = try program.shell("sed -i 's/interval: 10m/interval: 20m/' agreements/inference-only.yaml")
        #expect(try program.shell("\(entries[1]) .").status == 1)
    }
}
