/// Which clusters an agreement covers (the rule of the draft treaty, arXiv 2511.10783): chips that count together and
/// are above a performance or an amount of memory.
public struct CoveredClusters: Hashable, Sendable {
    /// A cluster.
    public struct Cluster: Hashable, Sendable {
        /// How many chips it has.
        public let chips: UInt64
        /// Total processing performance of one: 2 × MAC rate in TOPS × bits.
        public let performance: UInt128
        /// Memory of one, in bytes.
        public let memory: UInt128
        /// What joins them.
        public let joined: Set<Join>
        /// Bits a second between its nodes.
        public let bandwidth: UInt128

        /// A cluster.
        public init(chips: UInt64, performance: UInt128, memory: UInt128, joined: Set<Join>, bandwidth: UInt128) {
            self.chips = chips
            self.performance = performance
            self.memory = memory
            self.joined = joined
            self.bandwidth = bandwidth
        }
    }

    /// A cluster with what the parties say of it.
    public struct Example: Hashable, Sendable {
        /// What it is called.
        public let name: String
        /// The cluster.
        public let cluster: Cluster
        /// Whether the agreement is meant to cover it.
        public let isCovered: Bool
    }

    /// Covered above this total processing performance.
    public let performance: UInt128
    /// Or above this memory, in bytes.
    public let memory: UInt128
    /// Chips count together above this bandwidth between nodes, in bits a second.
    public let bandwidth: UInt128
    /// Clusters, and whether they are covered.
    public let examples: [Example]

    /// A rule.
    public init(performance: UInt128, memory: UInt128, bandwidth: UInt128, examples: [Example] = []) {
        self.performance = performance
        self.memory = memory
        self.bandwidth = bandwidth
        self.examples = examples
    }

    /// Whether a cluster is covered. Exactly at a limit is not above it.
    public func covers(_ cluster: Cluster) -> Bool {
        guard !cluster.joined.isEmpty || cluster.bandwidth > bandwidth else { return false }
        return CoveredClusters.product(cluster.performance, cluster.chips) > performance
            || CoveredClusters.product(cluster.memory, cluster.chips) > memory
    }

    /// The product, or the largest number where it would pass 2^128.
    private static func product(_ quantity: UInt128, _ count: UInt64) -> UInt128 {
        let (product, overflow) = quantity.multipliedReportingOverflow(by: UInt128(count))
        return overflow ? .max : product
    }
}
