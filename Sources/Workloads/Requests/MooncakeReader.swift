import Attestation

/// Reads Mooncake's traces of requests: JSON Lines with `timestamp` in milliseconds, `input_length`, `output_length`.
///
/// Every prompt is counted whole; `hash_ids`, by which a cache could serve a part of it, are not used.
struct MooncakeReader {
    private(set) var operations: [WorkloadOperation] = []
    private(set) var records = 0
    private var last: UInt64 = 0

    /// Whether a line is such a request.
    static func isRequest(_ line: JSONValue) -> Bool { line["input_length"] != nil && line["output_length"] != nil }

    /// Takes the next line.
    mutating func read(_ line: JSONValue, servedBy served: ServedModel) throws(RecordFault) {
        records += 1
        guard let milliseconds = line["timestamp"]?.wholeNumber, milliseconds <= 1 << 40 else {
            throw RecordFault("timestamp", "this is no time", mend: "give whole milliseconds up to 2^40")
        }
        guard milliseconds >= last else {
            throw RecordFault("timestamp", "the time is before that of the line above", mend: "sort the lines by time")
        }
        last = milliseconds
        let request = RecordedRequest(
            arrival: milliseconds * 1_000_000, promptTokens: try MooncakeReader.tokens(line, "input_length"),
            generatedTokens: try MooncakeReader.tokens(line, "output_length"))
        operations += try served.operations(request)
        guard operations.count <= Workload.mostOperations else {
            throw RecordFault(nil, "there are more requests than can be held", mend: "cut the trace into shorter ones")
        }
    }

    private static func tokens(_ line: JSONValue, _ field: String) throws(RecordFault) -> UInt32 {
        guard let tokens = line[field]?.wholeNumber, (1...UInt64(TraceParser.mostTokens)).contains(tokens) else {
            throw RecordFault(
                field, "this is no number of tokens", mend: "give a whole number from 1 to \(TraceParser.mostTokens)")
        }
        return UInt32(tokens)
    }
}
