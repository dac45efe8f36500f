import Agreement
import Appraisal

/// What `--update` writes into a suite's file: what recorded expectations met, instead of what they say.
///
/// Only values of expectations that are marked `recorded: yes` are touched, each in its place; nothing is added.
package struct SuiteUpdate: Sendable {
    /// A value that is written anew.
    package struct Change: Hashable, Sendable {
        /// The line, from 1.
        package let line: Int
        /// What stands on the line.
        package let before: String
        /// What will stand there.
        package let after: String
        /// Whether the verifier would find less than was recorded; such a change needs a person's eye more than others.
        package let isMilder: Bool
    }

    /// The changes, by line; one for each line.
    package let changes: [Change]
    /// Recorded expectations that fail, and why they can't be written anew.
    package let refusals: [AgreementError]
    private let lines: [String]

    /// What to write after a run.
    ///
    /// - Parameters:
    ///   - result: what came of the suite.
    ///   - text: its file.
    package init(_ result: SuiteResult, of text: String) {
        // By scalars: a carriage return and a line feed are one character, and stay at the line's end.
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        var wanted: [Expectation.Slot: Wanted] = [:]
        var refusals: [AgreementError] = []
        var refused: Set<Int> = []
        for (slot, next) in SuiteUpdate.values(result) {
            let other = wanted[slot] ?? next
            if other.value != next.value, refused.insert(slot.line).inserted {
                refusals.append(
                    slot.refusal(
                        result.suite.file, "cases of one test met different things (\(other.value), \(next.value))",
                        mend: "take recorded out, or write a test for each"))
            }
            wanted[slot] = Wanted(
                value: next.value, isMilder: other.isMilder || next.isMilder, isNew: other.isNew || next.isNew)
        }
        // From the right, so that columns further left stay what they are.
        let ordered = wanted.filter(\.value.isNew).sorted {
            ($0.key.line, $0.key.column) > ($1.key.line, $1.key.column)
        }
        var milder: Set<Int> = []
        let before = lines
        for (slot, value) in ordered where !refused.contains(slot.line) {
            guard lines.indices.contains(slot.line - 1),
                let line = slot.replacing(in: lines[slot.line - 1], with: value.value)
            else {
                refusals.append(
                    slot.refusal(
                        result.suite.file, "what is recorded is made of a parameter, or stands on several lines",
                        mend: "write it out on one line"))
                refused.insert(slot.line)
                continue
            }
            lines[slot.line - 1] = line
            if value.isMilder { milder.insert(slot.line) }
        }
        for line in refused where lines.indices.contains(line - 1) { lines[line - 1] = before[line - 1] }
        self.lines = lines
        self.refusals = refusals.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
        changes = lines.indices.filter { lines[$0] != before[$0] }.map { index in
            Change(
                line: index + 1, before: before[index], after: lines[index], isMilder: milder.contains(index + 1))
        }
    }

    /// The file with the changes.
    package var text: String { lines.joined(separator: "\n") }

    /// The changes, and what can't be changed, for people.
    package func difference(file: String) -> String {
        var text = ""
        for change in changes {
            text += "\(file):\(change.line)\(change.isMilder ? ": MILDER, less is found than was recorded" : "")\n"
            text += "- \(change.before)\n+ \(change.after)\n"
        }
        return text
    }

    /// What was met at each place of recorded expectations: those that hold, too, for cases of one test share a place.
    private static func values(_ result: SuiteResult) -> [(Expectation.Slot, Wanted)] {
        result.cases.flatMap(\.recordings).flatMap { item -> [(Expectation.Slot, Wanted)] in
            guard let slots = item.expectation.recorded, item.values.count == slots.count else { return [] }
            return zip(slots, item.values).map {
                ($0, Wanted(value: $1, isMilder: !item.holds && item.isMilder, isNew: !item.holds))
            }
        }
    }

    /// What is to stand at a place.
    private struct Wanted {
        let value: String
        let isMilder: Bool
        /// Whether something else was recorded.
        let isNew: Bool
    }
}

extension CaseResult.Recording {
    /// Whether less was found than was recorded: a milder verdict or step, or a finding fewer.
    fileprivate var isMilder: Bool {
        switch expectation.kind {
        case .verdict(_, _, let verdict, .exactly(let rules)):
            let grave = [Verdict.kept, .indeterminate, .broken].map(\.rawValue)
            let fewer = rules.contains { rule in !(values.last?.contains(rule.id) ?? false) }
            return fewer || SuiteUpdate.isLess(values.first, than: verdict.rawValue, in: grave)
        case .rung(_, let step), .carriedOut(_, let step):
            return SuiteUpdate.isLess(values.first, than: step, in: ["none"] + Rung.allCases.map(\.rawValue))
        case .verdict, .first, .detected, .always, .never, .licence, .escrow, .phase, .standing, .answer, .check,
            .trained, .gained, .share:
            return false
        }
    }
}

extension SuiteUpdate {
    fileprivate static func isLess(_ word: String?, than other: String, in order: [String]) -> Bool {
        guard let word, let place = order.firstIndex(of: word), let limit = order.firstIndex(of: other) else {
            return false
        }
        return place < limit
    }
}

extension Expectation.Slot {
    fileprivate func refusal(_ file: String, _ reason: String, mend: String) -> AgreementError {
        AgreementError(file: file, line: line, column: column, field: "recorded", reason: reason, mend: mend)
    }

    /// The line with another value; nil where what stands there is not what was read.
    fileprivate func replacing(in line: String, with value: String) -> String? {
        let scalars = Array(line.unicodeScalars)
        let start = column - 1
        guard start >= 0, start < scalars.count else { return nil }
        let rest = scalars[start...]
        let end: Int
        switch (scalars[start], text) {
        case ("[", nil):
            guard let close = rest.firstIndex(of: "]"), !rest[..<close].contains("#") else { return nil }
            end = close + 1
        case (_, nil): return nil
        case ("\"", let text?), ("'", let text?):
            let quote = scalars[start]
            guard let close = rest.dropFirst().firstIndex(of: quote),
                String(String.UnicodeScalarView(scalars[(start + 1)..<close])) == text
            else { return nil }
            end = close + 1
        case (_, let text?):
            guard rest.starts(with: Array(text.unicodeScalars)) else { return nil }
            end = start + text.unicodeScalars.count
        }
        return String(String.UnicodeScalarView(scalars[..<start])) + value
            + String(String.UnicodeScalarView(scalars[end...]))
    }
}
