/// The name of one hardware counter.
public enum Counter: Hashable, Sendable, CustomStringConvertible {
    /// Multiply-accumulates in a format; one multiply-accumulate is two operations.
    case multiplyAccumulates(NumberFormat)
    /// Elementwise operations in a format.
    case vectorOperations(NumberFormat)
    /// Commands of a kind that were executed.
    case commands(CommandKind)
    /// Bytes read from high-bandwidth memory.
    case memoryBytesRead
    /// Bytes written to high-bandwidth memory, the weight region included.
    case memoryBytesWritten
    /// Bytes written to the weight region.
    case weightBytesWritten
    /// Payload bytes sent to other chips.
    case linkBytesSent
    /// Payload bytes received from other chips.
    case linkBytesReceived

    /// How many counters there are.
    static let count = 33

    /// Position in `Counters`' storage.
    var index: Int {
        switch self {
        case .multiplyAccumulates(let format): Int(format.rawValue)
        case .vectorOperations(let format): 9 + Int(format.rawValue)
        case .commands(let kind): 18 + Int(kind.rawValue)
        case .memoryBytesRead: 28
        case .memoryBytesWritten: 29
        case .weightBytesWritten: 30
        case .linkBytesSent: 31
        case .linkBytesReceived: 32
        }
    }

    /// Every counter, in storage order.
    public static let all: [Counter] =
        NumberFormat.allCases.map(Counter.multiplyAccumulates)
        + NumberFormat.allCases.map(Counter.vectorOperations)
        + CommandKind.allCases.map(Counter.commands)
        + [.memoryBytesRead, .memoryBytesWritten, .weightBytesWritten, .linkBytesSent, .linkBytesReceived]

    /// Whether the counter counts commands rather than a resource that can be divided.
    public var countsCommands: Bool {
        if case .commands = self { true } else { false }
    }

    /// The counter's name in reports, such as `multiplyAccumulates.bf16` or `memoryBytesRead`.
    public var description: String {
        switch self {
        case .multiplyAccumulates(let format): "multiplyAccumulates.\(format)"
        case .vectorOperations(let format): "vectorOperations.\(format)"
        case .commands(let kind): "commands.\(kind)"
        case .memoryBytesRead: "memoryBytesRead"
        case .memoryBytesWritten: "memoryBytesWritten"
        case .weightBytesWritten: "weightBytesWritten"
        case .linkBytesSent: "linkBytesSent"
        case .linkBytesReceived: "linkBytesReceived"
        }
    }
}
