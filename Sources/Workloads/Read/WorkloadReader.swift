/// Reads a workload from a file of any kind that is known, piece by piece; any bytes give a workload or an error.
///
/// gzip is undone on the way. Chakra, PyTorch's and Kineto's traces, Azure's and Mooncake's requests, Splitwise's and
/// Vidur's measurements, and the common form are told apart by their content.
package struct WorkloadReader: ~Copyable {
    private let file: String
    private let served: ServedModel?
    /// The first bytes, until there are enough to tell what the file is.
    private var start: [UInt8] = []
    private var parser: (any WorkloadParser)?
    private var inflater: Inflater?
    private var isFirst = true

    /// A reader at the start of a file.
    ///
    /// - Parameters:
    ///   - file: what the file is called in messages.
    ///   - served: the model that answers requests; nil where the file holds none.
    package init(file: String, servedBy served: ServedModel? = nil) {
        self.file = file
        self.served = served
    }

    /// Takes the next bytes.
    ///
    /// - Throws: `WorkloadError` for the first record that is wrong.
    package mutating func read(_ bytes: [UInt8]) throws(WorkloadError) {
        guard let first = bytes.first else { return }
        if isFirst {
            isFirst = false
            // The first byte of a gzip file; no other kind starts with it.
            if first == 0x1f {
                do { inflater = try Inflater() } catch { throw WorkloadReader.error(error, file) }
            }
        }
        guard var inflater = inflater.take() else { return try take(bytes) }
        let file = file
        try inflater.read(
            bytes, { (piece) throws(WorkloadError) in try take(piece) }, failing: { WorkloadReader.error($0, file) })
        self.inflater = consume inflater
    }

    /// Ends the file.
    ///
    /// - Throws: `WorkloadError` where it ends too early, or nothing in it can be metered.
    package mutating func finish() throws(WorkloadError) -> Workload {
        if let inflater = inflater.take() {
            do { try inflater.finish() } catch { throw WorkloadReader.error(error, file) }
        }
        if parser == nil, !start.isEmpty { try begin() }
        guard var parser = parser.take() else {
            throw WorkloadError(file: file, place: .whole, reason: "the file is empty", mend: "give a trace")
        }
        let workload = try parser.finish(file: file)
        guard !workload.operations.isEmpty else {
            throw WorkloadError(
                file: file, place: .whole,
                reason: "nothing in it can be metered: none of \(workload.records) records has shapes in a format that "
                    + "the accelerator computes, or bytes that are exchanged",
                mend: "record the trace with shapes (record_shapes=True)")
        }
        return workload
    }

    private mutating func take(_ bytes: [UInt8]) throws(WorkloadError) {
        guard parser == nil else {
            try parser?.read(bytes, file: file)
            return
        }
        start += bytes
        if start.count >= FileKind.looked { try begin() }
    }

    /// Chooses the parser, and gives it what was held back.
    private mutating func begin() throws(WorkloadError) {
        var chosen: any WorkloadParser
        switch FileKind(start) {
        case .chakra: chosen = ChakraParser()
        case .document: chosen = DocumentParser()
        case .lines(let first): chosen = try LinesParser(first: first, file: file, servedBy: served)
        case .requests: chosen = try AzureParser(file: file, servedBy: served)
        case .table: chosen = TableParser()
        }
        try chosen.read(start, file: file)
        start = []
        parser = chosen
    }

    private static func error(_ failure: Inflater.Failure, _ file: String) -> WorkloadError {
        switch failure {
        case .cutOff: .cutOff(file)
        case .corrupt:
            WorkloadError(
                file: file, place: .whole, reason: "this is no gzip file, or it is damaged", mend: "get the file again")
        case .memory:
            WorkloadError(
                file: file, place: .whole, reason: "there is no memory to decompress it", mend: "decompress it first")
        }
    }
}
