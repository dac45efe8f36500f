import Attestation

/// Reads PyTorch's execution traces: a JSON object whose `nodes` are operations with the shapes of their tensors.
///
/// Versions before 1.1 spell `inputs`, `input_shapes` and `input_types` side by side and the parent as `parent`; later
/// ones put `values`, `shapes` and `types` into `inputs`, the parent into `ctrl_deps`, and the rest into `attrs`.
struct PyTorchReader {
    private(set) var collector = NodeCollector()
    private(set) var records = 0

    /// Takes the next node.
    mutating func read(_ node: JSONValue) throws(RecordFault) {
        records += 1
        guard let name = node["name"]?.string else { throw RecordFault("name", "the node has no name") }
        guard let id = node["id"]?.wholeNumber else {
            throw RecordFault("id", "the node has no whole number for an id")
        }
        if let parent = (node["ctrl_deps"] ?? node["parent"])?.wholeNumber { try collector.note(id, below: parent) }
        if name == "record_param_comms" {
            return try exchange(node)
        }
        guard name.contains("::") else { return }
        let host = TraceNode(
            name: name, inputs: try PyTorchReader.arguments(node, "input"),
            outputs: try PyTorchReader.arguments(node, "output"), start: nil, duration: nil)
        try collector.add(host, at: .node(id))
    }

    private mutating func exchange(_ node: JSONValue) throws(RecordFault) {
        let attributes = PyTorchReader.attributes(node)
        guard let name = attributes["collective_name"]?.string,
            let inputs = attributes["in_msg_nelems"]?.wholeNumber
        else { return collector.leave("record_param_comms without sizes") }
        let exchange = try CollectiveCall.exchange(
            name, inputs: inputs, outputs: attributes["out_msg_nelems"]?.wholeNumber ?? inputs,
            type: attributes["dtype"]?.string ?? "", ranks: attributes["group_size"]?.wholeNumber)
        guard let exchange else { return }
        try collector.add(WorkloadOperation(name: name, work: .exchange(exchange)))
    }

    private static func attributes(_ node: JSONValue) -> [String: JSONValue] {
        guard case .array(let items)? = node["attrs"]?.content else { return [:] }
        var attributes: [String: JSONValue] = [:]
        for item in items {
            if let name = item["name"]?.string, let value = item["value"] { attributes[name] = value }
        }
        return attributes
    }

    private static func arguments(_ node: JSONValue, _ side: String) throws(RecordFault) -> [TraceArgument] {
        let field = "\(side)s"
        if let tensors = node[field], case .object = tensors.content {
            guard let shapes = tensors["shapes"], let types = tensors["types"] else { return [] }
            return try TraceArgument.read(values: tensors["values"], shapes: shapes, types: types, in: field)
        }
        guard let shapes = node["\(side)_shapes"], let types = node["\(side)_types"] else { return [] }
        return try TraceArgument.read(values: node[field], shapes: shapes, types: types, in: field)
    }
}
