/// The formula by which a source counts the operations of its run, with the numbers that the source puts in.
public enum SourceFormula: Hashable, Sendable {
    /// `6ND`: two operations forward and four backward for every parameter and token (arXiv 2001.08361, section 2.1).
    /// It leaves attention scores out, and charges parameters that are only looked up.
    case sixND(parameters: UInt64)
    /// `(6N + 12LHQT) · D`: PaLM's model FLOPs (arXiv 2204.02311, appendix B), scores over every pair.
    case palm(parameters: UInt64)
    /// `96Blsh²(1 + s/6h + V/16lh)` an iteration, with activations recomputed; 72 in place of 96 where they aren't
    /// (arXiv 2104.04473, section 5.1).
    case megatron
    /// Projections, scores, softmax, feed-forward and logits one by one (arXiv 2203.15556, appendix F), without the
    /// look-up of embeddings; times 4/3 where activations are recomputed.
    case chinchilla
    /// Chips × hours × peak × utilisation: no count of operations at all.
    case hardware

    /// The formula as a reader knows it.
    public var name: String {
        switch self {
        case .sixND: "6ND"
        case .palm: "PaLM B"
        case .megatron: "Megatron"
        case .chinchilla: "Chinchilla F"
        case .hardware: "hardware"
        }
    }
}
