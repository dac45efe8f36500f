import Agreement
import Appraisal

/// The course of a case's verdicts: the changes before and after the time that an expectation is about.
struct TimeLine {
    /// The most lines.
    static let maximumCount = 8

    /// One line for each change.
    let lines: [String]

    init(_ judgement: Judgement, around expectation: Expectation) {
        var judgement = judgement
        let time = expectation.time ?? judgement.record.end
        var changes: [(tick: UInt64, text: String)] = []
        for tick in judgement.instants(through: max(time, judgement.record.end)) {
            guard let appraisal = judgement.appraisal(at: tick) else { continue }
            let told = appraisal.rules(ofChip: nil).filter { $0.severity != .note }
            let text = appraisal.verdict.rawValue + (told.isEmpty ? "" : "  \(Expectation.list(told))")
            if changes.last?.text != text { changes.append((tick, text)) }
        }
        let before = changes.count { $0.tick <= time }
        let start = max(0, min(before - TimeLine.maximumCount / 2, changes.count - TimeLine.maximumCount))
        lines = changes.dropFirst(start).prefix(TimeLine.maximumCount).map { "\($0.tick.asDuration)  \($0.text)" }
    }
}

extension Expectation {
    /// The tick that it is about; nil for the end.
    fileprivate var time: UInt64? {
        switch kind {
        case .verdict(let tick, _, _, _), .licence(_, let tick, _), .rung(let tick, _), .carriedOut(let tick, _),
            .escrow(_, let tick, _), .phase(let tick, _), .standing(let tick, _):
            tick
        case .first(_, let range), .always(_, let range), .never(_, let range): range.lowerBound
        case .detected(_, let since, _): since
        case .answer, .check, .trained, .gained, .share: nil
        }
    }
}
