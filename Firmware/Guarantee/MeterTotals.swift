import ChipABI
import Wire

/// The policy quantity of a meter reading: for each operation the larger of its FP16 equivalent and one.
///
/// FP16 equivalence goes by bit length, as in TPP (2 × MacTOPS × bits): FP64 4, FP32 and TF32 2, 16 bits and fewer 1.
/// A multiply-accumulate is two operations, a vector operation one.
struct MeterTotals: Equatable {
    /// All operations since manufacture.
    var total: Operations
    /// Of which under training openings.
    var training: Operations

    /// Quantities given as they are.
    init(total: Operations, training: Operations) {
        self.total = total
        self.training = training
    }

    /// The quantities of a reading.
    ///
    /// - Throws: `Fault.meterInconsistent` where a sum reaches 2^128, or training is more than all.
    init(_ reading: borrowing MeterReading) throws(Fault) {
        var sum = Operations.zero
        var format = 0
        while format < MeterRegisters.formatCount {
            let weight = MeterTotals.weightShift(format)
            guard let products = reading.multiplyAccumulates[format].shifted(1 + weight),
                let vectors = reading.vectorOperations[format].shifted(weight),
                let both = products.adding(vectors), let next = sum.adding(both)
            else { throw .meterInconsistent }
            sum = next
            format += 1
        }
        guard reading.training <= sum else { throw .meterInconsistent }
        total = sum
        training = reading.training
    }

    /// The base-2 logarithm of a number format's weight; formats count FP64, FP32, TF32,
    /// BF16, FP16, FP8, INT8, FP4, INT4.
    static func weightShift(_ format: Int) -> Int { format == 0 ? 2 : format <= 2 ? 1 : 0 }
}
