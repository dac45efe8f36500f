import InterlockTesting

/// Writes small traces in each form, for tests that know what they cost.
enum TraceWriter {
    /// An operation with the shapes of its operands and results.
    struct Call {
        var name: String
        var inputs: [[UInt64]]
        var outputs: [[UInt64]]
        var type = "float"
        var id: UInt64 = 0
        var parent: UInt64 = 1
        var slice: UInt64 = 0

        /// The operands' shapes, as JSON and Python both print them.
        static func text(_ shapes: [[UInt64]]) -> String { "\(shapes)" }

        static func types(_ shapes: [[UInt64]], _ type: String, quote: String) -> String {
            "[" + shapes.map { _ in "\(quote)Tensor(\(type))\(quote)" }.joined(separator: ", ") + "]"
        }
    }

    /// PyTorch's form before version 1.1, or since.
    static func pytorch(_ calls: [Call], nested: Bool = false) -> String {
        let nodes = calls.map { call in
            func side(_ name: String, _ shapes: [[UInt64]]) -> String {
                let (text, types) = (Call.text(shapes), Call.types(shapes, call.type, quote: "\""))
                return nested
                    ? "\"\(name)s\": {\"values\": [], \"shapes\": \(text), \"types\": \(types)}"
                    : "\"\(name)s\": [], \"\(name)_shapes\": \(text), \"\(name)_types\": \(types)"
            }
            return """
                {"name": "\(call.name)", "id": \(call.id), "\(nested ? "ctrl_deps" : "parent")": \(call.parent),
                \(side("input", call.inputs)),
                \(side("output", call.outputs))}
                """
        }
        return "{\"schema\": \"1.0.1\", \"pid\": 1, \"nodes\": [\n\(nodes.joined(separator: ",\n"))\n]}"
    }

    /// Kineto's form: one call after another on one thread, or each inside the one before.
    static func kineto(_ calls: [Call], nested: Bool = false) -> String {
        let events = calls.enumerated().map { index, call in
            let types = "[" + call.inputs.map { _ in "\"\(call.type)\"" }.joined(separator: ", ") + "]"
            let start = nested ? "\(index).5" : "\(index * 1000).25"
            let duration = nested ? "\(1000 - 2 * index)" : "900.125"
            return """
                {"ph": "X", "cat": "cpu_op", "name": "\(call.name)", "pid": 1, "tid": 2, "ts": \(start), "dur": \(duration),
                 "args": {"Input Dims": \(Call.text(call.inputs)), "Input type": \(types)}}
                """
        }
        return "{\"schemaVersion\": 1, \"traceEvents\": [\(events.joined(separator: ","))]}"
    }

    /// Chakra's form.
    static func chakra(_ calls: [Call]) -> [UInt8] {
        var file = message([field(1, Array("0.0.4".utf8))])
        for call in calls {
            func side(_ shapes: [[UInt64]]) -> [UInt8] {
                field(1, Array("[]".utf8)) + field(2, Array(Call.text(shapes).utf8))
                    + field(3, Array(Call.types(shapes, call.type, quote: "'").utf8))
            }
            var node = [
                field(1, call.id), field(2, Array(call.name.utf8)), field(3, 4), field(4, varint(call.parent)),
                field(8, side(call.inputs)), field(9, side(call.outputs)),
                field(10, field(1, Array("is_cpu_op".utf8)) + field(27, 1)),
            ]
            if call.slice > 0 { node.append(field(10, field(1, Array("rf_id".utf8)) + field(9, call.slice))) }
            file += message(node)
        }
        return file
    }

    /// A Chakra collective.
    static func collective(type: UInt64, bytes: UInt64) -> [UInt8] {
        message([
            field(1, 9), field(2, Array("nccl".utf8)), field(3, 7),
            field(10, field(1, Array("comm_type".utf8)) + field(9, type)),
            field(10, field(1, Array("comm_size".utf8)) + field(9, bytes)),
        ])
    }

    static func message(_ fields: [[UInt8]]) -> [UInt8] {
        let body = fields.flatMap { $0 }
        return varint(UInt64(body.count)) + body
    }

    static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

    static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }

    static func varint(_ value: UInt64) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        repeat {
            bytes.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }
}
