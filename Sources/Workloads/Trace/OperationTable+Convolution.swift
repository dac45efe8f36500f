import Accelerator
import Attestation

extension OperationTable {
    /// A convolution: each result is a product of a patch with the weights.
    ///
    /// The shape of the result is the recorded one; where a trace has none it follows from stride, padding and dilation.
    static func convolution(_ name: String, _ node: TraceNode) throws(RecordFault) -> Products? {
        guard let input = node.input(0), let weight = node.input(1) else { return nil }
        // Operand 6 of a vendor's convolution says whether to measure kernels, of a conv2d how many groups there are.
        let saysTransposed = ["convolution", "_convolution", "convolution_overrideable"].contains(name)
        let isTransposed = name.contains("transpose") || saysTransposed && flag(node, at: 6) == true
        let result: [UInt64]
        if let output = node.output(0) {
            result = output.shape
        } else if !isTransposed, let computed = try resultShape(name, node, input, weight) {
            result = computed
        } else {
            return nil
        }
        let product = try convolutionProduct(node, input, weight, result: result, isTransposed: isTransposed)
        // Three factors of at most 2^40.
        let computed = UInt128(product.batch) * UInt128(product.rows) * UInt128(product.columns)
        let results = node.output(0).map { UInt128($0.elements) } ?? computed
        let hasBias = node.input(2) != nil && !name.hasPrefix("cudnn") && !name.hasPrefix("miopen")
        return Products(format: input.type?.format, products: [product], vectorOperations: hasBias ? results : 0)
    }

    /// Gradients of a convolution's input and weights: each as many multiply-accumulates as the convolution.
    static func convolutionBackward(_ node: TraceNode) throws(RecordFault) -> Products? {
        guard let gradient = node.input(0), let input = node.input(1), let weight = node.input(2) else { return nil }
        let product = try convolutionProduct(
            node, input, weight, result: gradient.shape, isTransposed: flag(node, at: 7) == true)
        guard let wanted = mask(node) else { return nil }
        let times = (wanted.input ? 1 : 0) + (wanted.weight ? 1 : 0)
        return Products(
            format: gradient.type?.format, products: Array(repeating: product, count: times),
            vectorOperations: wanted.bias ? UInt128(gradient.elements) : 0)
    }

    private static func convolutionProduct(
        _ node: TraceNode, _ input: TraceTensor, _ weight: TraceTensor, result: [UInt64], isTransposed: Bool
    ) throws(RecordFault) -> MatrixProduct {
        let rank = weight.shape.count
        // An input without a batch has one dimension less than the weights.
        let hasBatch = input.shape.count == rank
        guard (3...5).contains(rank), hasBatch || input.shape.count == rank - 1, result.count == input.shape.count
        else { throw mismatch(node, input, weight) }
        let channel = hasBatch ? 1 : 0
        let (taken, made) = (input.shape[channel], result[channel])
        // The weights' first dimension is the whole of one side, their second a group's part of the other.
        let (whole, parts) = isTransposed ? (taken, made) : (made, taken)
        guard whole > 0, weight.shape[0] == whole, weight.shape[1] > 0, parts > 0, parts % weight.shape[1] == 0 else {
            throw mismatch(node, input, weight)
        }
        let groups = parts / weight.shape[1]
        guard whole % groups == 0 else { throw mismatch(node, input, weight) }
        // No product of leading dimensions exceeds 2^56, for the first two are not zero.
        let kernel = weight.shape[2...].reduce(UInt64(1), *)
        let positions = isTransposed ? input.shape : result
        var rows: UInt64 = 1
        for (place, dimension) in positions.enumerated() where place != channel {
            let (next, overflow) = rows.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw RecordFault("shapes", "the shapes of \(node.name) overflow") }
            rows = next
        }
        let each = weight.shape[1] * kernel
        return isTransposed
            ? try MatrixProduct(batch: groups, rows: rows, inner: whole / groups, columns: each)
            : try MatrixProduct(batch: groups, rows: rows, inner: each, columns: whole / groups)
    }

    /// The result's shape by stride, padding and dilation; nil where they are not recorded as numbers.
    private static func resultShape(
        _ name: String, _ node: TraceNode, _ input: TraceTensor, _ weight: TraceTensor
    ) throws(RecordFault) -> [UInt64]? {
        let spatial = weight.shape.count - 2
        let isVendor = name.hasPrefix("cudnn") || name.hasPrefix("miopen")
        let (padding, stride) = isVendor ? (2, 3) : name.hasPrefix("mkldnn") ? (3, 4) : (4, 3)
        let dilation = isVendor ? 4 : 5
        guard spatial > 0, input.shape.count > spatial, let paddings = numbers(node, at: padding, count: spatial),
            let strides = numbers(node, at: stride, count: spatial),
            let dilations = numbers(node, at: dilation, count: spatial)
        else { return nil }
        var shape = Array(input.shape.dropLast(spatial + 1)) + [weight.shape[0]]
        for place in 0..<spatial {
            let length = input.shape[input.shape.count - spatial + place]
            let kernel = weight.shape[2 + place]
            // Limits of 2^40 and 2^20 keep these products below 2^64.
            guard length < 1 << 40, kernel < 1 << 20, (1..<(1 << 20)).contains(strides[place]),
                paddings[place] < 1 << 20, (1..<(1 << 20)).contains(dilations[place]), kernel > 0
            else { throw RecordFault("inputs", "stride, padding or dilation of \(node.name) is out of range") }
            let (padded, reach) = (length + 2 * paddings[place], dilations[place] * (kernel - 1) + 1)
            guard padded >= reach else { throw mismatch(node, input, weight) }
            shape.append((padded - reach) / strides[place] + 1)
        }
        return shape
    }

    private static func numbers(_ node: TraceNode, at index: Int, count: Int) -> [UInt64]? {
        guard node.inputs.indices.contains(index), case .other(let value) = node.inputs[index],
            case .array(let items) = value.content
        else { return nil }
        let numbers = items.compactMap { item -> UInt64? in
            guard case .number(let text) = item.content else { return nil }
            return UInt64(text)
        }
        guard numbers.count == items.count else { return nil }
        // One number stands for all dimensions.
        return numbers.count == count ? numbers : numbers.count == 1 ? Array(repeating: numbers[0], count: count) : nil
    }

    private static func flag(_ node: TraceNode, at index: Int) -> Bool? {
        guard node.inputs.indices.contains(index), case .other(let value) = node.inputs[index],
            case .boolean(let flag) = value.content
        else { return nil }
        return flag
    }

    /// Which gradients are wanted: the last operand; the results that are there, where it is not recorded.
    private static func mask(_ node: TraceNode) -> (input: Bool, weight: Bool, bias: Bool)? {
        if case .other(let value)? = node.inputs.last, case .array(let items) = value.content, items.count == 3 {
            let flags = items.map { $0.content == .boolean(true) }
            return (flags[0], flags[1], flags[2])
        }
        guard node.outputs.count == 3 else { return nil }
        return (node.output(0) != nil, node.output(1) != nil, node.output(2) != nil)
    }
}
