import Accelerator
import Tensors

/// Collectives over emulated links: values move step by step, and each rank counts what it sends, receives and adds.
///
/// Buffers are as long as each other and divide into as many equal chunks as there are ranks. The order of additions is
/// that of the ring, or of the ranks in a switch, so the sum's bytes do not depend on timing.
public struct LinkCollective: Sendable {
    /// How buffers travel.
    public let algorithm: Collective.Algorithm
    /// The format of the elements, to which each sum is rounded.
    public let format: ElementFormat

    /// Collectives of a kind.
    ///
    /// - Parameters:
    ///   - algorithm: how buffers travel.
    ///   - format: FP32 or bfloat16.
    /// - Throws: `TensorError.unsupported` for a format whose rows have scales.
    public init(_ algorithm: Collective.Algorithm, format: ElementFormat) throws(TensorError) {
        guard format == .fp32 || format == .bf16 else { throw .unsupported("a collective in \(format)") }
        self.algorithm = algorithm
        self.format = format
    }

    /// What every rank has at the end, and what it counted.
    public struct Outcome: Sendable {
        /// Each rank's result.
        public internal(set) var buffers: [[Float]]
        /// Each rank's counters.
        public internal(set) var counters: [Counters]
    }

    /// Every rank ends with the sum of all buffers.
    ///
    /// - Parameter buffers: each rank's operand.
    /// - Returns: the sums.
    /// - Throws: `TensorError` where buffers differ in length, or don't divide.
    public func allReduce(_ buffers: [[Float]]) throws(TensorError) -> Outcome {
        let chunk = try chunkLength(buffers)
        var outcome = start(.allReduce, buffers)
        switch algorithm {
        case .ring:
            reduceAround(&outcome, chunk)
            gatherAround(&outcome, chunk, first: 1)
        case .inSwitch: sumInSwitch(&outcome)
        }
        return outcome
    }

    /// Every rank ends with its chunk of the sum.
    ///
    /// - Parameter buffers: each rank's operand.
    /// - Returns: each rank's chunk of the sum, in the order of ranks.
    /// - Throws: `TensorError` where buffers differ in length, or don't divide.
    public func reduceScatter(_ buffers: [[Float]]) throws(TensorError) -> Outcome {
        let chunk = try chunkLength(buffers)
        var outcome = start(.reduceScatter, buffers)
        switch algorithm {
        case .ring: reduceAround(&outcome, chunk, offset: -1)
        case .inSwitch: sumInSwitch(&outcome)
        }
        for rank in buffers.indices {
            outcome.buffers[rank] = Array(outcome.buffers[rank][rank * chunk..<(rank + 1) * chunk])
        }
        return outcome
    }

    /// Every rank ends with all ranks' chunks, one after another.
    ///
    /// - Parameter chunks: each rank's own.
    /// - Returns: all chunks, at every rank.
    /// - Throws: `TensorError` where chunks differ in length.
    public func allGather(_ chunks: [[Float]]) throws(TensorError) -> Outcome {
        let chunk = try chunkLength(chunks, parts: 1)
        let empty = [Float](repeating: 0, count: chunk * chunks.count)
        var buffers = chunks.map { _ in empty }
        for rank in chunks.indices {
            buffers[rank].replaceSubrange(rank * chunk..<(rank + 1) * chunk, with: chunks[rank].map(rounded))
        }
        var outcome = start(.allGather, buffers)
        switch algorithm {
        case .ring: gatherAround(&outcome, chunk, first: 0)
        case .inSwitch:
            let all = chunks.flatMap { $0.map(rounded) }
            for rank in chunks.indices where chunks.count > 1 {
                outcome.buffers[rank] = all
                count(sent: all.count, received: all.count, at: rank, in: &outcome)
            }
        }
        return outcome
    }

    /// `ranks − 1` steps: each rank sends one chunk on, and adds its own to what it receives.
    private func reduceAround(_ outcome: inout Outcome, _ chunk: Int, offset: Int = 0) {
        let ranks = outcome.buffers.count
        for step in 0..<ranks - 1 {
            let sent = (0..<ranks).map { rank in
                range(rank - step + offset, chunk, ranks).map { outcome.buffers[rank][$0] }
            }
            for rank in 0..<ranks {
                let previous = (rank + ranks - 1) % ranks
                for (place, value) in zip(range(previous - step + offset, chunk, ranks), sent[previous]) {
                    outcome.buffers[rank][place] = rounded(value + outcome.buffers[rank][place])
                }
                count(sent: chunk, received: chunk, at: rank, in: &outcome)
                outcome.counters[rank][.vectorOperations(numberFormat)] += UInt128(chunk)
            }
        }
    }

    /// `ranks − 1` steps: each rank sends the chunk on that it has completed or received last.
    private func gatherAround(_ outcome: inout Outcome, _ chunk: Int, first: Int) {
        let ranks = outcome.buffers.count
        for step in 0..<ranks - 1 {
            let sent = (0..<ranks).map { rank in
                range(rank + first - step, chunk, ranks).map { outcome.buffers[rank][$0] }
            }
            for rank in 0..<ranks {
                let previous = (rank + ranks - 1) % ranks
                for (place, value) in zip(range(previous + first - step, chunk, ranks), sent[previous]) {
                    outcome.buffers[rank][place] = value
                }
                count(sent: chunk, received: chunk, at: rank, in: &outcome)
            }
        }
    }

    /// Each rank sends its whole buffer; the switch adds in the order of ranks.
    private func sumInSwitch(_ outcome: inout Outcome) {
        let ranks = outcome.buffers.count
        guard ranks > 1 else { return }
        var sum = outcome.buffers[0].map(rounded)
        for buffer in outcome.buffers.dropFirst() {
            for index in sum.indices { sum[index] = rounded(sum[index] + buffer[index]) }
        }
        for rank in 0..<ranks {
            outcome.buffers[rank] = sum
            count(sent: sum.count, received: sum.count, at: rank, in: &outcome)
        }
    }

    private var numberFormat: NumberFormat { format == .fp32 ? .fp32 : .bf16 }

    private func rounded(_ value: Float) -> Float { format == .fp32 ? value : format.decode(format.encode(value)) }

    private func range(_ chunk: Int, _ length: Int, _ ranks: Int) -> Range<Int> {
        let own = ((chunk % ranks) + ranks) % ranks
        return own * length..<(own + 1) * length
    }

    private func chunkLength(_ buffers: [[Float]], parts: Int? = nil) throws(TensorError) -> Int {
        guard let length = buffers.first?.count, length > 0 else { throw .zeroSized(rows: buffers.count, columns: 0) }
        for buffer in buffers { try TensorError.require(buffer.count, is: length, "the length of a rank's buffer") }
        let parts = parts ?? buffers.count
        try TensorError.require(length % parts, is: 0, "the remainder of the buffer by the ranks")
        return length / parts
    }

    /// Each rank reads its buffer from memory once, and writes it once.
    private func start(_ kind: CommandKind, _ buffers: [[Float]]) -> Outcome {
        var counters = Counters.zero
        let bytes = UInt128((buffers.first?.count ?? 0) * format.byteCount)
        counters[.commands(kind)] = 1
        counters[.memoryBytesRead] = bytes
        counters[.memoryBytesWritten] = bytes
        return Outcome(buffers: buffers, counters: buffers.map { _ in counters })
    }

    private func count(sent: Int, received: Int, at rank: Int, in outcome: inout Outcome) {
        outcome.counters[rank][.linkBytesSent] += UInt128(sent * format.byteCount)
        outcome.counters[rank][.linkBytesReceived] += UInt128(received * format.byteCount)
    }
}
