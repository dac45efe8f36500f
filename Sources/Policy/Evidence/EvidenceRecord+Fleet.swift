import Agreement
import Appraisal
import Attestation
import Cryptography
import Fleet

extension EvidenceRecord {
    /// Runs a scenario's chips natively, with P-384 alone, and takes what reached the verifier.
    ///
    /// - Throws: `CaseFailure` where the scenario can't run.
    init(running scenario: Scenario, under agreement: Agreement) throws(CaseFailure) {
        let outcome: FleetOutcome
        do {
            let run = try FleetRun(scenario, trace: nil, mode: .native, signatures: .classicalOnly)
            outcome = try run.run(jobs: 1) { _ in }
        } catch FleetRun.Refusal.traceMissing {
            throw CaseFailure(reason: "the scenario needs a trace of requests; give it requestsPerHour")
        } catch { throw CaseFailure(reason: "the scenario can't run (\(error))") }
        var trust = outcome.trust
        trust.timing = AppraisalTiming(epoch: scenario.epoch, attestationInterval: 0, grace: 0)
        let appraiser = Appraiser(trust: trust, question: Question(time: .ofTheEvidence, signatures: .classicalOnly))
        var cache = ChainCache()
        var arrivals: [(tick: UInt64, examination: Examination)] = []
        for history in outcome.histories {
            for (place, delivery) in history.deliveries.enumerated() {
                guard let evidence = try? Evidence(delivery.evidence) else { continue }
                let exhibit = Exhibit(name: "chip-\(history.chip)/\(place)", bytes: delivery.evidence)
                // Its own time may be wrong, or long ago: it comes when it was asked for, or as late as it says.
                let asked = outcome.world.challenges[history.chip][delivery.challenge].tick
                arrivals.append((max(asked, evidence.claims.tick), appraiser.examine(exhibit, using: &cache)))
            }
        }
        self.trust = trust
        self.arrivals = arrivals.enumerated().sorted {
            ($0.element.tick, $0.offset) < ($1.element.tick, $1.offset)
        }.map(\.element)
        suspicions = FleetOutcome.suspicions(of: outcome.histories, in: outcome.world)
        end = scenario.duration
        seed = scenario.seed
        trained = outcome.trained
        attempts = scenario.cheats.map(\.act.attempt)
        deeds = outcome.histories.flatMap { $0.deeds.filter { $0.cheat != nil } }
        passed = outcome.histories.flatMap { history in
            history.passed.map { work in
                // What cheats got parties to sign comes after the scenario's own, each with the signers of one of these.
                let licence = work.licence.map { outcome.trust.licences[$0] }
                return PassedWork(
                    chip: history.chip, weights: work.model.map { scenario.models[$0].weights },
                    isTraining: work.isTraining, licence: licence,
                    signers: licence?.signerCount ?? 0, isTimely: work.isTimely,
                    isForbidden: work.isForbidden, operations: work.operations)
            }
        }
        keys = Dictionary(
            agreement.signatories.compactMap { party in party.key.map { (party.name, $0) } }
        ) { first, _ in first }
    }
}

/// Why a case could not be run.
package struct CaseFailure: Error, Hashable, Sendable {
    /// A sentence.
    package let reason: String
}
