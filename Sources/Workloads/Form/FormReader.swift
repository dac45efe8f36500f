import Accelerator
import Attestation

/// Reads the common form of workloads, line by line.
struct FormReader {
    /// The most that one counter of one operation may be: 2^96.
    static let mostCounted: UInt128 = 1 << 96

    private let source: WorkloadSource
    private let name: String
    private let records: Int
    private var operations: [WorkloadOperation] = []
    private var unmetered: [String: Int] = [:]

    /// A reader behind the first line.
    ///
    /// - Throws: `RecordFault` where the line is of another version, or lacks a member.
    init(header: JSONValue) throws(RecordFault) {
        guard header[WorkloadForm.mark]?.wholeNumber == WorkloadForm.version else {
            throw RecordFault(
                WorkloadForm.mark, "the version is not \(WorkloadForm.version)", mend: "import the trace again")
        }
        guard let source = header["source"]?.string.flatMap(WorkloadSource.init) else {
            throw RecordFault("source", "this is no kind of source", mend: "import the trace again")
        }
        guard let records = header["records"]?.wholeNumber, records <= 1 << 48 else {
            throw RecordFault("records", "this is no number of records", mend: "import the trace again")
        }
        self.source = source
        self.name = header["name"]?.string ?? ""
        self.records = Int(records)
    }

    /// Takes the next line.
    mutating func read(_ line: JSONValue) throws(RecordFault) {
        if let name = line["unmetered"]?.string {
            guard let count = line["count"]?.wholeNumber, (1...(1 << 48)).contains(count), unmetered[name] == nil,
                unmetered.count <= 4096
            else { throw RecordFault("unmetered", "the count is missing, out of range, or given twice") }
            unmetered[name] = Int(count)
            return
        }
        guard let name = line["name"]?.string else { throw RecordFault("name", "the operation has no name") }
        let times = try optional(line, "times", in: 1...WorkloadOperation.mostRepetitions) ?? 1
        guard operations.count < Workload.mostOperations else {
            throw RecordFault(nil, "there are more operations than can be held", mend: "split the workload")
        }
        operations.append(
            WorkloadOperation(
                name: name, work: try work(line), repetitions: times,
                start: try optional(line, "start", in: 0...UInt64.max),
                duration: try optional(line, "duration", in: 0...UInt64.max)))
    }

    /// The workload of all lines.
    var workload: Workload {
        Workload(source: source, name: name, records: records, operations: operations, unmetered: unmetered)
    }

    private func work(_ line: JSONValue) throws(RecordFault) -> WorkloadOperation.Work {
        if let counters = line["counters"] { return .counted(try counted(counters)) }
        guard let format = line["format"]?.string.flatMap(Accelerator.NumberFormat.init(name:)) else {
            throw RecordFault("format", "this is no number format of the accelerator")
        }
        if let kind = line["exchange"] {
            guard let kind = kind.string.flatMap(Exchange.Kind.init), let bytes = line["bytes"]?.wholeNumber else {
                throw RecordFault("exchange", "the kind is none, or the bytes are missing")
            }
            let ranks = try optional(line, "ranks", in: 1...Exchange.mostRanks)
            return .exchange(try Exchange(kind, bytes: bytes, ranks: ranks, format: format))
        }
        guard case .array(let items)? = line["products"]?.content else {
            throw RecordFault("products", "the operation has neither products, an exchange nor counters")
        }
        var products: [MatrixProduct] = []
        for item in items {
            guard case .array(let numbers) = item.content, numbers.count == 4 else {
                throw RecordFault("products", "a product is no list of four numbers")
            }
            let shape = numbers.compactMap(\.wholeNumber)
            guard shape.count == 4 else { throw RecordFault("products", "a dimension is no whole number from 0") }
            products.append(try MatrixProduct(batch: shape[0], rows: shape[1], inner: shape[2], columns: shape[3]))
        }
        return .tensor(
            TensorWork(
                format: format, products: products, vectorOperations: try count(line, "vector"),
                bytesRead: try count(line, "read"), bytesWritten: try count(line, "written")))
    }

    private func counted(_ value: JSONValue) throws(RecordFault) -> Accelerator.Counters {
        guard case .object(let members) = value.content else {
            throw RecordFault("counters", "this is no object of counters")
        }
        var counters = Accelerator.Counters()
        for member in members {
            guard let counter = FormReader.counters[member.name] else {
                throw RecordFault("counters", "\"\(member.name)\" is no counter of the accelerator")
            }
            counters[counter] = try count(value, member.name)
        }
        return counters
    }

    private func count(_ line: JSONValue, _ field: String) throws(RecordFault) -> UInt128 {
        guard let text = line[field]?.string, let value = UInt128(text), value <= FormReader.mostCounted else {
            throw RecordFault(field, "this is no count from 0 to 2^96, as a string of digits")
        }
        return value
    }

    private func optional(
        _ line: JSONValue, _ field: String, in range: ClosedRange<UInt64>
    ) throws(RecordFault) -> UInt64? {
        guard let value = line[field] else { return nil }
        guard let number = value.wholeNumber, range.contains(number) else {
            throw RecordFault(field, "this is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static let counters = Dictionary(uniqueKeysWithValues: Counter.all.map { ("\($0)", $0) })
}
