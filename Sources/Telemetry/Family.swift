/// What a chip is used for.
package enum Family: String, CaseIterable, Hashable, Sendable {
    /// Requests of people, as they come.
    case chat
    /// Large batches of prompts and answers, without a pause.
    case bulk
    /// Prefills alone: scoring, embedding, ranking.
    case scoring
    /// A model divided over eight chips that answers.
    case shardedServing = "sharded serving"
    /// Small drafts, checked by a large model.
    case speculative
    /// Few requests.
    case quiet
    /// Training of replicas that sum gradients.
    case dataParallel = "data parallel"
    /// Training of a model divided over sixteen chips.
    case shardedTraining = "sharded training"
    /// Training with state kept by the host.
    case offloaded
    /// Training that sums many micro-batches.
    case accumulation
    /// Training of adapters on frozen weights.
    case adapters
    /// Training of a small model on one chip.
    case single

    /// Whether weights are trained.
    package var isTraining: Bool {
        switch self {
        case .chat, .bulk, .scoring, .shardedServing, .speculative, .quiet: false
        case .dataParallel, .shardedTraining, .offloaded, .accumulation, .adapters, .single: true
        }
    }

    /// Whether it is honest inference that works a chip as hard as training does.
    package var isHeavyInference: Bool {
        switch self {
        case .bulk, .scoring, .shardedServing: true
        case .chat, .speculative, .quiet, .dataParallel, .shardedTraining, .offloaded, .accumulation, .adapters,
            .single:
            false
        }
    }

    /// Its place among all families.
    var place: Int { Family.allCases.firstIndex(of: self) ?? 0 }
}
