import Foundation

/// A terminal session written down: `$ ` lines are commands, what follows is what they print. A line `...` stands for
/// any number of lines; `[exit N]` at the end of an output is the exit status, 0 where it is missing.
struct Transcript {
    /// A command and what it prints.
    struct Step {
        var command: String
        var expected: [String] = []
        var status: Int32 = 0
    }

    /// Where the transcripts are.
    static let folder = Program.root.appendingPathComponent("Tests/EndToEndTests/Transcripts")
    /// Their names, sorted.
    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
        $0.hasSuffix(".console")
    }.sorted()

    let steps: [Step]

    /// Reads a `.console` file, or the ```` ```console ```` blocks of a Markdown file.
    init(_ text: String, isMarkdown: Bool = false) {
        var steps: [Step] = []
        var isInside = !isMarkdown
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if isMarkdown, line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2))))
            } else if isInside, !steps.isEmpty {
                let last = steps.count - 1
                if steps[last].command.hasSuffix("\\") {
                    steps[last].command.removeLast()
                    steps[last].command += line.trimmingCharacters(in: .whitespaces)
                } else if line.hasPrefix("[exit "), let status = Int32(line.dropFirst(6).dropLast()) {
                    steps[last].status = status
                } else {
                    steps[last].expected.append(line)
                }
            }
        }
        for index in steps.indices {
            while steps[index].expected.last?.isEmpty == true { steps[index].expected.removeLast() }
        }
        self.steps = steps
    }

    /// Whether `lines` are what was expected.
    static func matches(_ expected: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return lines.isEmpty }
        if first == "..." {
            return (lines.startIndex...lines.endIndex).contains { matches(expected.dropFirst(), lines[$0...]) }
        }
        return lines.first == first && matches(expected.dropFirst(), lines.dropFirst())
    }
}
