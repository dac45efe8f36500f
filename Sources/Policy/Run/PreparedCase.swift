import Agreement
import Appraisal
import Attestation
import Cryptography

/// What an expectation met.
package struct Observation: Hashable, Sendable {
    /// What there was, in words.
    package let actual: String
    /// Whether that is what was expected.
    package let holds: Bool
    /// Rules that were found where the expectation asked for findings.
    let rules: [Rule]
    /// What there was, in the language of suites, one for each place that may be written anew; none where that can't be.
    var values: [String] = []
}

/// A case whose evidence is made: it can be judged under any agreement.
struct PreparedCase: Sendable {
    let policyCase: PolicyCase
    /// None, one, or one for each seed.
    let records: [EvidenceRecord]

    /// Makes the case's evidence.
    init(_ policyCase: PolicyCase, under agreement: Agreement, on bench: Workbench) throws(CaseFailure) {
        self.policyCase = policyCase
        switch policyCase.source {
        case .none: records = []
        case .written(let written):
            records = [EvidenceRecord(written, under: agreement, from: policyCase.start, on: bench)]
        case .fleet(let scenarios):
            var all: [EvidenceRecord] = []
            for scenario in scenarios { all.append(try EvidenceRecord(running: scenario, under: agreement)) }
            records = all
        }
    }

    /// A fresh judgement under an agreement.
    func judgements(under agreement: Agreement) -> Judgements {
        Judgements(records, under: agreement, phase: policyCase.phase)
    }

    /// What each expectation meets under an agreement. What `judgements` learn can serve again.
    func observations(under tested: TestedAgreement, _ judgements: inout Judgements) -> [Observation] {
        policyCase.expectations.map { every($0, tested, &judgements) }
    }

    /// What an expectation meets in every run, in the first that fails it, else in the first; or in all together.
    private func every(
        _ expectation: Expectation, _ tested: TestedAgreement, _ judgements: inout Judgements
    ) -> Observation {
        judgements.place = 0
        let first = observe(expectation, tested, &judgements)
        guard first.holds, records.count > 1, !expectation.isStatistical else { return first }
        for place in records.indices.dropFirst() {
            judgements.place = place
            let next = observe(expectation, tested, &judgements)
            guard next.holds else {
                return Observation(
                    actual: "\(next.actual) (with seed \(records[place].seed ?? 0))", holds: false, rules: next.rules)
            }
        }
        return first
    }

    /// In how many runs something comes up, against a bound.
    private func share(_ bound: Expectation.ShareBound, _ judgements: inout Judgements) -> Observation {
        var count = 0
        for place in records.indices {
            judgements.place = place
            let end = records[place].end
            guard let appraisal = judgements.appraisal(at: bound.tick ?? end) else { return PreparedCase.refused }
            if appraisal.shows(bound.target) { count += 1 }
        }
        let proportion = Proportion(count: count, runs: records.count)
        let limit =
            bound.isUpper
            ? proportion.upperBound(confidence: bound.confidence)
            : proportion.lowerBound(confidence: bound.confidence)
        return Observation(
            actual: "\(count) of \(records.count), so \(bound.isUpper ? "at most" : "at least") "
                + "\(Expectation.ShareBound.words(limit))",
            holds: bound.isUpper ? limit <= bound.share : limit >= bound.share, rules: [])
    }

