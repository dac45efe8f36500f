import Accelerator
import Attestation
import Cryptography

extension ModelPlan {
    /// The published architecture whose weights have a digest under a name; agreements list digests alone.
    ///
    /// - Returns: the model, or nil where no published architecture in any format has it.
    package static func published(
        _ name: String, weights: Digest384, uses: Licence.Terms.Uses
    ) -> ModelPlan? {
        for preset in PublishedModel.allCases {
            for format in NumberFormat.allCases {
                guard let plan = try? ModelPlan(name: name, preset: preset, format: format, uses: uses),
                    plan.weights == weights
                else { continue }
                return plan
            }
        }
        return nil
    }

    /// Tokens of a sequence of `training(of:)`.
    package static let trainingTokens = 2048

    /// A training run on one chip that is worth so many operations and hardly more, in at most about a thousand steps.
    ///
    /// - Returns: how many sequences a step and its micro-batch have, how many steps there are, and what they come to; nil
    ///   where the model can't be trained so.
    package func training(of operations: UInt128) -> (sequences: Int, steps: Int, operations: UInt128)? {
        guard var step = operationsOfStep(with: 1) else { return nil }
        var sequences = 1
        if operations / step > 1024 {
            sequences = Int(clamping: min(1 << 20, operations / step / 1024 + 1))
            guard let larger = operationsOfStep(with: sequences) else { return nil }
            step = larger
        }
        let steps = operations / step + (operations % step == 0 ? 0 : 1)
        guard steps <= 1_000_000 else { return nil }
        return (sequences, Int(steps), steps * step)
    }

    private func operationsOfStep(with sequences: Int) -> UInt128? {
        let step = try? TrainingStep(
            model: transformer, format: format, sequences: sequences, microBatch: sequences,
            tokens: ModelPlan.trainingTokens, counting: .causal)
        guard let cost = try? step?.commands().cost.policyOperations, cost > 0 else { return nil }
        return cost
    }
}
