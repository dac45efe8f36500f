import Accelerator
import Agreement
import Attestation
import Cryptography
import FunctionalAccelerator

/// What the parties of a cluster agree on and license: the parts of one model, trained up to a threshold that holds for
/// all chips together, and served.
package struct ClusterTerms: Sendable {
    /// How long licences are valid, in ticks.
    static let validity: UInt64 = 30 * 86_400
    /// How many boots they are valid in.
    static let boots: UInt64 = 16

    /// The agreement.
    package let agreement: Agreement
    /// Its file.
    package let file: [UInt8]
    /// The most operations that may train the model, over all chips.
    package let threshold: UInt128
    private let parts: [Digest384]
    private let total: UInt128
    private let quantum: UInt128

    /// The terms of a plan.
    ///
    /// A chip alone may do twice as much as the threshold, so that it is the threshold that binds, not an allowance.
    ///
    /// - Throws: `ShapeError` where the model does not divide exactly; `ClusterPlanError` where the quantum does not fit.
    init(_ plan: ClusterPlan, _ step: Schedule, _ layout: Layout, parts: [Digest384]) throws {
        var answers: UInt128 = 0
        var exchange = step.largestExchange
        for prompt in plan.prompts {
            for filling in CacheFillings(prompt: prompt.count, count: plan.generated, capacity: plan.step.tokens) {
                let request = try InferenceRequest(
                    model: plan.step.model, format: plan.step.format, promptTokens: filling.promptTokens,
                    generatedTokens: filling.generatedTokens, counting: plan.step.counting)
                let schedule = try Schedule(request, of: plan.step, by: 0, on: layout)
                answers += schedule.operations.most
                exchange = max(exchange, schedule.largestExchange)
            }
        }
        self.parts = parts
        threshold = step.operations.all * UInt128(plan.licensedSteps)
        // Whoever asks may ask again.
        total = 2 * threshold + 2 * answers
        quantum = plan.quantum ?? max(step.operations.most, exchange)
        guard quantum >= exchange else { throw ClusterPlanError.quantumBelowExchange(exchange) }
        let openings = total / quantum
        guard openings <= ClusterPlan.openingLimit else { throw ClusterPlanError.tooManyOpenings(openings) }
        file = ClusterTerms.file(
            parts: parts, total: threshold + 2 * answers * UInt128(plan.step.parallelism.chips),
            training: threshold)
        agreement = try Agreement(file, file: "agreement.yaml")
    }

    /// The licence to train and to serve the model, for these chips.
    func licence(for chips: [ChipID]) -> Licence.Terms {
        var terms = Licence.Terms(
            agreement: agreement.digest, sequence: 1, chips: chips, totalAllowance: total,
            trainingAllowance: 2 * threshold,
            models: parts.map { .init(weights: $0, uses: [.inference, .training]) }, firstTick: 0,
            endTick: ClusterTerms.validity, firstBoot: 1, lastBoot: ClusterTerms.boots, quantum: quantum)
        terms.run = .init(threshold: threshold)
        return terms
    }

    private static func file(parts: [Digest384], total: UInt128, training: UInt128) -> [UInt8] {
        var lines = [
            "agreement: 1", "name: One model, trained and served", "beneficiary: the cluster",
            "parties: [\(ClusterPlan.parties.joined(separator: ", "))]",
            "quorum: {licence: \(ClusterPlan.quorum), firmware: \(ClusterPlan.quorum)}",
            "allowances: {total: \(total), training: \(training)}", "models:",
        ]
        for (number, part) in parts.enumerated() {
            lines.append("  - {name: part-\(number), weights: \(part), uses: [inference, training]}")
        }
        lines += [
            "thresholds: [{name: one run, over: run, operations: \(training)}]",
            "monitoring: {interval: 1h, grace: 10m}",
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
