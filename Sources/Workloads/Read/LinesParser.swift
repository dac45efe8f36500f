import Attestation

/// Reads JSON Lines: Mooncake's requests, or the common form.
struct LinesParser: WorkloadParser {
    private enum Reader {
        case mooncake(MooncakeReader, ServedModel)
        case form(FormReader)
    }

    private var lines = LineReader(longest: 1 << 20)
    private var reader: Reader?

    /// A parser of lines that start with this one.
    init(first: JSONValue, file: String, servedBy served: ServedModel?) throws(WorkloadError) {
        if MooncakeReader.isRequest(first) {
            guard let served else { throw .modelMissing(file) }
            reader = .mooncake(MooncakeReader(), served)
        } else {
            do { reader = .form(try FormReader(header: first)) } catch {
                throw WorkloadError(error, file: file, place: .line(1))
            }
        }
    }

    mutating func read(_ bytes: [UInt8], file: String) throws(WorkloadError) {
        var reader = reader.take()
        defer { self.reader = reader }
        let isRead = try lines.read(bytes) { (line, bytes) throws(WorkloadError) in
            try LinesParser.take(&reader, line, bytes, file: file)
        }
        guard isRead else {
            throw WorkloadError(
                file: file, place: .line(lines.line), reason: "the line is longer than 1 MiB",
                mend: "give the file as it was written")
        }
    }

    mutating func finish(file: String) throws(WorkloadError) -> Workload {
        var reader = reader.take()
        try lines.finish { (line, bytes) throws(WorkloadError) in
            try LinesParser.take(&reader, line, bytes, file: file)
        }
        switch reader {
        case .mooncake(let reader, _):
            return Workload(source: .mooncake, name: file, records: reader.records, operations: reader.operations)
        case .form(let reader): return reader.workload
        case nil: throw .unknown(file)
        }
    }

    private static func take(
        _ reader: inout Reader?, _ line: Int, _ bytes: [UInt8], file: String
    ) throws(WorkloadError) {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            throw WorkloadError(
                file: file, place: .line(line), reason: error.reason, mend: "mend the line, or get the whole file")
        }
        do throws(RecordFault) {
            switch reader.take() {
            case .mooncake(var requests, let served):
                defer { reader = .mooncake(requests, served) }
                try requests.read(value, servedBy: served)
            case .form(var form):
                defer { reader = .form(form) }
                // The first line was read when the parser was made.
                if line > 1 { try form.read(value) }
            case nil: break
            }
        } catch {
            throw WorkloadError(error, file: file, place: .line(line))
        }
    }
}
