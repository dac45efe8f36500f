import Accelerator

/// A workload in a few words: a model, what is done with it, on which chips, and how well they are used.
package struct ModelCard: Hashable, Sendable {
    /// What is done with the model.
    package enum Task: Hashable, Sendable {
        /// Steps of training.
        case training(TrainingStep)
        /// Batches of equal requests, on chips that divide the model.
        case inference(InferenceRequest, Parallelism)
    }

    /// What is done.
    package let task: Task
    /// How often: steps, or batches of requests.
    package let repetitions: Int
    /// The pipeline stage whose chips are described.
    package let stage: Int
    /// Operations a second that one chip reaches: its peak times its utilisation.
    package let operationsPerSecond: Double

    /// A card.
    ///
    /// - Parameters:
    ///   - task: what is done.
    ///   - repetitions: how often, 1 to 2^20.
    ///   - stage: the pipeline stage whose chips are described, below the pipeline's degree.
    ///   - peak: operations a second of one chip in the task's format, 1 to 1e18.
    ///   - utilisation: the part of the peak that is reached, above 0 and at most 1.
    /// - Throws: `WorkloadError` where a number is out of range.
    package init(
        _ task: Task, repetitions: Int, stage: Int, peak: Double, utilisation: Double
    ) throws(WorkloadError) {
        guard (1...(1 << 20)).contains(repetitions) else {
            throw ModelCard.error("steps", "\(repetitions) is out of range", "give 1 to 1048576")
        }
        let pipeline =
            switch task {
            case .training(let step): step.parallelism.pipeline
            case .inference(_, let parallelism): parallelism.pipeline
            }
        guard (0..<pipeline).contains(stage) else {
            throw ModelCard.error("stage", "\(stage) is out of range", "give 0 to \(pipeline - 1)")
        }
        guard utilisation > 0, utilisation <= 1 else {
            throw ModelCard.error("utilisation", "\(utilisation) is out of range", "give more than 0 and at most 1")
        }
        guard peak >= 1, peak <= 1e18 else {
            throw ModelCard.error("peak", "\(peak) is out of range", "give 1 to 1e18 operations a second")
        }
        self.task = task
        self.repetitions = repetitions
        self.stage = stage
        operationsPerSecond = peak * utilisation
    }

    /// What one chip of the stage computes and exchanges.
    ///
    /// Exact where the model's dimensions divide among the chips; else the evenly divided mean. Time goes by with
    /// products only: exchanges are taken to hide behind them.
    ///
    /// - Parameter name: what the workload is called.
    /// - Returns: the operations of every step, in order.
    /// - Throws: `WorkloadError` where the model does not fit the chips, there are too many operations, or one is
    ///   repeated more than 2^40 times.
    package func workload(named name: String) throws(WorkloadError) -> Workload {
        let stream: CommandStream
        do { stream = try commands } catch {
            throw ModelCard.error(error.field.rawValue, "it is \(error.value)", "it must be \(error.requirement)")
        }
        let each = stream.body.count + stream.tail.count
        guard repetitions * each <= Workload.mostOperations else {
            throw ModelCard.error("steps", "\(repetitions) steps are too many to hold", "give fewer steps")
        }
        var step: [Planned] = []
        for command in stream.body { try plan(command, times: stream.repetitions, &step) }
        for command in stream.tail { try plan(command, times: 1, &step) }
        var operations: [WorkloadOperation] = []
        operations.reserveCapacity(repetitions * step.count)
        var clock: UInt64 = 0
        for _ in 0..<repetitions {
            for planned in step {
                operations.append(
                    WorkloadOperation(
                        name: planned.name, work: planned.work, repetitions: planned.repetitions, start: clock,
                        duration: planned.duration))
                let (next, overflow) = clock.addingReportingOverflow(planned.duration)
                clock = overflow ? .max : next
            }
        }
        return Workload(source: .generated, name: name, records: repetitions, operations: operations)
    }

    /// An operation of each step, which starts where the one before ends.
    private struct Planned {
        let name: String
        let work: WorkloadOperation.Work
        /// How many times, 1 to 2^40.
        let repetitions: UInt64
        /// How long it takes in all, in nanoseconds.
        let duration: UInt64
    }

    private var commands: CommandStream {
        get throws(ShapeError) {
            switch task {
            case .training(let step):
                if let exact = try? step.exactCommands(stage: stage) { return exact }
                return try step.commands(stage: stage)
            case .inference(let request, let parallelism):
                if let exact = try? request.exactCommands(on: parallelism, stage: stage) { return exact }
                return request.commands(on: try Shard(stage * parallelism.tensor, of: parallelism.modelChips))
            }
        }
    }

    private func plan(_ command: Command, times: Int, _ step: inout [Planned]) throws(WorkloadError) {
        let cost = command.cost
        let work = ModelCard.work(of: command, cost)
        var repetitions = UInt64(times)
        if case .exchange = work, case .collective(let collective) = command.operation {
            let (product, overflow) = repetitions.multipliedReportingOverflow(by: UInt64(collective.repetitions))
            repetitions = overflow ? .max : product
        }
        guard repetitions > 0 else { return }
        guard repetitions <= WorkloadOperation.mostRepetitions else {
            throw ModelCard.error(
                "batch", "an exchange is repeated more than \(WorkloadOperation.mostRepetitions) times",
                "give a smaller batch, or larger micro-batches")
        }
        let products = Double(cost.multiplyAccumulates) * Double(times)
        let nanoseconds = UInt64(min(2e9 * products / operationsPerSecond, 1e18).rounded())
        step.append(
            Planned(name: "\(command.kind)", work: work, repetitions: repetitions, duration: nanoseconds))
    }

    private static func work(of command: Command, _ cost: Counters) -> WorkloadOperation.Work {
        guard case .collective(let collective) = command.operation, collective.algorithm == .ring else {
            return .counted(cost)
        }
        let kind: Exchange.Kind =
            switch collective.purpose {
            case .allReduce: .allReduce
            case .allGather: .allGather
            case .reduceScatter: .reduceScatter
            }
        let exchange = try? Exchange(
            kind, bytes: collective.bytes, ranks: UInt64(collective.ranks), format: command.format)
        return exchange.map(WorkloadOperation.Work.exchange) ?? .counted(cost)
    }

    private static func error(_ field: String, _ reason: String, _ mend: String) -> WorkloadError {
        WorkloadError(file: "model card", place: .whole, field: field, reason: reason, mend: mend)
    }
}
