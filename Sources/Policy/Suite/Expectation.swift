import Agreement
import Appraisal

/// What a case expects.
package struct Expectation: Hashable, Sendable {
    /// A verdict or a rule.
    package enum Target: Hashable, Sendable {
        /// The verdict of all evidence.
        case verdict(Verdict)
        /// A finding.
        case rule(Rule)

        /// As it is written.
        package var word: String {
            switch self {
            case .verdict(let verdict): verdict.rawValue
            case .rule(let rule): rule.id
            }
        }
    }

    /// Which findings there must be.
    package enum Findings: Hashable, Sendable {
        /// These and no others; notes count only where one is named.
        case exactly([Rule])
        /// These at least, and none of those.
        case some(with: [Rule], without: [Rule])
    }

    /// What is looked at, and what it must be.
    package enum Kind: Hashable, Sendable {
        /// The verdict at a tick, of one chip or of all evidence, and the findings behind it.
        case verdict(at: UInt64?, chip: Int?, Verdict, Findings)
        /// When a verdict or finding first comes up.
        case first(Target, ClosedRange<UInt64>)
        /// How soon after a deed a verdict or finding first comes up, in ticks.
        case detected(Target, since: UInt64, within: UInt64)
        /// That a verdict holds throughout.
        case always(Verdict, ClosedRange<UInt64>)
        /// That a verdict or finding does not come up.
        case never(Target, ClosedRange<UInt64>)
        /// What a chip's licence is worth at a tick.
        case licence(chip: Int, at: UInt64?, String)
        /// The hardest step that is due at a tick.
        case rung(at: UInt64?, String)
        /// The hardest step that was due, and that parties carried out by a tick.
        case carriedOut(by: UInt64?, String)
        /// What has become of something in escrow at a tick.
        case escrow(String, at: UInt64?, String)
        /// The phase at a tick.
        case phase(at: UInt64?, String)
        /// Whether the agreement is in force at a tick.
        case standing(at: UInt64?, String)
        /// What the agreement answers.
        case answer(Inquiry, String)
        /// What `agreement check` finds; strictly, what is left unsaid counts, too.
        case check([String], isStrict: Bool)
        /// In how many runs with different seeds something comes up.
        case share(ShareBound)
        /// Operations that a fleet really trained with.
        case trained(most: UInt128)
        /// Operations that really passed, and that no licence of the agreement permits.
        case gained(ClosedRange<UInt128>)
    }

    /// Where a value stands in the suite's file that `--update` may write anew.
    package struct Slot: Hashable, Sendable {
        /// The line, from 1.
        let line: Int
        /// The column, from 1.
        let column: Int
        /// What stands there; nil for a list.
        let text: String?

        init(_ field: YAMLField) {
            (line, column) = field.place ?? (1, 1)
            text = field.scalar
        }
    }

    /// A bound on how often a verdict or finding comes up in independent runs.
    package struct ShareBound: Hashable, Sendable {
        /// What comes up.
        package let target: Target
        /// When that is asked; nil for the end.
        package let tick: UInt64?
        /// Whether it is the most, and not the least.
        package let isUpper: Bool
        /// The bound, in parts per million.
        package let share: UInt64
        /// How sure it must be, in parts per million.
        package let confidence: UInt64

        /// Parts per million as people read them.
        static func words(_ share: UInt64) -> String {
            let rest = String(share % 10_000)
            return "\(share / 10_000).\(String(repeating: "0", count: 4 - rest.count))\(rest) %"
        }
    }

    /// What is expected.
    package let kind: Kind
    /// The line in the suite's file, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int
    /// Where the values stand that `--update` may write anew; nil where they are for people alone to change.
    let recorded: [Slot]?

    /// Whether it says what the verdict is.
    var assertsVerdict: Bool {
        switch kind {
        case .verdict, .first, .detected, .always, .never, .share: true
        case .licence, .rung, .carriedOut, .escrow, .phase, .standing, .answer, .check, .trained, .gained: false
        }
    }

    /// Whether it is about what hosts did, which only a fleet tells.
    var isOfHosts: Bool {
        if case .trained = kind { true } else { false }
    }

    /// Whether it is about many runs.
    var isStatistical: Bool {
        if case .share = kind { true } else { false }
    }

    /// What is expected, in words.
    package var expected: String {
        switch kind {
        case .verdict(_, _, let verdict, .exactly(let rules)):
            verdict.rawValue + (rules.isEmpty ? "" : ": \(Expectation.list(rules))")
        case .verdict(_, _, let verdict, .some(let with, let without)):
            verdict.rawValue + (with.isEmpty ? "" : ", with \(Expectation.list(with))")
                + (without.isEmpty ? "" : ", without \(Expectation.list(without))")
        case .first(let target, let range):
            "\(target.word) first \(Expectation.time(range))"
        case .detected(let target, let since, let within):
            "\(target.word) within \(within.asDuration) of \(since.asDuration)"
        case .always(let verdict, _): "\(verdict.rawValue) throughout"
        case .never(let target, _): "never \(target.word)"
        case .licence(_, _, let text), .rung(_, let text), .carriedOut(_, let text), .escrow(_, _, let text),
            .phase(_, let text), .standing(_, let text), .answer(_, let text):
            text
        case .check(let ids, _): ids.isEmpty ? "holds" : ids.joined(separator: ", ")
        case .trained(let most): "at most \(most)"
        case .gained(let range):
            (range.lowerBound > 0 ? "at least \(range.lowerBound)" : "")
                + (range.lowerBound > 0 && range.upperBound < .max ? " and " : "")
                + (range.upperBound < .max ? "at most \(range.upperBound)" : "")
        case .share(let bound):
            "\(bound.target.word) in \(bound.isUpper ? "at most" : "at least") \(ShareBound.words(bound.share)) of runs, "
                + "with a confidence of \(ShareBound.words(bound.confidence))"
        }
    }

    /// What is looked at, in words.
    package var subject: String {
        switch kind {
        case .verdict(let tick, let chip, _, _):
            "verdict" + (chip.map { " of chip-\($0)" } ?? "") + Expectation.time(tick)
        case .first, .detected: "the first time"
        case .always(_, let range), .never(_, let range):
            "verdicts \(Expectation.time(range))"
        case .licence(let chip, let tick, _): "licence of chip-\(chip)" + Expectation.time(tick)
        case .rung(let tick, _): "consequence" + Expectation.time(tick)
        case .carriedOut(let tick, _): "consequence carried out" + Expectation.time(tick)
        case .escrow(let name, let tick, _): "escrow \(name)" + Expectation.time(tick)
        case .phase(let tick, _): "phase" + Expectation.time(tick)
        case .standing(let tick, _): "the agreement" + Expectation.time(tick)
        case .answer: "the agreement's answer"
        case .check: "agreement check"
        case .trained: "operations trained with"
        case .gained: "operations gained"
        case .share(let bound): "runs" + Expectation.time(bound.tick)
        }
    }

    static func list(_ rules: [Rule]) -> String { rules.map(\.id).joined(separator: ", ") }

    private static func time(_ range: ClosedRange<UInt64>) -> String {
        "from \(range.lowerBound.asDuration)"
            + (range.upperBound == .max ? " on" : " to \(range.upperBound.asDuration)")
    }

    private static func time(_ tick: UInt64?) -> String { tick.map { " at \($0.asDuration)" } ?? " at the end" }
}