    private func observe(
        _ expectation: Expectation, _ tested: TestedAgreement, _ judgement: inout Judgements
    ) -> Observation {
        let end = judgement.record?.end ?? policyCase.acts.map(\.tick).max() ?? 0
        switch expectation.kind {
        case .verdict(let tick, let chip, let verdict, let findings):
            guard let appraisal = judgement.appraisal(at: tick ?? end) else { return PreparedCase.refused }
            let (actual, rules) = (appraisal.verdict(ofChip: chip), appraisal.rules(ofChip: chip))
            let told = rules.filter { $0.severity != .note || findings.names($0) }
            return Observation(
                actual: actual.rawValue + (told.isEmpty ? "" : ": \(Expectation.list(told))"),
                holds: actual == verdict && findings.hold(told), rules: told,
                values: [actual.rawValue, told.isEmpty ? "none" : "[\(Expectation.list(told))]"])
        case .first(let target, let range):
            return first(target, in: range, end, &judgement)
        case .detected(let target, let since, let within):
            return detected(target, since: since, within: within, end, &judgement)
        case .always(let verdict, let range):
            return throughout(range, end, &judgement) { $0.verdict == verdict }
        case .never(let target, let range):
            return throughout(range, end, &judgement) { !$0.shows(target) }
        case .licence(let chip, let tick, let state):
            guard let appraisal = judgement.appraisal(at: tick ?? end) else { return PreparedCase.refused }
            let found = licence(of: chip, in: appraisal, at: tick ?? end, judgement.record)
            return PreparedCase.text(
                found.map { self.end(of: $0.terms, tested.agreement, tick ?? end, &judgement) ?? $0.state } ?? "none",
                state)
        case .rung(let tick, let text):
            let course = course(tested.agreement, through: tick ?? end, &judgement)
            return PreparedCase.text(course.rung(at: tick ?? end)?.rawValue ?? "none", text)
        case .carriedOut(let tick, let text):
            let course = course(tested.agreement, through: tick ?? end, &judgement)
            return PreparedCase.text(course.carriedOut(by: tick ?? end)?.rawValue ?? "none", text)
        case .escrow(let name, let tick, let text):
            let course = course(tested.agreement, through: tick ?? end, &judgement)
            return PreparedCase.text(course.escrow(name, at: tick ?? end), text)
        case .phase(let tick, let text):
            let course = course(tested.agreement, through: tick ?? end, &judgement)
            return PreparedCase.text(course.phase(at: tick ?? end) ?? "none", text)
        case .standing(let tick, let text):
            let course = course(tested.agreement, through: tick ?? end, &judgement)
            return PreparedCase.text(course.standing(at: tick ?? end), text)
        case .answer(let inquiry, let text): return PreparedCase.text(tested.agreement.answer(inquiry), text)
        case .check(let ids, let isStrict):
            let concerns = tested.concerns.filter { $0.stands || isStrict && $0.kind.level == .unsaid }
            let standing = Set(concerns.map(\.kind.id)).sorted()
            return Observation(
                actual: standing.isEmpty ? "holds" : standing.joined(separator: ", "), holds: standing == ids,
                rules: [],
                values: [
                    standing.isEmpty ? (isStrict ? "holds strictly" : "holds") : "[\(standing.joined(separator: ", "))]"
                ])
        case .share(let bound): return share(bound, &judgement)
        case .trained(let most):
            let trained = judgement.record?.trained ?? 0
            return Observation(actual: "\(trained)", holds: trained <= most, rules: [])
        case .gained(let range):
            let gained = judgement.record?.gained(under: tested.agreement, phase: policyCase.phase) ?? 0
            return Observation(actual: "\(gained)", holds: range.contains(gained), rules: [])
        }
    }

    private static func text(_ actual: String, _ expected: String) -> Observation {
        Observation(actual: actual, holds: actual == expected, rules: [], values: [actual.scalar])
    }

    /// The verifier takes no trust directory with other keys than the agreement names.
    private static let refused = Observation(
        actual: "refused: the agreement names other parties or keys", holds: false, rules: [])

    private func course(_ agreement: Agreement, through tick: UInt64, _ judgement: inout Judgements) -> Course {
        Course(
            of: agreement, from: policyCase.start, events: policyCase.acts,
            detections: judgement.detections(through: tick))
    }

    private func first(
        _ target: Expectation.Target, in range: ClosedRange<UInt64>, _ end: UInt64, _ judgement: inout Judgements
    ) -> Observation {
        let last = range.upperBound == .max ? end : max(end, range.upperBound)
        for tick in judgement.instants(through: last) {
            guard let appraisal = judgement.appraisal(at: tick) else { return PreparedCase.refused }
            guard appraisal.shows(target) else { continue }
            var rules: [Rule] = []
            if case .rule(let rule) = target { rules = [rule] }
            return Observation(
                actual: "\(target.word) first at \(tick.asDuration)", holds: range.contains(tick), rules: rules)
        }
        return Observation(actual: "never \(target.word)", holds: false, rules: [])
    }

