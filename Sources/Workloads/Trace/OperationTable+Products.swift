import Accelerator

extension OperationTable {
    /// Two matrices, or two stacks of them.
    static func matrices(
        _ node: TraceNode, _ left: Int, _ right: Int, rank: Int, addsFirst: Bool = false
    ) throws(RecordFault) -> Products? {
        guard let left = node.input(left), let right = node.input(right) else { return nil }
        guard left.shape.count == rank, right.shape.count == rank else {
            throw RecordFault(
                "shapes", "\(node.name) takes operands of \(rank) dimensions: \(left.text), \(right.text)")
        }
        let (rows, inner) = (left.shape[rank - 2], left.shape[rank - 1])
        guard right.shape[rank - 2] == inner else { throw mismatch(node, left, right) }
        guard rank == 2 || left.shape[0] == right.shape[0] else { throw mismatch(node, left, right) }
        let product = try MatrixProduct(
            batch: rank == 3 ? left.shape[0] : 1, rows: rows, inner: inner, columns: right.shape[rank - 1])
        let results = UInt128(product.batch) * UInt128(product.rows) * UInt128(product.columns)
        return Products(format: left.type?.format, products: [product], vectorOperations: addsFirst ? results : 0)
    }

    /// A product of any ranks, its leading dimensions broadcast.
    static func matmul(_ node: TraceNode, _ left: Int, _ right: Int) throws(RecordFault) -> Products? {
        guard let left = node.input(left), let right = node.input(right) else { return nil }
        guard !left.shape.isEmpty, !right.shape.isEmpty else { throw mismatch(node, left, right) }
        let a = left.shape.count == 1 ? [1] + left.shape : left.shape
        let b = right.shape.count == 1 ? right.shape + [1] : right.shape
        guard a[a.count - 1] == b[b.count - 2] else { throw mismatch(node, left, right) }
        var batch: UInt64 = 1
        let (outerA, outerB) = (Array(a.dropLast(2)), Array(b.dropLast(2)))
        for place in 1...max(1, max(outerA.count, outerB.count)) {
            let one = outerA.count >= place ? outerA[outerA.count - place] : 1
            let other = outerB.count >= place ? outerB[outerB.count - place] : 1
            guard one == other || one == 1 || other == 1 else { throw mismatch(node, left, right) }
            let (next, overflow) = batch.multipliedReportingOverflow(by: max(one, other))
            guard !overflow else { throw RecordFault("shapes", "the shapes of \(node.name) overflow") }
            batch = min(one, other) == 0 ? 0 : next
        }
        let product = try MatrixProduct(
            batch: batch, rows: a[a.count - 2], inner: a[a.count - 1], columns: b[b.count - 1])
        return Products(format: left.type?.format, products: [product])
    }

    /// `x · wᵀ + b`.
    static func linear(_ node: TraceNode) throws(RecordFault) -> Products? {
        guard let input = node.input(0), let weight = node.input(1) else { return nil }
        guard let inner = input.shape.last, weight.shape.last == inner, (1...2).contains(weight.shape.count) else {
            throw mismatch(node, input, weight)
        }
        guard inner > 0 else { throw RecordFault("shapes", "an operand of \(node.name) is empty: \(input.text)") }
        let product = try MatrixProduct(
            rows: input.elements / inner, inner: inner, columns: weight.shape.count == 2 ? weight.shape[0] : 1)
        let results = UInt128(product.rows) * UInt128(product.columns)
        return Products(
            format: input.type?.format, products: [product], vectorOperations: node.input(2) == nil ? 0 : results)
    }

    /// Attention: scores and the weighted sum, over every pair of query and key.
    ///
    /// The backward pass computes the scores once more, and four gradients: of values, scores, queries and keys.
    static func attention(_ node: TraceNode, first: Int, isBackward: Bool) throws(RecordFault) -> Products? {
        guard let query = node.input(first), let key = node.input(first + 1), let value = node.input(first + 2) else {
            return nil
        }
        guard query.shape.count >= 3, key.shape.count == query.shape.count, value.shape.count == query.shape.count
        else { throw mismatch(node, query, key) }
        let rank = query.shape.count
        let (queries, width) = (query.shape[rank - 2], query.shape[rank - 1])
        let (keys, valueWidth) = (key.shape[rank - 2], value.shape[rank - 1])
        guard key.shape[rank - 1] == width, value.shape[rank - 2] == keys else { throw mismatch(node, key, value) }
        let (heads, overflow) = query.shape.dropLast(2).reduce((UInt64(1), false)) { sum, next in
            let (product, overflow) = sum.0.multipliedReportingOverflow(by: next)
            return (product, sum.1 || overflow)
        }
        guard !overflow else { throw RecordFault("shapes", "the shapes of \(node.name) overflow") }
        func product(_ rows: UInt64, _ inner: UInt64, _ columns: UInt64) throws(RecordFault) -> MatrixProduct {
            try MatrixProduct(batch: heads, rows: rows, inner: inner, columns: columns)
        }
        var products = [try product(queries, width, keys)]
        if isBackward {
            products += [
                try product(keys, queries, valueWidth), try product(queries, valueWidth, keys),
                try product(queries, keys, width), try product(keys, queries, width),
            ]
        } else {
            products.append(try product(queries, keys, valueWidth))
        }
        let scores = UInt128(heads) * UInt128(queries) * UInt128(keys)
        return Products(format: query.type?.format, products: products, vectorOperations: 3 * scores)
    }

    static func mismatch(_ node: TraceNode, _ left: TraceTensor, _ right: TraceTensor) -> RecordFault {
        RecordFault("shapes", "\(node.name) can't take operands of shapes \(left.text) and \(right.text)")
    }
}

extension TraceTensor {
    /// The shape as text.
    var text: String { "\(shape)" }
}
