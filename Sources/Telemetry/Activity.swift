import Accelerator

/// What a chip does for a while: what its raw counters add, and how long it takes.
///
/// The counters are those that chips without an interlock expose: no format, no kind of command, no region.
struct Activity {
    /// Multiply-accumulates.
    var products = 0.0
    /// Elementwise operations.
    var vectors = 0.0
    /// Bytes read from high-bandwidth memory.
    var read = 0.0
    /// Bytes written to it.
    var written = 0.0
    /// Bytes sent to other chips.
    var sent = 0.0
    /// Seconds.
    var seconds = 0.0

    /// Nothing, for so long.
    static func idle(_ seconds: Double) -> Activity { Activity(seconds: seconds) }

    /// Weights streamed from memory without computing anything, for so long.
    static func reading(_ seconds: Double) -> Activity {
        Activity(read: seconds * Timing.memory, seconds: seconds)
    }

    /// A command, by its closed form and the roofline of an H100.
    init(_ command: Command, times: Double = 1) {
        let cost = command.cost
        products = Double(cost.multiplyAccumulates) * times
        vectors = Double(cost.vectorOperations) * times
        read = Double(cost[.memoryBytesRead]) * times
        written = Double(cost[.memoryBytesWritten]) * times
        sent = Double(cost[.linkBytesSent]) * times
        seconds =
            max(2 * products / Timing.arithmetic, (read + written) / Timing.memory, sent / Timing.links)
            + times * Timing.launch
    }

    /// What counters added, in so long.
    init(_ cost: Counters, seconds: Double) {
        self.init(
            products: Double(cost.multiplyAccumulates), vectors: Double(cost.vectorOperations),
            read: Double(cost[.memoryBytesRead]), written: Double(cost[.memoryBytesWritten]),
            sent: Double(cost[.linkBytesSent]), seconds: seconds)
    }

    private init(
        products: Double = 0, vectors: Double = 0, read: Double = 0, written: Double = 0, sent: Double = 0,
        seconds: Double
    ) {
        self.products = products
        self.vectors = vectors
        self.read = read
        self.written = written
        self.sent = sent
        self.seconds = seconds
    }

    /// Several activities at once, one behind the other.
    static func + (left: Activity, right: Activity) -> Activity {
        Activity(
            products: left.products + right.products, vectors: left.vectors + right.vectors,
            read: left.read + right.read, written: left.written + right.written, sent: left.sent + right.sent,
            seconds: left.seconds + right.seconds)
    }

    /// A part of it.
    static func * (left: Activity, part: Double) -> Activity {
        Activity(
            products: left.products * part, vectors: left.vectors * part, read: left.read * part,
            written: left.written * part, sent: left.sent * part, seconds: left.seconds * part)
    }

    /// How fast the emulated chip is: half of an H100's peak, and four fifths of its bandwidths.
    enum Timing {
        static let arithmetic = 0.5 * 989.4e12
        static let memory = 0.8 * 3.35e12
        static let links = 0.8 * 450e9
        static let launch = 20e-6
    }
}
