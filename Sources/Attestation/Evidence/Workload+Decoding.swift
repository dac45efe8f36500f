extension Workload {
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader) throws(DocumentError) {
        let start = reader.offset
        let count = try reader.map("guarantee.workload")
        try reader.constant(1, "guarantee.workload.state")
        let value = try reader.unsigned("guarantee.workload.state", in: 0...3)
        guard let state = State(rawValue: value), (1...4).contains(count) else {
            throw DocumentError(.unexpectedItem, at: start, field: "guarantee.workload")
        }
        self.init(state: state, weights: nil)
        guard count > 1 else { return }
        try reader.constant(2, "guarantee.workload.weights")
        weights = try reader.digest("guarantee.workload.weights")
        var last: UInt64 = 2
        for _ in 2..<count {
            let start = reader.offset
            let key = try reader.unsigned("guarantee.workload")
            guard key > last, key <= 4 else {
                throw DocumentError(.unexpectedItem, at: start, field: "guarantee.workload")
            }
            last = key
            if key == 3 {
                try reader.array(2, "guarantee.workload.parts")
                adapter = try reader.optionalDigest("guarantee.workload.adapter")
                filter = try reader.optionalDigest("guarantee.workload.filter")
                guard adapter != nil || filter != nil else {
                    throw DocumentError(.unexpectedItem, at: start, field: "guarantee.workload.parts")
                }
            } else {
                trained = try reader.operations("guarantee.workload.trained")
            }
        }
    }
}
