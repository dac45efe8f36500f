/// Reads a Chakra file: messages, and in them nodes.
struct ChakraParser: WorkloadParser {
    private var messages = MessageReader()
    private var reader: ChakraReader? = ChakraReader()

    mutating func read(_ bytes: [UInt8], file: String) throws(WorkloadError) {
        guard var reader = reader.take() else { return }
        defer { self.reader = reader }
        let isRead = try messages.read(bytes) { (message) throws(WorkloadError) in
            do throws(RecordFault) { try reader.read(message) } catch {
                throw WorkloadError(error, file: file, place: .record(reader.records))
            }
        }
        guard isRead else { throw .unknown(file) }
    }

    mutating func finish(file: String) throws(WorkloadError) -> Workload {
        guard messages.isComplete, let reader else { throw .cutOff(file) }
        return reader.collector.workload(.chakra, name: file, records: reader.records)
    }
}
