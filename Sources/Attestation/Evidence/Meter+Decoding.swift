extension Meter {
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader) throws(DocumentError) {
        try reader.map(4, "guarantee.meter")
        try reader.constant(1, "guarantee.meter.total")
        total = try reader.operations("guarantee.meter.total")
        try reader.constant(2, "guarantee.meter.training")
        training = try reader.operations("guarantee.meter.training")
        try reader.constant(3, "guarantee.meter.counts")
        counts = []
        for _ in 0..<(try reader.array("guarantee.meter.counts", in: 0...256)) {
            try reader.array(3, "guarantee.meter.counts")
            let start = reader.offset
            let count = Count(
                format: try reader.unsigned("guarantee.meter.counts.format"),
                multiplyAccumulates: try reader.operations("guarantee.meter.counts.multiply-accumulates"),
                vectorOperations: try reader.operations("guarantee.meter.counts.vector-operations"))
            guard counts.last.map({ $0.format < count.format }) ?? true,
                count.multiplyAccumulates > 0 || count.vectorOperations > 0
            else { throw DocumentError(.unexpectedItem, at: start, field: "guarantee.meter.counts") }
            counts.append(count)
        }
        try reader.constant(4, "guarantee.meter.traffic")
        try reader.array(5, "guarantee.meter.traffic")
        traffic = Traffic(
            memoryRead: try reader.operations("guarantee.meter.traffic.hbm-read"),
            memoryWritten: try reader.operations("guarantee.meter.traffic.hbm-written"),
            weightsWritten: try reader.operations("guarantee.meter.traffic.weights-written"),
            linkSent: try reader.operations("guarantee.meter.traffic.link-sent"),
            linkReceived: try reader.operations("guarantee.meter.traffic.link-received"))
    }
}
