/// What honest hosts have their chips do.
package struct WorkloadPlan: Hashable, Sendable {
    /// Where requests come from.
    package enum Arrivals: Hashable, Sendable {
        /// The trace that the user gives, once or over and over.
        case trace(repeats: Bool)
        /// The trace where it is given, and so many requests an hour where not.
        case traceOrRate(repeats: Bool, requestsPerHour: UInt64)
        /// So many requests an hour, over all chips of the workload.
        case rate(requestsPerHour: UInt64)
    }

    /// The kinds of work.
    package enum Kind: Hashable, Sendable {
        /// Answers to prompts, with a model by its place in the scenario.
        case inference(model: Int, Arrivals)
        /// Changes of weights.
        case training(TrainingPlan)
    }

    /// What the scenario calls it.
    package let name: String
    /// The chips, by number, ascending.
    package let chips: [Int]
    /// When it starts, in ticks.
    package let start: UInt64
    /// What it is.
    package let kind: Kind
}
