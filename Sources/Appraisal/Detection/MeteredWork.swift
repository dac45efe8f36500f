import Attestation

/// What a chip's meter counted, as far as a detector looks at it: since manufacture, or in an interval.
package struct MeteredWork: Hashable, Sendable {
    /// Multiply-accumulates, in all formats.
    package var products: UInt128 = 0
    /// Vector operations, in all formats.
    package var vectors: UInt128 = 0
    /// Bytes read from memory.
    package var read: UInt128 = 0
    /// Bytes written to memory, weights among them.
    package var written: UInt128 = 0
    /// Bytes written to the weight region: weights that were loaded, and weights that told training changed.
    package var weights: UInt128 = 0
    /// Bytes sent over links.
    package var sent: UInt128 = 0
    /// The policy quantity, all.
    package var total: UInt128 = 0
    /// Of which as training.
    package var training: UInt128 = 0

    /// Nothing, as at manufacture.
    package init() {}

    /// What a meter counted since manufacture.
    package init(_ meter: Meter) {
        for count in meter.counts {
            products = products.addingOrMost(count.multiplyAccumulates)
            vectors = vectors.addingOrMost(count.vectorOperations)
        }
        read = meter.traffic.memoryRead
        written = meter.traffic.memoryWritten
        weights = meter.traffic.weightsWritten
        sent = meter.traffic.linkSent
        total = meter.total
        training = meter.training
    }

    /// What was done since an earlier reading; nil where a count went back.
    package func since(_ earlier: MeteredWork) -> MeteredWork? {
        var work = MeteredWork()
        for count in MeteredWork.counts {
            guard self[keyPath: count] >= earlier[keyPath: count] else { return nil }
            work[keyPath: count] = self[keyPath: count] - earlier[keyPath: count]
        }
        return work
    }

    /// Whether the chip tells of so much training that what its counters say is no news: at least a tenth.
    var isTold: Bool { training > 0 && training >= total / 10 }

    private static var counts: [WritableKeyPath<MeteredWork, UInt128>] {
        [\.products, \.vectors, \.read, \.written, \.weights, \.sent, \.total, \.training]
    }
}
