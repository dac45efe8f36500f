import Accelerator
import Tensors

extension FunctionalChip {
    /// Loads a tensor for a kernel; its elements count as read.
    mutating func load(_ tensor: Tensor) throws(TensorError) -> Matrix {
        counters[.memoryBytesRead] += UInt128(tensor.count * tensor.format.byteCount)
        return try memory.load(tensor)
    }

    /// Stores a kernel's result; its elements count as written.
    mutating func store(_ matrix: Matrix, in tensor: Tensor) throws(TensorError) {
        counters[.memoryBytesWritten] += UInt128(tensor.count * tensor.format.byteCount)
        try memory.store(matrix, in: tensor)
    }

    /// Allocates a tensor for activations and stores a kernel's result in it.
    mutating func keep(_ matrix: Matrix) throws(TensorError) -> Tensor {
        let tensor = try memory.allocate(matrix.rows, matrix.columns, precision.activations)
        try store(matrix, in: tensor)
        return tensor
    }

    /// Counts elements that a kernel reads and writes row by row, in the activations' format.
    mutating func count(read: Int = 0, written: Int = 0) {
        counters[.memoryBytesRead] += UInt128(read * precision.activations.byteCount)
        counters[.memoryBytesWritten] += UInt128(written * precision.activations.byteCount)
    }

    /// Counts elementwise operations (AC-10).
    mutating func count(vectorOperations: Int) {
        counters[.vectorOperations(precision.format.vectorFormat)] += UInt128(vectorOperations)
    }

    /// Counts multiply-accumulates.
    mutating func count(multiplyAccumulates: Int) {
        counters[.multiplyAccumulates(precision.format)] += UInt128(multiplyAccumulates)
    }

    /// A product of operands that are already rounded.
    mutating func multiply(
        _ left: Matrix, _ right: Matrix, left leftSide: Matrix.Orientation = .plain,
        right rightSide: Matrix.Orientation = .plain
    ) throws(TensorError) -> Matrix {
        let result = try left.product(right, left: leftSide, right: rightSide)
        count(multiplyAccumulates: result.values.count * (leftSide == .plain ? left.columns : left.rows))
        return result
    }

    /// Loads a parameter; nil where the model has none of the kind.
    mutating func weight(_ role: Parameter.Role, _ layer: Int = 0) throws(TensorError) -> Matrix? {
        guard let index = index(of: role, layer) else { return nil }
        return try load(weights[index])
    }

    /// Loads a parameter that the part must have.
    mutating func needed(_ role: Parameter.Role, _ layer: Int = 0) throws(TensorError) -> Matrix {
        guard let weight = try weight(role, layer) else { throw .unsupported("a part without its \(role)") }
        return weight
    }

    /// Where a parameter is, or nil.
    func index(of role: Parameter.Role, _ layer: Int) -> Int? {
        parameters.firstIndex { $0.role == role && $0.layer == layer }
    }

    /// Adds to the gradient of a parameter, in FP32: read and written once.
    mutating func addGradient(_ gradient: Matrix, of role: Parameter.Role, _ layer: Int = 0) throws(TensorError) {
        guard let training else { throw .unsupported("training on a chip that only infers") }
        guard let index = index(of: role, layer) else { return }
        let parameter = parameters[index]
        let place = training.gradients.window(at: parameter.first, parameter.rows, parameter.columns)
        try store(try load(place).adding(gradient), in: place)
    }

    /// The same for a row of values.
    mutating func addGradient(_ row: [Float], of role: Parameter.Role, _ layer: Int = 0) throws(TensorError) {
        try addGradient(try Matrix(1, row.count, unchecked: row), of: role, layer)
    }

    /// Loads one of a layer's normalisations.
    mutating func loadNormalisation(
        _ scale: Parameter.Role, _ shift: Parameter.Role, _ layer: Int = 0
    ) throws(TensorError) -> Normalisation {
        for role in [scale, shift] { _ = try weight(role, layer) }
        return try normalisation(scale, shift, layer)
    }

    /// One of a layer's normalisations, where another kernel of the pass counts its parameters.
    func normalisation(
        _ scale: Parameter.Role, _ shift: Parameter.Role, _ layer: Int = 0
    ) throws(TensorError) -> Normalisation {
        guard let scaleIndex = index(of: scale, layer) else { throw .unsupported("a part without its \(scale)") }
        let factors = try memory.load(weights[scaleIndex]).values
        guard let shiftIndex = index(of: shift, layer) else { return Normalisation(.rootMeanSquare, scale: factors) }
        return Normalisation(.layer, scale: factors, shift: try memory.load(weights[shiftIndex]).values)
    }
}
