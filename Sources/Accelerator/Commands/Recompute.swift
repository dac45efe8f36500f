/// Whether a backward pass computes the forward pass again instead of having kept its activations.
public enum Recompute: String, CaseIterable, Hashable, Sendable {
    /// Activations were kept.
    case none
    /// The forward pass of every layer is computed again; the output head is not (arXiv 2104.04473, section 4).
    case full
}
