import Wire

/// Why a cluster did not go on: what it tried, and what each chip said that did not let it.
package struct ClusterStop: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried.
    package enum Attempt: String, Hashable, Sendable {
        /// To switch a chip on.
        case start = "switching on"
        /// To install a licence.
        case licence = "taking the licence"
        /// To load and measure weights.
        case load = "loading weights"
        /// To train one more step.
        case train = "training"
        /// To have the trained weights leave.
        case export = "exporting"
        /// To answer a prompt.
        case answer = "answering"
        /// To attest.
        case attest = "attesting"
    }

    /// What one chip said.
    package struct Refusal: Hashable, Sendable {
        /// The chip's name.
        package let chip: String
        /// Why it refused.
        package let obstacle: Obstacle
    }

    /// What was tried.
    package let attempt: Attempt
    /// The chips that refused, at least one, in the order of the cluster.
    package let refusals: [Refusal]

    /// The sentence without its end; chips that say the same are named together.
    package var description: String {
        var reasons: [(obstacle: Obstacle, chips: [String])] = []
        for refusal in refusals {
            if let known = reasons.firstIndex(where: { $0.obstacle == refusal.obstacle }) {
                reasons[known].chips.append(refusal.chip)
            } else {
                reasons.append((refusal.obstacle, [refusal.chip]))
            }
        }
        return "\(attempt.rawValue): "
            + reasons.map { "\($0.chips.joined(separator: ", ")): \($0.obstacle)" }.joined(separator: "; ")
    }
}
