import Accelerator

/// Bytes that chips exchange, seen from one of them.
package struct Exchange: Hashable, Sendable {
    /// What is exchanged; the names are those of MLCommons Chakra's schema.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Every rank ends with the sum.
        case allReduce
        /// One rank ends with the sum.
        case reduce
        /// Every rank ends with all parts.
        case allGather
        /// One rank ends with all parts.
        case gather
        /// One rank's parts go to the others.
        case scatter
        /// One rank's buffer goes to the others.
        case broadcast
        /// Every rank's parts go to the others.
        case allToAll
        /// Every rank ends with its part of the sum.
        case reduceScatter
        /// The ranks wait for each other.
        case barrier
        /// To one other chip.
        case send
        /// From one other chip.
        case receive
    }

    /// The longest buffer: 2^56 bytes.
    package static let mostBytes: UInt64 = 1 << 56
    /// The most ranks: 2^20.
    package static let mostRanks: UInt64 = 1 << 20

    /// What is exchanged.
    package let kind: Kind
    /// The whole buffer, in bytes; at most 2^56.
    package let bytes: UInt64
    /// Ranks that take part, 1 to 2^20; nil where the trace does not say.
    package let ranks: Int?
    /// The format of its elements, which sums are computed in.
    package let format: NumberFormat

    /// An exchange.
    ///
    /// - Throws: `RecordFault` where a number is out of range.
    init(_ kind: Kind, bytes: UInt64, ranks: UInt64?, format: NumberFormat) throws(RecordFault) {
        guard bytes <= Exchange.mostBytes else {
            throw RecordFault("bytes", "a buffer of \(bytes) bytes is above 2^56: no chip holds so much")
        }
        if let ranks {
            guard (1...Exchange.mostRanks).contains(ranks) else {
                throw RecordFault("ranks", "a group of \(ranks) ranks is not from 1 to 2^20")
            }
        }
        self.kind = kind
        self.bytes = bytes
        self.ranks = ranks.map(Int.init)
        self.format = format
    }

    /// Whether its counters depend on a number of ranks that the trace does not say.
    var needsRanks: Bool {
        switch kind {
        case .send, .receive, .barrier: false
        case .allReduce, .allGather, .reduceScatter, .reduce, .gather, .scatter, .broadcast, .allToAll: ranks == nil
        }
    }

    /// What it adds to this rank's counters.
    ///
    /// Sums and gathers by the ring, as the accelerator counts them. Of kinds that the accelerator has no command for,
    /// each rank is counted as passing the whole buffer on once, which no rank exceeds.
    ///
    /// - Parameter others: ranks of a group whose size the trace does not say.
    /// - Returns: nil where the number of ranks is not known.
    func counters(ranks others: Int?) -> Counters? {
        let command: Command
        switch kind {
        case .send: command = transfer(sent: bytes, received: 0)
        case .receive: command = transfer(sent: 0, received: bytes)
        case .barrier: return .zero
        case .allReduce, .allGather, .reduceScatter, .reduce, .gather, .scatter, .broadcast, .allToAll:
            guard let ranks = ranks ?? others else { return nil }
            guard ranks > 1 else { return .zero }
            if let purpose,
                let collective = try? Collective(purpose, bytes: bytes, ranks: ranks, algorithm: .ring)
            {
                command = Command(.collective(collective), format: format)
            } else {
                command = transfer(sent: bytes, received: bytes)
            }
        }
        return command.cost
    }

    private func transfer(sent: UInt64, received: UInt64) -> Command {
        Command(.sendReceive(sent: sent, received: received, repetitions: 1), format: format)
    }

    private var purpose: Collective.Purpose? {
        switch kind {
        case .allReduce: .allReduce
        case .allGather: .allGather
        case .reduceScatter: .reduceScatter
        case .reduce, .gather, .scatter, .broadcast, .allToAll, .barrier, .send, .receive: nil
        }
    }
}
