/// The kind of file, or other origin, that a workload comes from.
package enum WorkloadSource: String, CaseIterable, Hashable, Sendable {
    /// MLCommons Chakra execution trace: length-delimited protobuf messages (arXiv 2305.14516).
    case chakra
    /// Chakra nodes as JSON, `workload_graph`.
    case chakraJSON = "chakra-json"
    /// PyTorch execution trace, JSON with `nodes`.
    case pytorch
    /// Kineto trace, JSON with `traceEvents`.
    case kineto
    /// Azure LLM inference trace, CSV.
    case azure
    /// Mooncake request trace, JSON Lines.
    case mooncake
    /// Splitwise's measurements of requests, CSV.
    case splitwise
    /// Vidur's measurements of products, CSV.
    case vidurProducts = "vidur-products"
    /// Vidur's measurements of collectives, CSV.
    case vidurCollectives = "vidur-collectives"
    /// Made from a model card.
    case generated
}
