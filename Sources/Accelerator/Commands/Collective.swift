/// A collective among several chips, seen from one of them.
public struct Collective: Hashable, Sendable {
    /// What the collective computes.
    public enum Purpose: Hashable, Sendable {
        /// Every rank ends with the sum.
        case allReduce
        /// Every rank ends with all parts.
        case allGather
        /// Every rank ends with its part of the sum.
        case reduceScatter
    }

    /// How the collective travels.
    ///
    /// Real links do not always carry what the ring formula says: an H100 all-reduce through NVSwitch was measured at
    /// 1.22 to 1.28 times the buffer sent, not 1.75 (8 ranks). The ring is therefore a choice, not a law.
    public enum Algorithm: String, CaseIterable, Hashable, Sendable {
        /// Ring: 2(n − 1)/n of the buffer for all-reduce, (n − 1)/n for the other two.
        case ring
        /// The switch sums: each rank sends its buffer once and receives the result once.
        case inSwitch
    }

    /// What it computes.
    public let purpose: Purpose
    /// The whole buffer in bytes: the operand of all-reduce, the gathered result, the operand of reduce-scatter.
    public let bytes: UInt64
    /// Ranks that take part.
    public let ranks: Int
    /// How it travels.
    public let algorithm: Algorithm
    /// How many times it is executed.
    public let repetitions: Int

    /// A collective.
    ///
    /// - Parameters:
    ///   - purpose: what it computes.
    ///   - bytes: the whole buffer; at most 2^56.
    ///   - ranks: ranks that take part, 1 to 2^20.
    ///   - algorithm: how it travels.
    ///   - repetitions: how many times, 1 to 2^32.
    /// - Throws: `ShapeError` where a number is out of range.
    public init(
        _ purpose: Purpose, bytes: UInt64, ranks: Int, algorithm: Algorithm, repetitions: Int = 1
    ) throws(ShapeError) {
        try ShapeError.requireBuffer(UInt128(bytes))
        try ShapeError.require(ranks, in: 1...(1 << 20), .ranks)
        try ShapeError.require(repetitions, in: 1...(1 << 32), .repetitions)
        self.purpose = purpose
        self.bytes = bytes
        self.ranks = ranks
        self.algorithm = algorithm
        self.repetitions = repetitions
    }

    /// Bytes that one rank sends, and as many that it receives, in one execution; rounded up.
    public var linkBytes: UInt128 {
        guard ranks > 1 else { return 0 }
        let buffer = UInt128(bytes)
        switch (algorithm, purpose) {
        case (.ring, .allReduce): return (2 * UInt128(ranks - 1) * buffer + UInt128(ranks) - 1) / UInt128(ranks)
        case (.ring, .allGather), (.ring, .reduceScatter):
            return (UInt128(ranks - 1) * buffer + UInt128(ranks) - 1) / UInt128(ranks)
        case (.inSwitch, _): return buffer
        }
    }

    /// Bytes of partial sums that one rank adds itself, in one execution.
    var reducedBytes: UInt128 {
        switch (algorithm, purpose) {
        case (.ring, .allReduce), (.ring, .reduceScatter): UInt128(ranks - 1) * UInt128(bytes) / UInt128(ranks)
        case (.ring, .allGather), (.inSwitch, _): 0
        }
    }
}
