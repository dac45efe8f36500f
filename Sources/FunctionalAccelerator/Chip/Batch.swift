import Accelerator

/// The shape of one pass: equal sequences, each with tokens before those that are computed.
struct Batch: Hashable, Sendable {
    let sequences: Int
    let tokens: Int
    let cached: Int
    let counting: AttentionCounting

    /// Rows of activations.
    var rows: Int { sequences * tokens }
    /// The position of each row.
    var positions: [Int] { (0..<rows).map { cached + $0 % tokens } }

    /// Pairs of query and key that one head computes in one sequence.
    var pairs: Int {
        switch counting {
        case .full: tokens * (cached + tokens)
        case .causal: (0..<tokens).reduce(0) { $0 + cached + $1 + 1 }
        }
    }
}
