/// Reads a table of measurements, known by its header.
struct TableParser: WorkloadParser {
    private var lines = LineReader(longest: 1 << 20)
    private var reader: MeasurementReader?

    mutating func read(_ bytes: [UInt8], file: String) throws(WorkloadError) {
        var reader = reader.take()
        defer { self.reader = reader }
        let isRead = try lines.read(bytes) { (line, bytes) throws(WorkloadError) in
            try TableParser.take(&reader, line, bytes, file: file)
        }
        guard isRead else { throw .unknown(file) }
    }

    mutating func finish(file: String) throws(WorkloadError) -> Workload {
        var reader = reader.take()
        try lines.finish { (line, bytes) throws(WorkloadError) in
            try TableParser.take(&reader, line, bytes, file: file)
        }
        guard let reader else { throw .unknown(file) }
        return Workload(source: reader.source, name: file, records: reader.records, operations: reader.operations)
    }

    private static func take(
        _ reader: inout MeasurementReader?, _ line: Int, _ bytes: [UInt8], file: String
    ) throws(WorkloadError) {
        guard var open = reader.take() else {
            guard line == 1, let first = MeasurementReader(header: bytes) else { throw .unknown(file) }
            reader = first
            return
        }
        defer { reader = open }
        do { try open.read(bytes) } catch { throw WorkloadError(error, file: file, place: .line(line)) }
    }
}
