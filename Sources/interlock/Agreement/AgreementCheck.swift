import Agreement
import ArgumentParser
import Attestation

struct AgreementCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find contradictions and gaps in agreements.",
        discussion: """
            Contradictions (AG-CON) are terms that can't all hold. Gaps (AG-GAP) are terms that nobody can carry out, \
            notice or rely on: a threshold that no meter sees, a quorum that one party can fake or block, a step that \
            can't be taken back. Both fail. Parties may accept a gap in the file itself, and must say why:

                accepted:
                  - {gap: AG-GAP-20, field: inspections, because: "The inspectorate keeps its own record."}

            What an agreement does not say at all (AG-NOT) is told, and fails only with --strict.

            Exit status: 0 it holds; 1 it does not; 2 the file is no agreement.

            EXAMPLES
              In a CI job, for all agreements:
                $ interlock agreement check Specs/Agreements/*.yaml --strict
            """)

    @Argument(help: "Agreements, YAML files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @Flag(help: "Fail on what is not said, too.")
    var strict = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        var status: Int32 = 0
        var values: [JSONValue] = []
        for file in files {
            let review = AgreementReview(try InputFile.content(of: file), file: file)
            switch format {
            case .text: print(ReviewText(review, file: file).lines.joined(separator: "\n"))
            case .json: values.append(review.json(file: file, holds: holds(review)))
            }
            for problem in review.problems { StandardError.write("error: \(problem)\n") }
            status = max(status, review.agreement == nil ? 2 : holds(review) ? 0 : 1)
        }
        if format == .json { print(JSONValue.array(values).text, terminator: "") }
        throw ExitCode(status)
    }

    private func holds(_ review: AgreementReview) -> Bool {
        review.holds && !(strict && review.concerns.contains { $0.kind.level == .unsaid })
    }
}

/// What a review found, for people.
private struct ReviewText {
    let lines: [String]

    init(_ review: AgreementReview, file: String) {
        guard review.agreement != nil else {
            lines = ["\(file): no agreement (\(ReviewText.count(review.problems.count, "problem")))"]
            return
        }
        let groups = [
            ("Contradictions", review.concerns.filter { $0.kind.level == .contradiction }),
            ("Gaps", review.concerns.filter { $0.kind.level == .gap && $0.stands }),
            ("Accepted gaps", review.concerns.filter { $0.acceptedBecause != nil }),
            ("Not said", review.concerns.filter { $0.kind.level == .unsaid }),
        ].filter { !$0.1.isEmpty }
        lines =
            ["\(file): \(review.holds ? "holds" : "does not hold")"]
            + groups.flatMap { title, concerns in
                ["", "\(title) (\(concerns.count))"] + concerns.flatMap(ReviewText.lines)
            }
    }

    private static func lines(_ concern: Concern) -> [String] {
        let place = [concern.file, concern.line.map(String.init), concern.column.map(String.init)].compactMap(\.self)
        return [
            "  \(concern.kind.id)  \(place.joined(separator: ":")): \(concern.field): \(concern.kind.title)",
            "      \(concern.reason); \(concern.acceptedBecause.map { "accepted: \($0)" } ?? concern.mend)",
        ]
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension AgreementReview {
    fileprivate func json(file: String, holds: Bool) -> JSONValue {
        .object([
            "file": .string(file), "holds": .boolean(holds),
            "problems": .array(
                problems.map { problem in
                    .object([
                        "line": problem.line.map { .number($0) } ?? .null,
                        "column": problem.column.map { .number($0) } ?? .null, "field": .string(problem.field),
                        "reason": .string(problem.reason), "mend": .string(problem.mend),
                    ])
                }),
            "concerns": .array(
                concerns.map { concern in
                    .object([
                        "id": .string(concern.kind.id), "level": .string(concern.kind.level.rawValue),
                        "title": .string(concern.kind.title), "line": concern.line.map { .number($0) } ?? .null,
                        "column": concern.column.map { .number($0) } ?? .null, "field": .string(concern.field),
                        "reason": .string(concern.reason), "mend": .string(concern.mend),
                        "accepted": concern.acceptedBecause.map { .string($0) } ?? .null,
                    ])
                }),
        ])
    }
}
