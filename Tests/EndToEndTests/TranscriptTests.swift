import Foundation
import Testing

@Suite("Transcripts")
struct TranscriptTests {
    private func play(_ transcript: Transcript, _ name: String) throws {
        let program = try Program()
        defer { program.remove() }
        for folder in ["Specs", "Tests"] {
            try FileManager.default.createSymbolicLink(
                at: program.folder.appendingPathComponent(folder),
                withDestinationURL: Program.root.appendingPathComponent(folder))
        }
        try #require(!transcript.steps.isEmpty, "\(name) has no command")
        for step in transcript.steps {
            let outcome = try program.shell(step.command)
            var lines = (outcome.output + outcome.errors).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
            while lines.last?.isEmpty == true { lines.removeLast() }
            #expect(outcome.status == step.status, "\(name): $ \(step.command)\n\(lines.joined(separator: "\n"))")
            #expect(
                Transcript.matches(step.expected[...], lines[...]),
                "\(name): $ \(step.command) printed\n\(lines.joined(separator: "\n"))")
        }
    }

    @Test("say what the program prints", arguments: Transcript.files)
    func files(name: String) throws {
        let text = try String(contentsOf: Transcript.folder.appendingPathComponent(name), encoding: .utf8)
        try play(Transcript(text), name)
    }

    @Test("there are some")
    func some() { #expect(Transcript.files.count >= 3) }

    @Test("of the README too")
    func readme() throws {
        let text = try String(contentsOf: Program.root.appendingPathComponent("README.md"), encoding: .utf8)
        try play(Transcript(text, isMarkdown: true), "README.md")
    }

    @Test("of these pages too", arguments: ["Bundle", "Disclosure", "Inspection", "Transparency"])
    func pages(name: String) throws {
        let page = Program.root.appendingPathComponent("Specs/\(name).md")
        try play(Transcript(try String(contentsOf: page, encoding: .utf8), isMarkdown: true), name)
    }

    @Test("the memory map of Specs/Chip.md is the one that the program prints")
    func memoryMap() throws { try expect("Specs/Chip.md", toHoldWhatIsPrintedBy: "chip describe --format markdown") }

    @Test("the tables of Specs/Telemetry.md are those that the program prints")
    func telemetry() throws { try expect("Specs/Telemetry.md", toHoldWhatIsPrintedBy: "telemetry report") }

    private func expect(_ page: String, toHoldWhatIsPrintedBy command: String) throws {
        let program = try Program()
        defer { program.remove() }
        let printed = try program.interlock(command).output
        let text = try String(contentsOf: Program.root.appendingPathComponent(page), encoding: .utf8)
        #expect(printed.count > 2_000)
        #expect(text.contains(printed))
    }

    @Test("a wrong transcript is found out")
    func canary() {
        let transcript = Transcript("$ echo a\nb\n")
        #expect(!Transcript.matches(transcript.steps[0].expected[...], ["a"][...]))
        #expect(Transcript.matches(["a", "...", "z"][...], ["a", "b", "c", "z"][...]))
        #expect(!Transcript.matches(["a", "...", "z"][...], ["a", "b", "c"][...]))
    }
}
