/// Which pairs of query and key an attention kernel computes.
///
/// PaLM's, Megatron's and Chinchilla's formulas count every pair, and so do kernels that mask after the product.
/// Kernels that skip masked blocks compute little more than half. The type makes the choice visible; nothing defaults.
public enum AttentionCounting: String, CaseIterable, Hashable, Sendable {
    /// Every token with every token of the sequence, masked ones included.
    case full
    /// Every token with itself and those before it.
    case causal

    /// Pairs of a sequence whose first `cached` tokens are already in the cache and whose next `tokens` are computed.
    func pairs(tokens: UInt128, cached: UInt128) -> UInt128 {
        switch self {
        case .full: tokens * (cached + tokens)
        case .causal: tokens * cached + tokens * (tokens + 1) / 2
        }
    }
}
