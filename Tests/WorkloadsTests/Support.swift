import Accelerator
import InterlockTesting
import Workloads

/// Reads workloads from bytes.
enum Reading {
    static func workload(
        _ bytes: [UInt8], file: String = "trace", model: PublishedModel? = nil, pieces: Int = 1 << 20
    ) throws -> Workload {
        let served = try model.map { ServedModel(try $0.transformer(), format: .bf16, counting: .full) }
        var reader = WorkloadReader(file: file, servedBy: served)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try reader.read(Array(bytes[start..<min(bytes.count, start + pieces)]))
        }
        return try reader.finish()
    }

    static func workload(_ text: String, model: PublishedModel? = nil) throws -> Workload {
        try workload(Array(text.utf8), model: model)
    }

    /// The multiply-accumulates of operations of one name, each as often as it is repeated.
    static func multiplyAccumulates(_ workload: Workload, _ names: String...) throws -> UInt128 {
        workload.operations.reduce(0) { sum, operation in
            guard names.contains(operation.name), case .tensor(let work) = operation.work else { return sum }
            return sum + work.multiplyAccumulates * UInt128(operation.repetitions)
        }
    }
}
