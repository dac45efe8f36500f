import Accelerator
import Workloads

/// Workloads from fuzzed bytes: what is read must survive the common form.
enum FuzzWorkload {
    private static let served = (try? PublishedModel.gpt2.transformer()).map {
        ServedModel($0, format: .bf16, counting: .full)
    }

    static func reads(_ bytes: [UInt8]) -> Bool {
        guard let workload = read(bytes) else { return true }
        _ = try? workload.counters(ranks: 8)
        return read(WorkloadForm.bytes(of: workload)) == workload
    }

    private static func read(_ bytes: [UInt8]) -> Workload? {
        var reader = WorkloadReader(file: "workload", servedBy: served)
        guard (try? reader.read(bytes)) != nil else { return nil }
        return try? reader.finish()
    }
}
