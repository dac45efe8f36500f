import Accelerator
import Attestation

/// A collective as PyTorch's traces describe it: name, elements, type and size of the group.
enum CollectiveCall {
    /// What PyTorch calls an exchange; nil for calls that move nothing, such as waiting.
    static func kind(_ name: String) -> Exchange.Kind? {
        switch name {
        case "allreduce", "all_reduce", "allreduce_coalesced": .allReduce
        case "reduce": .reduce
        case "allgather", "all_gather", "_allgather_base", "allgather_into_tensor_coalesced": .allGather
        case "gather": .gather
        case "scatter": .scatter
        case "broadcast": .broadcast
        case "all_to_all", "alltoall", "all_to_allv", "alltoall_base": .allToAll
        case "reduce_scatter", "_reduce_scatter_base", "reduce_scatter_tensor_coalesced": .reduceScatter
        case "send": .send
        case "recv": .receive
        case "barrier": .barrier
        default: nil
        }
    }

    /// The exchange of a call.
    ///
    /// - Parameters:
    ///   - name: what PyTorch calls it.
    ///   - inputs: elements of the operand.
    ///   - outputs: elements of the result; the larger is the whole buffer.
    ///   - type: the elements' type.
    ///   - ranks: size of the group; nil where not said.
    /// - Returns: nil where the call moves nothing.
    /// - Throws: `RecordFault` where type, length or ranks can't be.
    static func exchange(
        _ name: String, inputs: UInt64, outputs: UInt64, type: String, ranks: UInt64?
    ) throws(RecordFault) -> Exchange? {
        guard let kind = kind(name) else { return nil }
        guard let element = ElementType(type) else {
            throw RecordFault("dtype", "\"\(type)\" is no type of elements")
        }
        let (bytes, overflow) = max(inputs, outputs).multipliedReportingOverflow(by: element.bytes)
        guard !overflow else { throw RecordFault("In msg nelems", "the buffer's length overflows") }
        return try Exchange(kind, bytes: bytes, ranks: ranks, format: element.format ?? .int8)
    }
}

extension JSONValue {
    /// The whole number that this is, from 0 to 2^64 − 1.
    var wholeNumber: UInt64? {
        switch content {
        case .number(let text), .string(let text): UInt64(text)
        case .null, .boolean, .array, .object: nil
        }
    }
}
