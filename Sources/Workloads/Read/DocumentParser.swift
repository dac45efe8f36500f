import Attestation

/// Reads a JSON document: PyTorch's `nodes`, Kineto's `traceEvents`, Chakra's `workload_graph`.
struct DocumentParser: WorkloadParser {
    private enum Reader {
        case pytorch(PyTorchReader)
        case kineto(KinetoReader)
        case chakra(records: Int, names: NodeCollector)
    }

    private var items = JSONItems()
    private var reader: Reader?

    mutating func read(_ bytes: [UInt8], file: String) throws(WorkloadError) {
        var reader = reader.take()
        defer { self.reader = reader }
        try items.read(
            bytes, failing: { DocumentParser.error($0, line: $1, file: file) }
        ) { (array, item, line) throws(WorkloadError) in
            switch array {
            case Array("nodes".utf8): if reader == nil { reader = .pytorch(PyTorchReader()) }
            // A bare array is of events too.
            case Array("traceEvents".utf8), []: if reader == nil { reader = .kineto(KinetoReader()) }
            case Array("workload_graph".utf8): if reader == nil { reader = .chakra(records: 0, names: NodeCollector()) }
            default: return
            }
            try DocumentParser.take(item, by: &reader, line: line, file: file)
        }
    }

    mutating func finish(file: String) throws(WorkloadError) -> Workload {
        do { try items.finish() } catch { throw DocumentParser.error(error, line: items.line, file: file) }
        switch reader {
        case .pytorch(let reader):
            return reader.collector.workload(.pytorch, name: file, records: reader.records)
        case .kineto(let reader): return reader.collector.workload(.kineto, name: file, records: reader.records)
        case .chakra(let records, let names): return names.workload(.chakraJSON, name: file, records: records)
        case nil:
            throw WorkloadError(
                file: file, place: .whole, reason: "the document has no nodes, traceEvents or workload_graph",
                mend: "give a trace of PyTorch, Kineto or Chakra")
        }
    }

    private static func take(
        _ item: [UInt8], by reader: inout Reader?, line: Int, file: String
    ) throws(WorkloadError) {
        let value: JSONValue
        do { value = try JSONValue(parsing: item) } catch {
            throw WorkloadError(
                file: file, place: .line(line + error.line - 1), reason: error.reason, mend: "get the whole file")
        }
        do throws(RecordFault) {
            switch reader.take() {
            case .pytorch(var pytorch):
                defer { reader = .pytorch(pytorch) }
                try pytorch.read(value)
            case .kineto(var kineto):
                defer { reader = .kineto(kineto) }
                try kineto.read(value)
            case .chakra(let records, var names):
                defer { reader = .chakra(records: records + 1, names: names) }
                guard let name = value["Name"]?.string else { throw RecordFault("Name", "the node has no name") }
                names.leave(name)
            case nil: break
            }
        } catch {
            throw WorkloadError(error, file: file, place: .line(line))
        }
    }

    private static func error(_ failure: JSONItems.Failure, line: Int, file: String) -> WorkloadError {
        switch failure {
        case .cutOff: .cutOff(file)
        case .malformed:
            WorkloadError(
                file: file, place: .line(line), reason: "this is no JSON document", mend: "get the whole file")
        case .tooLong:
            WorkloadError(
                file: file, place: .line(line), reason: "a record is longer than 16 MiB; no trace has such",
                mend: "give the trace as it was recorded")
        }
    }
}
