import Attestation

/// Reads Kineto's traces: a JSON object whose `traceEvents` are spans on threads.
///
/// Operations of the host carry the shapes of their operands where the profiler was told to record them. Collectives
/// carry their sizes on the host's call and again on the kernel; both have the same `External id` and count once.
struct KinetoReader {
    private(set) var collector = NodeCollector()
    private(set) var records = 0
    private var collectives: Set<UInt64> = []

    /// Takes the next event.
    mutating func read(_ event: JSONValue) throws(RecordFault) {
        records += 1
        guard case .object = event.content else { throw RecordFault(nil, "the event is no object") }
        guard event["ph"]?.string == "X", let category = event["cat"]?.string,
            let name = event["name"]?.string
        else { return }
        let arguments = event["args"]
        if let arguments, arguments["Collective name"] != nil { return try exchange(event, arguments) }
        guard category == "cpu_op" else { return }
        guard name.contains("::"), let arguments, let shapes = arguments["Input Dims"] ?? arguments["Input dims"],
            let types = arguments["Input type"]
        else {
            if name.contains("::") { collector.leave(name) }
            return
        }
        guard let start = try Microseconds.nanoseconds(event["ts"], field: "ts"),
            let duration = try Microseconds.nanoseconds(event["dur"], field: "dur")
        else { throw RecordFault("ts", "the event has no start or no duration") }
        let inputs = try TraceArgument.read(
            values: KinetoReader.values(arguments["Concrete Inputs"]), shapes: shapes, types: types, in: "args")
        let node = TraceNode(name: name, inputs: inputs, outputs: [], start: start, duration: duration)
        let thread = KinetoReader.thread(event)
        // Both are at most 2^62.
        try collector.add(node, at: .span(thread: thread, start: start, end: start + duration))
    }

    private mutating func exchange(_ event: JSONValue, _ arguments: JSONValue) throws(RecordFault) {
        if let id = arguments["External id"]?.wholeNumber {
            guard collectives.insert(id).inserted else { return }
        }
        guard let name = arguments["Collective name"]?.string,
            let inputs = arguments["In msg nelems"]?.wholeNumber,
            let outputs = arguments["Out msg nelems"]?.wholeNumber
        else { throw RecordFault("args", "the collective lacks its name or its elements") }
        let exchange = try CollectiveCall.exchange(
            name, inputs: inputs, outputs: outputs, type: arguments["dtype"]?.string ?? "",
            ranks: arguments["Group size"]?.wholeNumber)
        guard let exchange else { return }
        try collector.add(
            WorkloadOperation(
                name: name, work: .exchange(exchange), start: try Microseconds.nanoseconds(event["ts"], field: "ts"),
                duration: try Microseconds.nanoseconds(event["dur"], field: "dur")))
    }

    /// Values come as text: numbers, truth values and lists in Python's spelling.
    private static func values(_ recorded: JSONValue?) -> JSONValue? {
        guard case .array(let items)? = recorded?.content else { return nil }
        return .array(
            items.map { item in
                guard let text = item.string, let value = try? PythonLiteral.read(text.utf8, field: "args") else {
                    return item
                }
                return value
            })
    }

    /// One number for process and thread: only whether two are the same matters.
    private static func thread(_ event: JSONValue) -> UInt64 {
        let (process, thread) = (event["pid"]?.wholeNumber ?? 0, event["tid"]?.wholeNumber ?? 0)
        return process << 32 ^ thread
    }
}
