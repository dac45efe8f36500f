/// Reads Azure's trace of requests, answered by a model.
struct AzureParser: WorkloadParser {
    private let served: ServedModel
    private var parser: TraceParser

    init(file: String, servedBy served: ServedModel?) throws(WorkloadError) {
        guard let served else { throw .modelMissing(file) }
        self.served = served
        parser = TraceParser(file: file)
    }

    mutating func read(_ bytes: [UInt8], file: String) throws(WorkloadError) {
        do { try parser.read(bytes.span) } catch { throw AzureParser.error(error) }
    }

    mutating func finish(file: String) throws(WorkloadError) -> Workload {
        let requests: [RecordedRequest]
        do { requests = try parser.finish() } catch { throw AzureParser.error(error) }
        guard requests.count <= Workload.mostOperations / 2 else {
            throw WorkloadError(
                file: file, place: .whole, reason: "there are more requests than can be held",
                mend: "cut the trace into shorter ones")
        }
        var operations: [WorkloadOperation] = []
        for (index, request) in requests.enumerated() {
            do { operations += try served.operations(request) } catch {
                throw WorkloadError(error, file: file, place: .line(index + 2))
            }
        }
        return Workload(source: .azure, name: file, records: requests.count, operations: operations)
    }

    private static func error(_ error: TraceError) -> WorkloadError {
        let (reason, mend) = error.words
        return WorkloadError(file: error.file, place: .line(error.line), reason: reason, mend: mend)
    }
}
