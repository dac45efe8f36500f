import Agreement
import Cryptography

/// A simulated run of a fleet under an agreement: who, which chips, what they do, who cheats, what must be found.
package struct Scenario: Sendable {
    /// The version of the format.
    package static let version: UInt64 = 1
    /// The most chips of a fleet.
    package static let maximumChips = 100_000
    /// The longest run, in ticks: one year.
    package static let maximumDuration: UInt64 = 366 * 86400

    /// Its name.
    package let name: String
    /// Where all randomness comes from, unless the command line says otherwise.
    package var seed: UInt64
    /// The moment of tick 0.
    package let epoch: UTCSeconds
    /// How long the run is, in ticks of one second.
    package let duration: UInt64
    /// Who makes the chips.
    package let vendor: String
    /// What the parties agreed on.
    package let agreement: Agreement
    /// How many chips there are.
    package let chipCount: Int
    /// The models.
    package let models: [ModelPlan]
    /// The licences.
    package let licences: [LicencePlan]
    /// What honest hosts do.
    package let workloads: [WorkloadPlan]
    /// Announced power cycles.
    package let restarts: [RestartPlan]
    /// What dishonest hosts do.
    package let cheats: [CheatPlan]
    /// The findings that must be made, and no others.
    package let expected: [ExpectedFinding]

    /// Whether it can't run without a trace.
    package var requiresTrace: Bool {
        workloads.contains { workload in
            if case .inference(_, .trace) = workload.kind { true } else { false }
        }
    }

    /// Whether a trace has a use.
    package var takesTrace: Bool {
        workloads.contains { workload in
            switch workload.kind {
            case .inference(_, .trace), .inference(_, .traceOrRate): true
            case .inference(_, .rate), .training: false
            }
        }
    }

    /// What a chip is called: `chip-007`.
    package func chipName(_ chip: Int) -> String { Scenario.chipName(chip, of: chipCount) }

    /// What a chip of a fleet is called.
    static func chipName(_ chip: Int, of count: Int) -> String {
        let digits = max(3, String(count - 1).count)
        let number = String(chip)
        return "chip-" + String(repeating: "0", count: max(0, digits - number.count)) + number
    }
}