    private func detected(
        _ target: Expectation.Target, since: UInt64, within: UInt64, _ end: UInt64, _ judgement: inout Judgements
    ) -> Observation {
        for tick in judgement.instants(through: max(end, since.addingOrMost(within))) {
            guard let appraisal = judgement.appraisal(at: tick) else { return PreparedCase.refused }
            guard appraisal.shows(target) else { continue }
            var rules: [Rule] = []
            if case .rule(let rule) = target { rules = [rule] }
            let when = tick < since ? "before, at \(tick.asDuration)" : "after \((tick - since).asDuration)"
            return Observation(
                actual: "\(target.word) \(when)", holds: tick >= since && tick - since <= within, rules: rules)
        }
        return Observation(actual: "never \(target.word)", holds: false, rules: [])
    }

    private func throughout(
        _ range: ClosedRange<UInt64>, _ end: UInt64, _ judgement: inout Judgements, _ holds: (Appraisal) -> Bool
    ) -> Observation {
        let last = range.upperBound == .max ? max(end, range.lowerBound) : range.upperBound
        for tick in Set((judgement.instants(through: last)) + [range.lowerBound]).sorted()
        where range.contains(tick) {
            guard let appraisal = judgement.appraisal(at: tick) else { return PreparedCase.refused }
            guard !holds(appraisal) else { continue }
            let told = appraisal.rules(ofChip: nil).filter { $0.severity != .note }
            return Observation(
                actual: "\(appraisal.verdict.rawValue) at \(tick.asDuration)"
                    + (told.isEmpty ? "" : ": \(Expectation.list(told))"), holds: false, rules: [])
        }
        return Observation(actual: "so it is", holds: true, rules: [])
    }

    /// What a chip's licence is worth at a tick, by its latest evidence; nil where it has none.
    private func licence(
        of chip: Int, in appraisal: Appraisal, at tick: UInt64, _ record: EvidenceRecord?
    ) -> (terms: Licence.Terms, state: String)? {
        guard appraisal.chips.indices.contains(chip), let state = appraisal.chips[chip].latest?.licence,
            let terms = record?.trust.licences.first(where: { $0.digest == state.digest })?.terms
        else { return nil }
        if tick >= terms.endTick { return (terms, "expired") }
        if state.total.used >= state.total.allowed { return (terms, "spent") }
        if state.training.allowed > 0, state.training.used >= state.training.allowed {
            return (terms, "training spent")
        }
        return (terms, "valid")
    }

    /// Whether parties suspended or revoked a licence, which is worth nothing then.
    private func end(
        of terms: Licence.Terms, _ agreement: Agreement, _ tick: UInt64, _ judgement: inout Judgements
    ) -> String? {
        let isAsked = policyCase.acts.contains { event in
            if case .carryOut = event.act { true } else { false }
        }
        guard isAsked else { return nil }
        return switch course(agreement, through: tick, &judgement).end(ofLicenceFrom: terms.firstTick, by: tick) {
        case .suspend: "suspended"
        case .revoke: "revoked"
        case nil, .warn, .throttle, .forfeit: nil
        }
    }
}

extension Expectation.Findings {
    /// Whether it names a rule, so that a note counts.
    fileprivate func names(_ rule: Rule) -> Bool {
        switch self {
        case .exactly(let rules): rules.contains(rule)
        case .some(let with, let without): with.contains(rule) || without.contains(rule)
        }
    }

    fileprivate func hold(_ rules: [Rule]) -> Bool {
        switch self {
        case .exactly(let wanted): rules == Set(wanted).sorted()
        case .some(let with, let without):
            with.allSatisfy(rules.contains) && !without.contains(where: rules.contains)
        }
    }
}

extension Appraisal {
    /// Whether a verdict or finding is there.
    fileprivate func shows(_ target: Expectation.Target) -> Bool {
        switch target {
        case .verdict(let verdict): self.verdict == verdict
        case .rule(let rule): findings.contains { $0.rule == rule }
        }
    }
}
