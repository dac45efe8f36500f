import Accelerator
import ArgumentParser
import Foundation
import Workloads

/// A file that holds a workload, and what it leaves open.
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

    @Option(help: "Ranks of groups whose size the trace does not say.")
    var ranks: Int?

    func validate() throws {
        if let ranks, !(1...(1 << 20)).contains(ranks) { throw ValidationError("--ranks takes 1 to 1048576.") }
    }

    /// The workload, read piece by piece; a bar shows how far.
    func workload() throws -> Workload {
        let served = try model.map { ServedModel(try $0.transformer(), format: numberFormat, counting: attention) }
        var reader = WorkloadReader(file: file == "-" ? "standard input" : file, servedBy: served)
        let handle = try open()
        defer { try? handle.close() }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        let bar = ProgressBar(total: (attributes?[.size] as? NSNumber)?.intValue ?? 1, label: "reading \(file)")
        defer { bar.finish() }
        var done = 0
        do {
            while let data = try handle.read(upToCount: WorkloadInput.pieceLength), !data.isEmpty {
                try reader.read(Array(data))
                done += data.count
                bar.show(done)
            }
            return try reader.finish()
        } catch let error as WorkloadError {
            throw CommandFailure(.unusable, error.description)
        } catch {
            throw CommandFailure(.couldNotRun, "\(file): can't be read; check that you may read it")
        }
    }

    private func open() throws(CommandFailure) -> FileHandle {
        guard file != "-" else { return .standardInput }
        guard try InputFile.kind(file) == .file else {
            throw CommandFailure(.unusable, "\(file): this is a directory; name a file")
        }
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw CommandFailure(.couldNotRun, "\(file): can't be read; check that you may read it")
        }
        return handle
    }
}
