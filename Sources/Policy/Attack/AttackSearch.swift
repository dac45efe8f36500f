import Agreement
import Appraisal
import Cryptography
import Fleet

/// Looks for the cheapest breach that the verifier does not notice. The same seed finds the same.
package struct AttackSearch {
    /// What noticed, and when.
    package struct Notice: Hashable, Sendable {
        /// The verdict.
        package let verdict: Verdict
        /// The rule that it rests on.
        package let rule: Rule?
        /// The tick.
        package let tick: UInt64
    }

    private let draft: AgreementDraft
    let terms: AttackTerms
    let seed: UInt64
    private let budget: Int
    private let bench: Workbench
    private var judged = 0
    private var known: [AttackPlan: Notice?] = [:]

    var agreement: Agreement { draft.tested.agreement }

    /// A search.
    ///
    /// - Parameters:
    ///   - draft: the agreement.
    ///   - terms: what is taken for granted.
    ///   - seed: where chance comes from.
    ///   - budget: how many scenarios may be judged to find breaches, from 1; each goal has an equal share. Making a
    ///     breach small, and trying its mend, come on top.
    /// - Throws: `CaseFailure` where no evidence can be signed.
    package init(_ draft: AgreementDraft, _ terms: AttackTerms, seed: UInt64, budget: Int) throws(CaseFailure) {
        self.draft = draft
        self.terms = terms
        self.seed = seed
        self.budget = budget
        do {
            bench = try Workbench(
                chips: AttackPlan.maximumChips, parties: draft.tested.agreement.parties.count)
        } catch { throw CaseFailure(reason: "the search's keys can't be certified: \(error.reason)") }
    }

    /// Looks for each goal.
    ///
    /// - Parameters:
    ///   - onChips: whether emulated chips try what was found, and the cheats of the library, too.
    ///   - mixes: how many mixes of these cheats they try at the most.
    /// - Returns: what was found.
    /// - Throws: `CaseFailure` where an attack can't be written.
    package mutating func run(onChips: Bool, mixes: Int) throws(CaseFailure) -> AttackResult {
        let longest = UInt64.max / UInt64(Series.maximumCount + 1)
        guard AttackScenario.every(under: agreement, terms) <= longest else {
            throw CaseFailure(reason: "no series of answers spans such an interval; make it at most \(longest) s")
        }
        let goals = AttackGoal.all(under: agreement)
        var outcomes: [AttackResult.Outcome] = []
        for (place, goal) in goals.enumerated() {
            var outcome = try look(for: goal, until: judged + max(1, (budget - judged) / (goals.count - place)))
            if onChips, case .unnoticed(var breach) = outcome.kind {
                breach.confirmation = confirmation(of: breach.scenario)
                outcome.kind = .unnoticed(breach)
            }
            outcomes.append(outcome)
        }
        var result = AttackResult(
            agreement: agreement, terms: terms, seed: seed, judged: judged, outcomes: outcomes)
        guard onChips else { return result }
        do throws(AttackFleet.Untried) {
            var library = try MixSearch(self)
            result.cheats = library.alone()
            guard mixes > 0 else { return result }
            result.mix = library.cheapest(budget: mixes)
            result.mixesTried = library.tried
        } catch {
            result.cheats = CheatKind.allCases.map { .init(name: $0.rawValue, kind: .untried(error.reason)) }
        }
        return result
    }

    /// The agreement with other values, or nil where they do not fit it.
    func mended(by changes: [(path: String, text: String)]) -> Agreement? { draft.changing(changes)?.agreement }

    /// Why the parties accept that a mix is not noticed: that keys suffice, or that nobody asks; nil where they do not.
    func accepted(_ mix: CheatMix) -> String? {
        let tested = draft.tested
        let isHidden = mix.covers.contains(.outage) || mix.cheats.contains(.withheldEvidence)
        return (mix.cheats.contains(.stolenKeys) ? AttackGoal.alone.accepted(in: tested) : nil)
            ?? (isHidden ? AttackGoal.dark.accepted(in: tested) : nil)
    }

    private mutating func look(
        for goal: AttackGoal, until limit: Int
    ) throws(CaseFailure) -> AttackResult.Outcome {
        let title = goal.title(under: agreement)
        var stream = SeededStream(seed: seed, name: "policy/attack/\(title)")
        var noticed: Notice?
        var plan = AttackPlan(goal: goal)
        var draws = 0
        while judged < limit, draws < limit * 8 {
            if let scenario = AttackScenario(plan, under: agreement, terms) {
                guard let notice = try notice(of: scenario, under: agreement, counting: true) else {
                    return try found(plan, title)
                }
                if noticed == nil { noticed = notice }
            }
            draws += 1
            if goal == .dark { break }
            // Few more often than many: they cost less, and are judged sooner.
            plan.chips = min(AttackPlan.maximumChips, 1 + Int(stream.number(below: 1 << stream.number(below: 6))))
            plan.licences = min(AttackPlan.maximumLicences, 1 + Int(stream.number(below: 1 << stream.number(below: 4))))
            plan.doublings = Int(stream.number(below: 8))
            plan.covers = AttackPlan.Cover.allCases.filter { _ in stream.number(below: 4) == 0 }
        }
        return AttackResult.Outcome(goal: goal, title: title, kind: noticed.map { .noticed($0) } ?? .impossible)
    }

    /// The smallest plan of its kind, what it gains at the most, and what would have noticed it.
    private mutating func found(_ plan: AttackPlan, _ title: String) throws(CaseFailure) -> AttackResult.Outcome {
        var plan = plan
        var isShrinking = true
        while isShrinking {
            isShrinking = false
            for smaller in plan.smaller {
                guard try isUnnoticed(smaller) else { continue }
                plan = smaller
                isShrinking = true
                break
            }
        }
        var greatest = plan
        while case let next = greatest.doubled, try isUnnoticed(next) { greatest = next }
        guard let scenario = AttackScenario(plan, under: agreement, terms),
            let most = AttackScenario(greatest, under: agreement, terms)
        else { return AttackResult.Outcome(goal: plan.goal, title: title, kind: .impossible) }
        let changes = plan.goal.mend(under: agreement, terms)
        var mend: AttackResult.Mend?
        if !changes.isEmpty, let mended = draft.changing(changes)?.agreement,
            let notice = try notice(of: scenario, under: mended, counting: false)
        {
            mend = AttackResult.Mend(
                changes: changes.map { "\($0.path): \($0.text)" }, notice: notice)
        }
        return AttackResult.Outcome(
            goal: plan.goal, title: title,
            kind: .unnoticed(
                AttackResult.Breach(
                    plan: plan, scenario: scenario, gained: most.gained, cost: plan.cost(terms), mend: mend,
                    accepted: plan.goal.accepted(in: draft.tested))))
    }

    private mutating func isUnnoticed(_ plan: AttackPlan) throws(CaseFailure) -> Bool {
        guard let scenario = AttackScenario(plan, under: agreement, terms) else { return false }
        return try notice(of: scenario, under: agreement, counting: true) == nil
    }

    /// When a verdict is first anything but kept, by the verifier's own rules; nil where that is never.
    private mutating func notice(
        of scenario: AttackScenario, under judging: Agreement, counting isCounted: Bool
    ) throws(CaseFailure) -> Notice? {
        if isCounted, let known = known[scenario.plan] { return known }
        let record: EvidenceRecord
        do throws(AgreementError) {
            // The written test is what is judged: it is read as a suite's is.
            let text = (["- name: x"] + scenario.lines.map { String($0.dropFirst(2)) }).joined(separator: "\n")
            let context = SuiteContext(agreement: agreement, strangers: [AttackScenario.stranger])
            let field = try YAMLField(file: "attack", bytes: Array(text.utf8))
            let tests = try field.items { (item) throws(AgreementError) in item }
            guard let test = tests.first, let written = try WrittenEvidence(test, fixtures: nil, context) else {
                throw field.error("there is no evidence", mend: "write some")
            }
            record = EvidenceRecord(written, under: agreement, from: PolicyCase.defaultStart, on: bench)
        } catch { throw CaseFailure(reason: "an attack can't be written as a test (\(error))") }
        var judgement = Judgement(record, under: judging, phase: terms.phase)
        var first: Notice?
        // Before the first answer there is nothing to notice.
        for tick in judgement.instants(through: scenario.deadline) where tick >= scenario.delay {
            guard let appraisal = judgement.appraisal(at: tick) else {
                throw CaseFailure(reason: "the verifier refuses the trust directory of the search")
            }
            guard appraisal.verdict != .kept else { continue }
            first = Notice(appraisal, at: tick)
            break
        }
        if isCounted {
            judged += 1
            known[scenario.plan] = .some(first)
        }
        return first
    }
}

extension AttackPlan {
    /// Plans with less of one thing each, the boldest first.
    fileprivate var smaller: [AttackPlan] {
        var plans: [AttackPlan] = []
        if !covers.isEmpty { plans.append(with { $0.covers = [] }) }
        plans += covers.map { cover in with { $0.covers.removeAll { $0 == cover } } }
        plans += (1..<chips).map { count in with { $0.chips = count } }
        plans += (1..<licences).map { count in with { $0.licences = count } }
        if doublings > 0 { plans.append(with { $0.doublings = 0 }) }
        return plans
    }

    /// The plan with twice as much beyond the limit.
    fileprivate var doubled: AttackPlan { with { $0.doublings += 1 } }

    private func with(_ change: (inout AttackPlan) -> Void) -> AttackPlan {
        var plan = self
        change(&plan)
        return plan
    }
}
