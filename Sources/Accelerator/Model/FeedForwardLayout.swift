/// Which layers of a Transformer have a dense feed-forward network, and which have experts.
public enum FeedForwardLayout: Hashable, Sendable {
    /// Every layer is dense.
    case dense(FeedForward)
    /// Every layer has experts.
    case experts(Experts)
    /// `denseLayers` layers are dense, all others have experts.
    case mixed(denseLayers: Int, FeedForward, Experts)
}
