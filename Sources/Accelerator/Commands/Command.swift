/// One command of an accelerator's command stream.
public struct Command: Hashable, Sendable {
    /// What to do, and how large it is.
    public let operation: Operation
    /// The format of matrix operands, weights and key-value cache.
    public let format: NumberFormat
    /// Which part of the work this chip does.
    public let shard: Shard

    /// A command.
    ///
    /// - Parameters:
    ///   - operation: what to do.
    ///   - format: the format of matrix operands, weights and key-value cache.
    ///   - shard: which part of a divided operation this chip does. Collectives and transfers are already one chip's.
    public init(_ operation: Operation, format: NumberFormat, shard: Shard = .whole) {
        self.operation = operation
        self.format = format
        self.shard = shard
    }

    /// The kind that the hardware counts the command under.
    public var kind: CommandKind {
        switch operation {
        case .prefill: .prefill
        case .decode: .decode
        case .forward: .forward
        case .backward: .backward
        case .optimiserStep: .optimiserStep
        case .collective(let collective):
            switch collective.purpose {
            case .allReduce: .allReduce
            case .allGather: .allGather
            case .reduceScatter: .reduceScatter
            }
        case .sendReceive: .sendReceive
        case .weightLoad: .weightLoad
        }
    }

    /// What executing the command adds to this chip's counters, by closed formulas of its shape.
    public var cost: Counters {
        switch operation {
        case .collective(let collective): cost(of: collective)
        case .sendReceive(let sent, let received, let repetitions):
            transferCost(sent: sent, received: received, repetitions: repetitions)
        case .prefill, .decode, .forward, .backward, .optimiserStep, .weightLoad: wholeCost.share(of: shard)
        }
    }
}
