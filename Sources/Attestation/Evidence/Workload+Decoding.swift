extension Workload {
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader) throws(DocumentError) {
        let start = reader.offset
        let count = try reader.map("guarantee.workload")
        try reader.constant(1, "guarantee.workload.state")
        let value = try reader.unsigned("guarantee.workload.state", in: 0...3)
        guard let state = State(rawValue: value), count == 1 || count == 2 else {
            throw DocumentError(.unexpectedItem, at: start, field: "guarantee.workload")
        }
        self.state = state
        guard count == 2 else {
            weights = nil
            return
        }
        try reader.constant(2, "guarantee.workload.weights")
        weights = try reader.digest("guarantee.workload.weights")
    }
}
