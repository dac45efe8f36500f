/// The commands that one chip executes, in order: a few distinct ones, of which the first part repeats.
///
/// A stream holds its distinct commands only, so a day of work is a handful of values; iteration is lazy, and the cost
/// of the whole is known without iterating.
public struct CommandStream: Sequence, Hashable, Sendable {
    /// Commands that repeat, in order.
    public let body: [Command]
    /// How often the body is executed; zero or more.
    public let repetitions: Int
    /// Commands after that, once.
    public let tail: [Command]

    /// A stream of commands.
    ///
    /// - Parameters:
    ///   - body: commands that repeat, in order.
    ///   - repetitions: how often; below zero counts as zero.
    ///   - tail: commands after that, once.
    public init(_ body: [Command], repetitions: Int = 1, tail: [Command] = []) {
        self.body = body
        self.repetitions = Swift.max(0, repetitions)
        self.tail = tail
    }

    /// What executing the whole stream adds to the chip's counters; traps where a counter exceeds 128 bits.
    public var cost: Counters {
        var sum = body.reduce(into: Counters.zero) { $0 += $1.cost }
        if repetitions != 1 { sum = sum * UInt64(repetitions) }
        return tail.reduce(into: sum) { $0 += $1.cost }
    }

    /// How many commands there are; a decode command of several steps is one.
    public var count: Int { body.count * repetitions + tail.count }

    /// Commands in order.
    public func makeIterator() -> Iterator { Iterator(stream: self) }

    /// Walks a stream without holding more than its position.
    public struct Iterator: IteratorProtocol {
        let stream: CommandStream
        var index = 0

        /// The next command, or nil at the end.
        public mutating func next() -> Command? {
            let repeated = stream.body.count * stream.repetitions
            guard index < repeated + stream.tail.count else { return nil }
            defer { index += 1 }
            return index < repeated ? stream.body[index % stream.body.count] : stream.tail[index - repeated]
        }
    }
}
