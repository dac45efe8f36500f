import Accelerator
import Appraisal
import Cluster

/// What a run under licence did, as text and as JSON.
struct RunReport: Encodable {
    let parameters: Int
    let tensor: Int
    let pipeline: Int
    let data: Int
    let numberFormat: String
    let seed: UInt64
    let stepsPlanned: Int
    let stepsLicensed: Int
    /// Mean loss of every step, in nats a byte.
    let losses: [Float]
    let chips: [Chip]
    let licence: String
    /// The most operations that may train the model over all chips, and those that did by its tickets, in decimal; null
    /// where there are no tickets that hold.
    let threshold: String
    let trained: String?
    /// Whether every counter of every meter is what loader and accelerator did.
    let metersAreExact: Bool
    /// The prompts, continued.
    let answers: [String]
    /// Why it ended before all was done; null where it did not.
    let stopped: String?
    /// The verdict before the attempt to train on.
    let verdict: String?
    /// Whether a step more was tried.
    let triedToTrainOn: Bool
    /// What the chips said to it.
    let refused: String?
    /// The verdict on all evidence.
    let verdictAtEnd: String
    /// The rules that its breaches and doubts are under, each with how many chips.
    let findings: [Finding]
    /// Whether all came as it should.
    let holds: Bool

    /// One chip.
    struct Chip: Encodable {
        let name: String
        let replica: Int
        let stage: Int
        let rank: Int
        /// Policy operations, a decimal string, as they may exceed what a JSON number holds.
        let operations: String
        let ofTraining: String
        let openings: UInt64
        let linkBytesSent: String
    }

    /// A rule with how many chips it was found on.
    struct Finding: Encodable {
        let rule: String
        let title: String
        let chips: Int
    }

    init(_ outcome: ClusterOutcome) {
        let (plan, step) = (outcome.plan, outcome.plan.step)
        parameters = Int(step.model.parameters.total)
        (tensor, pipeline, data) = (step.parallelism.tensor, step.parallelism.pipeline, step.parallelism.data)
        numberFormat = "\(step.format)"
        (seed, stepsPlanned, stepsLicensed) = (plan.seed, plan.steps, plan.licensedSteps)
        losses = outcome.losses
        chips = outcome.chips.map {
            Chip(
                name: $0.name, replica: $0.place.replica, stage: $0.place.stage, rank: $0.place.rank,
                operations: "\($0.operations)", ofTraining: "\($0.training)", openings: $0.openings,
                linkBytesSent: "\($0.linkBytes)")
        }
        licence = outcome.licence.digest.description
        threshold = "\(outcome.threshold)"
        trained = outcome.trained.map { "\($0)" }
        metersAreExact = outcome.isMeteredExactly
        answers = outcome.answers.map(RunReport.printable)
        stopped = outcome.stop?.description
        verdict = outcome.verdict?.rawValue
        (triedToTrainOn, refused) = (outcome.isAttempted, outcome.refusal?.description)
        verdictAtEnd = outcome.appraisal.verdict.rawValue
        findings = RunReport.findings(outcome.appraisal)
        holds = outcome.holds
    }

    private static func findings(_ appraisal: Appraisal) -> [Finding] {
        let told = appraisal.findings.filter { $0.severity != .note }
        return Rule.allCases.compactMap { rule in
            let chips = Set(told.filter { $0.rule == rule }.compactMap(\.chip)).count
            return told.contains { $0.rule == rule } ? Finding(rule: rule.id, title: rule.title, chips: chips) : nil
        }
    }

    /// What a model wrote, with a mark for what can't be printed.
    private static func printable(_ bytes: [UInt8]) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
            text.unicodeScalars.append(isControl ? "\u{fffd}" : scalar)
        }
        return text
    }
}
