/// A layer of experts with a router (mixture of experts).
public struct Experts: Hashable, Sendable {
    /// Routed experts in the layer.
    public let total: Int
    /// Routed experts that each token passes through.
    public let active: Int
    /// Experts beside those, that every token passes through.
    public let shared: Int
    /// The shape of one expert.
    public let expert: FeedForward

    /// A layer of experts.
    ///
    /// - Parameters:
    ///   - total: routed experts in the layer.
    ///   - active: routed experts that each token passes through; at most `total`.
    ///   - shared: experts that every token passes through, beside the routed ones.
    ///   - expert: the shape of one expert.
    public init(total: Int, active: Int, shared: Int, expert: FeedForward) {
        self.total = total
        self.active = active
        self.shared = shared
        self.expert = expert
    }
}
