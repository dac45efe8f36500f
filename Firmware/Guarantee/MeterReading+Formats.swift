import ChipABI
import Wire

extension MeterReading {
    /// Leaves of the counts by number format what came after an earlier reading.
    mutating func subtractFormats(of earlier: MeterReading) {
        var format = 0
        while format < MeterRegisters.formatCount {
            multiplyAccumulates[format] =
                multiplyAccumulates[format].subtracting(earlier.multiplyAccumulates[format]) ?? .zero
            vectorOperations[format] = vectorOperations[format].subtracting(earlier.vectorOperations[format]) ?? .zero
            format += 1
        }
    }

    /// Writes an array of [format, multiply-accumulates, vector operations] for each format that has any.
    func writeFormats<Sink: ByteSink & ~Copyable>(to sink: inout Sink) {
        var used = 0
        var format = 0
        while format < MeterRegisters.formatCount {
            if multiplyAccumulates[format] != .zero || vectorOperations[format] != .zero { used += 1 }
            format += 1
        }
        sink.array(used)
        format = 0
        while format < MeterRegisters.formatCount {
            if multiplyAccumulates[format] != .zero || vectorOperations[format] != .zero {
                sink.array(3)
                sink.unsigned(UInt64(format))
                sink.operations(multiplyAccumulates[format])
                sink.operations(vectorOperations[format])
            }
            format += 1
        }
    }
}
