import Attestation

/// A tensor as a trace describes it.
struct TraceTensor: Hashable {
    /// The most elements: 2^56.
    static let mostElements: UInt64 = 1 << 56
    /// The most dimensions.
    static let mostDimensions = 16

    /// Its dimensions, the outermost first; none for a scalar.
    let shape: [UInt64]
    /// The type of its elements; nil where the name is not known.
    let type: ElementType?

    /// Elements, zero where a dimension is zero; at most 2^56.
    let elements: UInt64

    /// A tensor of a shape that was read.
    ///
    /// - Throws: `RecordFault` where a dimension is no whole number, is negative, or the elements exceed 2^56.
    init(_ shape: JSONValue, type: ElementType?, field: String) throws(RecordFault) {
        guard case .array(let items) = shape.content, items.count <= TraceTensor.mostDimensions else {
            throw RecordFault(field, "a tensor's shape is no list of at most \(TraceTensor.mostDimensions) dimensions")
        }
        var dimensions: [UInt64] = []
        var elements: UInt64 = 1
        for item in items {
            guard case .number(let text) = item.content else {
                throw RecordFault(field, "a dimension of a tensor is no number")
            }
            guard let dimension = UInt64(text) else {
                throw RecordFault(field, "a dimension of a tensor is \(text), not a whole number from 0 to 2^56")
            }
            dimensions.append(dimension)
            let (product, overflow) = elements.multipliedReportingOverflow(by: dimension)
            guard !overflow, product <= TraceTensor.mostElements else {
                throw RecordFault(field, "a tensor has more than 2^56 elements: its shape overflows")
            }
            elements = product
        }
        self.shape = dimensions
        self.type = type
        self.elements = elements
    }

    /// Bytes that it occupies; none where its type is not known.
    var bytes: UInt128 { UInt128(elements) * UInt128(type?.bytes ?? 0) }
}
