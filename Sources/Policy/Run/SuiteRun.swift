import Agreement
import Appraisal
import Dispatch
import Synchronization

/// Runs the cases of a suite, and weakens its agreement clause by clause. The result is the same for any number of jobs.
package struct SuiteRun: Sendable {
    private let suite: PolicySuite
    private let jobs: Int
    private let bench: Workbench

    /// A run of some cases of a suite.
    ///
    /// - Throws: `CaseFailure` where no evidence can be signed.
    package init(_ suite: PolicySuite, jobs: Int) throws(CaseFailure) {
        self.suite = suite
        self.jobs = jobs
        let chips = suite.cases.map { policyCase in
            if case .written(let evidence) = policyCase.source { evidence.chips } else { 0 }
        }
        do {
            bench = try Workbench(chips: chips.max() ?? 0, parties: suite.tested.agreement.parties.count)
        } catch { throw CaseFailure(reason: "the test's keys can't be certified: \(error.reason)") }
    }

    /// Runs all cases, and where every one passes and it is asked for, all mutants.
    package func run(mutating isMutating: Bool) -> SuiteResult {
        let lanes = each(suite.cases.count) { lane(suite.cases[$0]) }
        let results = lanes.map(\.result)
        // Against a case that fails already, nothing that a mutant does can be told.
        let isSound = results.allSatisfy { result in
            switch result.outcome {
            case .passed, .skipped: true
            case .failed, .error: false
            }
        }
        guard isMutating, isSound else { return SuiteResult(suite: suite, cases: results, mutation: nil) }
        let ready = lanes.compactMap { lane -> Ready? in
            guard let prepared = lane.prepared, let judgements = lane.judgements else { return nil }
            return (prepared, judgements, lane.observations)
        }
        let mutants = suite.draft.mutants
        let fates = each(mutants.count) { place in (mutant: mutants[place], fate: fate(of: mutants[place], ready)) }
        let surviving = Set(fates.filter { !$0.fate.isKilled }.map(\.mutant.clause))
        return SuiteResult(
            suite: suite, cases: results,
            mutation: MutationResult(
                fates: fates, wronglyExplained: suite.survivors.filter { !surviving.contains($0.clause) }))
    }

    private struct Lane: Sendable {
        let result: CaseResult
        var prepared: PreparedCase?
        var judgements: Judgements?
        var observations: [Observation] = []
    }

    private typealias Ready = (PreparedCase, Judgements, [Observation])

    private func lane(_ policyCase: PolicyCase) -> Lane {
        if let reason = policyCase.skip {
            return Lane(result: CaseResult(policyCase: policyCase, outcome: .skipped(reason), rules: []))
        }
        let prepared: PreparedCase
        do { prepared = try PreparedCase(policyCase, under: suite.tested.agreement, on: bench) } catch {
            return Lane(result: CaseResult(policyCase: policyCase, outcome: .error(error.reason), rules: []))
        }
        var judgements = prepared.judgements(under: suite.tested.agreement)
        let observations = prepared.observations(under: suite.tested, &judgements)
        var failures: [CaseResult.Failure] = []
        for (expectation, observation) in zip(policyCase.expectations, observations) where !observation.holds {
            failures.append(
                CaseResult.Failure(
                    expectation: expectation, actual: observation.actual,
                    timeLine: judgements.current.map { TimeLine($0, around: expectation).lines } ?? []))
        }
        let rules = observations.filter(\.holds).reduce(into: Set<Rule>()) { $0.formUnion($1.rules) }
        return Lane(
            result: CaseResult(
                policyCase: policyCase, outcome: failures.isEmpty ? .passed : .failed(failures), rules: rules,
                recordings: zip(policyCase.expectations, observations).filter { $0.0.recorded != nil }.map {
                    CaseResult.Recording(expectation: $0, values: $1.values, holds: $1.holds)
                }),
            prepared: prepared, judgements: judgements, observations: observations)
    }

    private func fate(
        of mutant: Mutant, _ cases: [Ready]
    ) -> MutationResult.Fate {
        var isSeen = false
        for (prepared, known, before) in cases {
            // Where the verifier asks the same, it finds the same.
            let isSame = known.isSame(under: mutant.tested.agreement, phase: prepared.policyCase.phase)
            var judgements = isSame ? known : prepared.judgements(under: mutant.tested.agreement)
            let after = prepared.observations(under: mutant.tested, &judgements)
            if after.contains(where: { !$0.holds }) { return .killed(by: prepared.policyCase.name) }
            isSeen = isSeen || after != before
        }
        return isSeen ? .unexpected : .unseen
    }

    /// The values for 0 up to `count`, made by several workers.
    private func each<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        guard count > 0 else { return [] }
        let values = Mutex<[Int: Value]>([:])
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
            while true {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < count else { return }
                let value = body(place)
                values.withLock { $0[place] = value }
            }
        }
        return values.withLock { values in (0..<count).compactMap { values[$0] } }
    }
}

extension MutationResult.Fate {
    /// Whether a case notices.
    package var isKilled: Bool {
        if case .killed = self { true } else { false }
    }
}
