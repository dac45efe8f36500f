/// One operation on the host as a trace records it, whatever the trace's form.
struct TraceNode {
    /// Its name, such as `aten::mm`.
    let name: String
    /// Its operands.
    let inputs: [TraceArgument]
    /// Its results; empty where the trace does not say.
    let outputs: [TraceArgument]
    /// When it starts, in nanoseconds; nil where the trace does not say.
    let start: UInt64?
    /// How long it takes, in nanoseconds; nil where the trace does not say.
    let duration: UInt64?

    /// The tensor at a position of the operands; nil where there is none.
    func input(_ index: Int) -> TraceTensor? { TraceNode.tensor(inputs, index) }

    /// The tensor at a position of the results; nil where there is none.
    func output(_ index: Int) -> TraceTensor? { TraceNode.tensor(outputs, index) }

    private static func tensor(_ arguments: [TraceArgument], _ index: Int) -> TraceTensor? {
        guard arguments.indices.contains(index), case .tensor(let tensor) = arguments[index] else { return nil }
        return tensor
    }
}
