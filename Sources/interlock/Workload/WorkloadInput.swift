import Accelerator
import ArgumentParser
import Foundation
import Workloads

/// A file that holds a workload, and the model that its requests leave open.
struct WorkloadInput: ParsableArguments {
    private static let pieceLength = 1 << 20

    @Argument(help: "The trace; - reads standard input.", completion: .file())
    var file: String

    @Option(help: "The model that answers requests; `interlock model catalogue` names them.")
    var model: PublishedModel?

    @Option(help: "Format of that model's weights.")
    var numberFormat: NumberFormat = .bf16

    @Option(help: "Pairs that its attention computes: full or causal.")
    var attention: AttentionCounting = .full

    /// The workload, read piece by piece; a bar shows how far where the length is known.
    func workload() throws -> Workload {
        let served = try model.map { ServedModel(try $0.transformer(), format: numberFormat, counting: attention) }
        var reader = WorkloadReader(file: file == "-" ? "standard input" : file, servedBy: served)
        let handle = file == "-" ? .standardInput : try InputFile.handle(file)
        defer { try? handle.close() }
        let bar = InputFile.length(of: handle).map { ProgressBar(total: $0, label: "reading \(file)") }
        defer { bar?.finish() }
        var done = 0
        do {
            while let data = try handle.read(upToCount: WorkloadInput.pieceLength), !data.isEmpty {
                try reader.read(Array(data))
                done += data.count
                bar?.show(done)
            }
            return try reader.finish()
        } catch let error as WorkloadError {
            throw CommandFailure(.unusable, error.description)
        } catch {
            throw InputFile.unreadable(file)
        }
    }
}
