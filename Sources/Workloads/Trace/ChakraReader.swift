import Attestation

/// Reads MLCommons Chakra execution traces: protobuf messages, each behind its length; the first is metadata.
///
/// A node of the host is recorded in slices where it starts several kernels; slices share `rf_id` and name, and count
/// once. A collective counts by the node that carries `comm_size`; the host's call beside it is only its start.
struct ChakraReader {
    private struct Slice: Hashable {
        let id: UInt64
        let name: String
    }

    private(set) var collector = NodeCollector()
    private(set) var records = 0
    private var slices: Set<Slice> = []

    /// Takes the next message.
    mutating func read(_ message: ArraySlice<UInt8>) throws(RecordFault) {
        records += 1
        guard records > 1 else { return try ChakraReader.check(metadata: message) }
        let node = try ChakraNode(message)
        if let parent = node.controlDependencies.first { try collector.note(node.id, below: parent) }
        switch node.kind {
        case .collective, .send, .receive: try exchange(node)
        case .compute where node.isHost: try compute(node)
        // Kernels repeat what the call that started them says.
        case .compute, .invalid, .metadata, .memoryLoad, .memoryStore: break
        }
    }

    /// A single node is read like any other; that the first message is metadata shows in its fields being text.
    private static func check(metadata message: ArraySlice<UInt8>) throws(RecordFault) {
        var fields = ProtobufFields(message)
        while let (_, value) = try fields.next() {
            guard case .bytes = value else {
                throw RecordFault(
                    nil, "the first message is not the metadata of a Chakra trace",
                    mend: "give the .et file as the recorder wrote it")
            }
        }
    }

    private mutating func compute(_ node: ChakraNode) throws(RecordFault) {
        let name = ChakraReader.withoutSlice(node.name)
        if let id = node.number("rf_id"), id != 0 {
            guard slices.insert(Slice(id: id, name: name)).inserted else { return }
        }
        let host = TraceNode(
            name: name, inputs: try ChakraReader.arguments(node.inputs, "inputs"),
            outputs: try ChakraReader.arguments(node.outputs, "outputs"), start: node.start, duration: node.duration)
        try collector.add(host, at: .node(node.id))
    }

    private mutating func exchange(_ node: ChakraNode) throws(RecordFault) {
        guard let bytes = node.number("comm_size") else { return }
        let kind: Exchange.Kind
        switch node.kind {
        case .send: kind = .send
        case .receive: kind = .receive
        case .collective, .compute, .invalid, .metadata, .memoryLoad, .memoryStore:
            guard let type = node.number("comm_type"), let known = ChakraReader.collectives[type] else {
                throw RecordFault("attr.comm_type", "the collective's type is missing or none of the schema's")
            }
            kind = known
        }
        let exchange = try Exchange(kind, bytes: bytes, ranks: nil, format: .fp32)
        try collector.add(
            WorkloadOperation(
                name: node.name, work: .exchange(exchange), start: node.start, duration: node.duration))
    }

    private static let collectives: [UInt64: Exchange.Kind] = [
        0: .allReduce, 1: .reduce, 2: .allGather, 3: .gather, 4: .scatter, 5: .broadcast, 6: .allToAll,
        7: .reduceScatter, 8: .reduceScatter, 9: .barrier,
    ]

    private static func arguments(
        _ tensors: ChakraNode.Tensors, _ field: String
    ) throws(RecordFault) -> [TraceArgument] {
        guard !tensors.types.isEmpty else { return [] }
        return try TraceArgument.read(
            // Values may be cut off or hold any text; only shapes and types must be readable.
            values: try? PythonLiteral.read(tensors.values, field: "\(field).values"),
            shapes: try PythonLiteral.read(tensors.shapes, field: "\(field).shapes"),
            types: try PythonLiteral.read(tensors.types, field: "\(field).types"), in: field)
    }

    /// `aten::mm(1)` is a slice of `aten::mm`.
    private static func withoutSlice(_ name: String) -> String {
        guard name.hasSuffix(")"), let open = name.lastIndex(of: "("),
            name[name.index(after: open)...].dropLast().allSatisfy(\.isNumber)
        else { return name }
        return String(name[..<open])
    }
}
