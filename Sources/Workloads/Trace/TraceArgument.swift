import Attestation

/// One operand or result of an operation in a trace.
enum TraceArgument: Hashable {
    /// A tensor.
    case tensor(TraceTensor)
    /// A list of tensors.
    case list([TraceTensor])
    /// Anything else, as it was recorded.
    case other(JSONValue)

    /// Its tensors.
    var tensors: [TraceTensor] {
        switch self {
        case .tensor(let tensor): [tensor]
        case .list(let tensors): tensors
        case .other: []
        }
    }

    /// The arguments that three parallel lists describe: values, shapes and types.
    ///
    /// - Throws: `RecordFault` where the lists differ in length, or a shape can't be.
    static func read(
        values: JSONValue?, shapes: JSONValue, types: JSONValue, in field: String
    ) throws(RecordFault) -> [TraceArgument] {
        guard case .array(let shapes) = shapes.content else { throw RecordFault("\(field).shapes", "this is no list") }
        guard case .array(let types) = types.content else { throw RecordFault("\(field).types", "this is no list") }
        guard shapes.count == types.count else {
            throw RecordFault(field, "there are \(shapes.count) shapes and \(types.count) types")
        }
        var all: [JSONValue] = []
        if case .array(let items)? = values?.content { all = items }
        var arguments: [TraceArgument] = []
        for (index, (shape, type)) in zip(shapes, types).enumerated() {
            guard case .string(let name) = type.content else {
                throw RecordFault("\(field).types", "a type is no string")
            }
            let value = all.indices.contains(index) ? all[index] : .null
            arguments.append(try TraceArgument(value: value, shape: shape, type: name, field: "\(field).shapes"))
        }
        return arguments
    }

    private init(value: JSONValue, shape: JSONValue, type name: String, field: String) throws(RecordFault) {
        if let element = TraceArgument.elementName(name) {
            // PyTorch writes `Tensor(nullptr (uninitialized))` where an optional result is absent.
            guard !element.hasPrefix("nullptr") else {
                self = .other(.null)
                return
            }
            self = .tensor(try TraceTensor(shape, type: ElementType(element), field: field))
        } else if let type = ElementType(name), name.first?.isLowercase == true {
            // Kineto names a tensor by its elements' type in C++; `Int` and `Bool` are PyTorch's names of plain values.
            self = .tensor(try TraceTensor(shape, type: type, field: field))
        } else if name.hasPrefix("GenericList[Tensor(") || name == "TensorList" {
            guard case .array(let shapes) = shape.content else {
                throw RecordFault(field, "a list has no list of shapes")
            }
            let names = name.dropFirst("GenericList[".count).split(separator: ",").map(String.init)
            var tensors: [TraceTensor] = []
            for (index, shape) in shapes.enumerated() {
                let item = names.indices.contains(index) ? names[index] : ""
                let element = TraceArgument.elementName(item.hasSuffix("]") ? String(item.dropLast()) : item)
                tensors.append(try TraceTensor(shape, type: element.flatMap { ElementType($0) }, field: field))
            }
            self = .list(tensors)
        } else {
            self = .other(value)
        }
    }

    /// What stands in `Tensor(…)`.
    private static func elementName(_ type: String) -> String? {
        guard type.hasPrefix("Tensor("), type.hasSuffix(")") else { return nil }
        return String(type.dropFirst("Tensor(".count).dropLast())
    }
}
