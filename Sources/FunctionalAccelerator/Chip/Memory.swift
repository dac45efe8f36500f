import Tensors

/// The emulated high-bandwidth memory of a chip: flat bytes, allocated as a stack.
public struct Memory: Sendable {
    /// Bytes that there are.
    public let capacity: Int
    /// Bytes that are allocated; what lies from here on is free.
    public private(set) var used = 0
    private var bytes: [UInt8] = []

    /// Memory of a size.
    ///
    /// - Parameter capacity: bytes.
    public init(capacity: Int) { self.capacity = max(0, capacity) }

    /// Allocates a tensor; its bytes are what lay there before, or zeros.
    ///
    /// - Parameters:
    ///   - rows: rows.
    ///   - columns: columns.
    ///   - format: the format of its elements.
    /// - Returns: the tensor's place and shape.
    /// - Throws: `TensorError` where the shape can't be, or memory is short.
    public mutating func allocate(_ rows: Int, _ columns: Int, _ format: ElementFormat) throws(TensorError) -> Tensor {
        _ = try Matrix.count(rows, columns)
        let tensor = Tensor(offset: used, rows: rows, columns: columns, format: format)
        guard tensor.byteCount <= capacity - used else {
            throw .chipMemory(needed: tensor.byteCount, free: capacity - used)
        }
        used += tensor.byteCount
        if bytes.count < used { bytes.append(contentsOf: repeatElement(0, count: used - bytes.count)) }
        return tensor
    }

    /// Frees everything that was allocated since.
    ///
    /// - Parameter mark: what `used` was then.
    public mutating func release(to mark: Int) {
        precondition((0...used).contains(mark), "Memory is released to an earlier mark.")
        used = mark
    }

    /// The values of a tensor.
    ///
    /// - Parameter tensor: where it lies.
    /// - Returns: its values, exactly.
    /// - Throws: `TensorError` where it does not lie in this memory.
    public func load(_ tensor: Tensor) throws(TensorError) -> Matrix {
        try tensor.format.decode(try self[tensor], rows: tensor.rows, columns: tensor.columns)
    }

    /// Writes values, rounded to the tensor's format.
    ///
    /// - Parameters:
    ///   - matrix: values, of the tensor's shape.
    ///   - tensor: where they go.
    /// - Throws: `TensorError` where the shapes differ, or the tensor does not lie in this memory.
    public mutating func store(_ matrix: Matrix, in tensor: Tensor) throws(TensorError) {
        try TensorError.require(matrix.rows, is: tensor.rows, "the count of rows")
        try TensorError.require(matrix.columns, is: tensor.columns, "the count of columns")
        try requireInside(tensor)
        bytes.replaceSubrange(tensor.offset..<tensor.offset + tensor.byteCount, with: tensor.format.encode(matrix))
    }

    /// The bytes of a tensor as they lie in memory.
    ///
    /// - Parameter tensor: where it lies.
    /// - Throws: `TensorError` where it does not lie in this memory.
    public subscript(tensor: Tensor) -> ArraySlice<UInt8> {
        get throws(TensorError) {
            try requireInside(tensor)
            return bytes[tensor.offset..<tensor.offset + tensor.byteCount]
        }
    }

    private func requireInside(_ tensor: Tensor) throws(TensorError) {
        guard tensor.offset + tensor.byteCount <= used else {
            throw .chipMemory(needed: tensor.offset + tensor.byteCount - used, free: 0)
        }
    }
}
