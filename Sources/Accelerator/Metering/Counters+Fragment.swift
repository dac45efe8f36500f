extension Counters {
    /// A part of this work that is worth at most so many policy operations and more than nothing.
    ///
    /// What is left of an allowance may be less than any proportional part of a command can use: this spends it.
    ///
    /// - Parameter operations: policy operations that the part may be worth.
    /// - Returns: operations of one format and kind; nil where there are none that small.
    public func fragment(worth operations: UInt128) -> Counters? {
        var part = Counters()
        for format in NumberFormat.allCases {
            let products = min(
                self[.multiplyAccumulates(format)], operations / UInt128(format.operationsPerMultiplyAccumulate))
            if products > 0 {
                part[.multiplyAccumulates(format)] = products
                return part
            }
            let vectors = min(self[.vectorOperations(format)], operations / UInt128(format.weight))
            if vectors > 0 {
                part[.vectorOperations(format)] = vectors
                return part
            }
        }
        return nil
    }
}
