import Accelerator
import Appraisal
import Attestation
import Cryptography

/// What came of a run: what left the chips, what the verifier makes of it, and what really happened.
package struct FleetOutcome: Sendable {
    /// The world in which it ran.
    package let world: FleetWorld
    /// What the verifier trusts and knows.
    package let trust: TrustStore
    /// The trace that drove inference.
    package let trace: RequestTrace?
    /// The chips, by number.
    package let histories: [ChipHistory]
    /// The appraisal of all evidence.
    package let appraisal: Appraisal

    /// The scenario.
    package var scenario: Scenario { world.scenario }

    /// The paths of a chip's evidence, in the order of time.
    static func evidencePaths(of history: ChipHistory, in scenario: Scenario) -> [String] {
        let name = scenario.chipName(history.chip)
        let digits = max(3, String(history.deliveries.count).count)
        return history.deliveries.indices.map { index in
            let number = String(index)
            return "evidence/\(name)-" + String(repeating: "0", count: digits - number.count) + number + ".cbor"
        }
    }

    /// What the agreement's detector of training says of the chips.
    package static func suspicions(of histories: [ChipHistory], in world: FleetWorld) -> [Suspicion] {
        histories.flatMap { history in
            (history.telemetry?.alarms ?? []).map { tick in
                Suspicion(
                    chip: world.chips[history.chip], tick: tick,
                    windows: world.scenario.agreement.detector?.windows ?? 0)
            }
        }
    }

    /// All work, over all chips.
    package var work: ChipHistory.Work {
        histories.reduce(into: ChipHistory.Work()) { sum, history in
            sum.served += history.work.served
            sum.unserved += history.work.unserved
            sum.promptTokens += history.work.promptTokens
            sum.generatedTokens += history.work.generatedTokens
            sum.waiting += history.work.waiting
            sum.trainingSteps += history.work.trainingSteps
            sum.busy += history.work.busy
        }
    }

    /// All that accelerators executed, by the hosts' counts.
    package var executed: Accelerator.Counters { histories.reduce(into: .zero) { $0 += $1.executed } }

    /// Operations that were trained with, by the hosts' counts.
    package var trained: UInt128 { histories.reduce(0) { $0 + $1.trained } }

    /// What was done in the course of a cheat, in the order of time.
    package func deeds(of cheat: Int) -> [Deed] {
        histories[scenario.cheats[cheat].chip].deeds.filter { $0.cheat == cheat }
    }

    /// The findings about a chip.
    package func findings(of chip: Int) -> [Finding] {
        appraisal.findings.filter { $0.chip == world.chips[chip] }
    }

    /// How the findings differ from those that the scenario expects.
    package var difference: FindingsDifference {
        FindingsDifference(expected: scenario.expected, found: appraisal.findings, chips: world.chips)
    }

    /// Whether the run showed what the scenario says that it shows.
    package var isAsExpected: Bool {
        difference.isEmpty && (!scenario.expected.isEmpty || appraisal.verdict == .kept)
    }
}
