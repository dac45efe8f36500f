extension ElementFormat {
    /// Rounds every element to this format, each row with its own scale; the result is what memory would give back.
    ///
    /// - Parameter matrix: values; those that are not finite stay so in binary formats, but not in E4M3 and integers.
    /// - Returns: the rounded values, in FP32.
    public func rounded(_ matrix: Matrix) -> Matrix {
        var result = matrix
        switch self {
        case .fp32: break
        case .bf16:
            for index in result.values.indices {
                result.values[index] = Float(bitPattern: Self.bf16Bits(result.values[index]) << 16)
            }
        case .e4m3, .e5m2, .int8:
            let table = codeValues
            for start in stride(from: 0, to: result.values.count, by: matrix.columns) {
                let row = start..<start + matrix.columns
                let (up, down) = Self.scales(scaleExponent(of: result.values[row]))
                for index in row {
                    result.values[index] = table[Int(encode(result.values[index] * down))] * up
                }
            }
        }
        return result
    }

    /// The bytes of a matrix, row by row, little-endian; a row's scale lies behind its elements.
    ///
    /// - Parameter matrix: values.
    /// - Returns: `rows × rowBytes(columns)` bytes.
    public func encode(_ matrix: Matrix) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(matrix.rows * rowBytes(matrix.columns))
        switch self {
        case .fp32:
            // Sound: the bytes of floats are bytes, and are copied before the closure ends. Hosts are little-endian.
            unsafe matrix.values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        case .bf16:
            for value in matrix.values {
                let bits = Self.bf16Bits(value)
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            }
        case .e4m3, .e5m2, .int8:
            for start in stride(from: 0, to: matrix.values.count, by: matrix.columns) {
                let row = matrix.values[start..<start + matrix.columns]
                let exponent = scaleExponent(of: row)
                let down = Self.scales(exponent).down
                for value in row { bytes.append(UInt8(truncatingIfNeeded: encode(value * down))) }
                bytes.append(UInt8(exponent + 127))
            }
        }
        return bytes
    }

    /// Reads a matrix back from its bytes.
    ///
    /// - Parameters:
    ///   - bytes: what `encode` wrote.
    ///   - rows: rows.
    ///   - columns: columns.
    /// - Returns: the values, in FP32, exactly.
    /// - Throws: `TensorError` where the shape can't be, or the count of bytes is another.
    public func decode(_ bytes: ArraySlice<UInt8>, rows: Int, columns: Int) throws(TensorError) -> Matrix {
        let count = try Matrix.count(rows, columns)
        try TensorError.require(bytes.count, is: rows * rowBytes(columns), "the count of bytes")
        var values: [Float] = []
        values.reserveCapacity(count)
        var place = bytes.startIndex
        switch self {
        case .fp32:
            // Sound: there are four bytes for each of `count` floats, and every pattern of bits is one.
            values = unsafe Array(unsafeUninitializedCapacity: count) { buffer, initialised in
                unsafe bytes.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
                initialised = count
            }
        case .bf16:
            for index in stride(from: place, to: bytes.endIndex, by: 2) {
                values.append(Float(bitPattern: UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 24))
            }
        case .e4m3, .e5m2, .int8:
            let table = codeValues
            for _ in 0..<rows {
                let up = Self.scales(Int(bytes[place + columns]) - 127).up
                for index in place..<place + columns { values.append(table[Int(bytes[index])] * up) }
                place += columns + 1
            }
        }
        return try Matrix(rows, columns, unchecked: values)
    }

    /// The values of all 256 codes of an 8-bit format.
    private var codeValues: [Float] {
        switch self {
        case .e4m3: Self.e4m3Values
        case .e5m2: Self.e5m2Values
        case .int8: Self.int8Values
        case .fp32, .bf16: []
        }
    }

    private static let e4m3Values = (0..<256).map { ElementFormat.e4m3.decode($0) }
    private static let e5m2Values = (0..<256).map { ElementFormat.e5m2.decode($0) }
    private static let int8Values = (0..<256).map { ElementFormat.int8.decode($0) }

    /// Two to an exponent and its reciprocal.
    private static func scales(_ exponent: Int) -> (up: Float, down: Float) {
        (
            Float(sign: .plus, exponent: exponent, significand: 1),
            Float(sign: .plus, exponent: -exponent, significand: 1)
        )
    }
}
