import Attestation

/// A node of MLCommons Chakra's schema, from its protobuf message.
struct ChakraNode {
    /// The kind of node.
    enum Kind: UInt64 {
        case invalid = 0
        case metadata
        case memoryLoad
        case memoryStore
        case compute
        case send
        case receive
        case collective
    }

    /// Text that describes operands or results, as Python prints lists.
    struct Tensors {
        var values: ArraySlice<UInt8> = []
        var shapes: ArraySlice<UInt8> = []
        var types: ArraySlice<UInt8> = []
    }

    var id: UInt64 = 0
    var name = ""
    var kind = Kind.invalid
    var controlDependencies: [UInt64] = []
    var start: UInt64?
    var duration: UInt64?
    var inputs = Tensors()
    var outputs = Tensors()
    private var numbers: [String: UInt64] = [:]

    /// The node of a message.
    ///
    /// - Throws: `RecordFault` where the bytes are no such message.
    init(_ message: ArraySlice<UInt8>) throws(RecordFault) {
        var fields = ProtobufFields(message)
        while let (number, value) = try fields.next() {
            switch (number, value) {
            case (1, .varint(let id)): self.id = id
            case (2, .bytes(let bytes)):
                guard let name = String(validating: bytes, as: UTF8.self) else {
                    throw RecordFault("name", "this is no UTF-8")
                }
                self.name = name
            case (3, .varint(let kind)):
                guard let kind = Kind(rawValue: kind) else {
                    throw RecordFault("type", "\(kind) is no kind of node; the schema has 0 to 7")
                }
                self.kind = kind
            case (4, .varint(let parent)): controlDependencies.append(parent)
            case (4, .bytes(let bytes)): controlDependencies += try ProtobufFields.packed(bytes)
            case (6, .varint(let time)): start = try Microseconds.nanoseconds(time, field: "start_time_micros")
            case (7, .varint(let time)): duration = try Microseconds.nanoseconds(time, field: "duration_micros")
            case (8, .bytes(let bytes)): inputs = try ChakraNode.tensors(bytes)
            case (9, .bytes(let bytes)): outputs = try ChakraNode.tensors(bytes)
            case (10, .bytes(let bytes)): try takeAttribute(bytes)
            default: break
            }
        }
    }

    /// The number of an attribute, 1 for a true one; nil where it has none.
    func number(_ name: String) -> UInt64? { numbers[name] }

    /// Whether the node ran on the host; a trace that does not say is of hosts.
    var isHost: Bool { number("is_cpu_op") != 0 }

    private static func tensors(_ message: ArraySlice<UInt8>) throws(RecordFault) -> Tensors {
        var (tensors, fields) = (Tensors(), ProtobufFields(message))
        while let (number, value) = try fields.next() {
            switch (number, value) {
            case (1, .bytes(let bytes)): tensors.values = bytes
            case (2, .bytes(let bytes)): tensors.shapes = bytes
            case (3, .bytes(let bytes)): tensors.types = bytes
            default: break
            }
        }
        return tensors
    }

    /// Attributes are a name and one of many types of value: plain numbers are fields 7 to 13, truth values 27. Others
    /// are not needed.
    private mutating func takeAttribute(_ message: ArraySlice<UInt8>) throws(RecordFault) {
        var (name, attribute, fields) = ("", UInt64?.none, ProtobufFields(message))
        while let (number, value) = try fields.next() {
            switch (number, value) {
            case (1, .bytes(let bytes)): name = String(validating: bytes, as: UTF8.self) ?? ""
            case (7, .varint(let value)), (9, .varint(let value)), (11, .varint(let value)), (13, .varint(let value)),
                (27, .varint(let value)):
                attribute = value
            default: break
            }
        }
        if let attribute, numbers.count < 256 { numbers[name] = attribute }
    }
}
