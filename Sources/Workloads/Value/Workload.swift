import Accelerator

/// What one chip computes and exchanges: operations with their shapes, formats, groups and times, wherever they come from.
package struct Workload: Hashable, Sendable {
    /// The most operations that one workload holds: 2^21.
    package static let mostOperations = 1 << 21

    /// Where it comes from.
    package let source: WorkloadSource
    /// The file's name, or the generator's words.
    package let name: String
    /// Records that were read: nodes, events, lines.
    package let records: Int
    /// What can be metered, in the order of the file.
    package let operations: [WorkloadOperation]
    /// Operations that shapes or a rule are missing for, by name, sorted; what they compute is not counted.
    package let unmetered: [Unmetered]

    /// Operations of one name that are not metered.
    package struct Unmetered: Encodable, Hashable, Sendable {
        /// Their name.
        package let name: String
        /// How many.
        package let count: Int
    }

    /// A workload.
    package init(
        source: WorkloadSource, name: String, records: Int, operations: [WorkloadOperation],
        unmetered: [String: Int] = [:]
    ) {
        self.source = source
        self.name = name
        self.records = records
        self.operations = operations
        self.unmetered = unmetered.sorted { $0.key < $1.key }.map { Unmetered(name: $0.key, count: $0.value) }
    }

    /// What the meter of the chip counts when it executes all of it.
    ///
    /// Exchanges in groups of unknown size are left out where `ranks` is nil.
    ///
    /// - Parameter ranks: ranks of a group whose size the trace does not say.
    /// - Returns: the sum over all operations.
    /// - Throws: `WorkloadError` where a counter reaches 2^112, which leaves room for every weighted sum.
    package func counters(ranks: Int? = nil) throws(WorkloadError) -> Counters {
        let tooMuch = WorkloadError(
            file: name, place: .whole, field: "counters", reason: "a counter reaches 2^112",
            mend: "split the workload into shorter ones")
        var sum = Counters.zero
        for operation in operations {
            guard let once = operation.counters(ranks: ranks) else { continue }
            guard let counters = try? once.multiplied(by: operation.repetitions),
                sum.staysBelow(1 << 112, adding: counters)
            else { throw tooMuch }
            sum += counters
        }
        return sum
    }

    /// Exchanges of one kind.
    package struct Exchanged: Hashable, Sendable {
        /// How many.
        package fileprivate(set) var count: UInt128 = 0
        /// Bytes of all their buffers.
        package fileprivate(set) var bytes: UInt128 = 0
    }

    /// What is exchanged, by kind; kinds that don't occur are absent.
    ///
    /// For FP32 data-parallel training the all-reduced bytes of a step are four times the model's parameters.
    package var exchanges: [Exchange.Kind: Exchanged] {
        operations.reduce(into: [:]) { sums, operation in
            guard case .exchange(let exchange) = operation.work else { return }
            let times = UInt128(operation.repetitions)
            sums[exchange.kind, default: Exchanged()].count += times
            // At most 2^56 bytes, 2^40 times, in each of 2^21 operations.
            sums[exchange.kind, default: Exchanged()].bytes += UInt128(exchange.bytes) * times
        }
    }

    /// Whether some exchange's group has no known size.
    package var needsRanks: Bool {
        operations.contains { if case .exchange(let exchange) = $0.work { exchange.needsRanks } else { false } }
    }

    /// Nanoseconds from the first start to the last end; nil where no operation has both.
    package var span: UInt64? {
        var (first, last) = (UInt64.max, UInt64(0))
        for operation in operations {
            guard let start = operation.start, let duration = operation.duration else { continue }
            first = min(first, start)
            last = max(last, start.addingReportingOverflow(duration).overflow ? .max : start + duration)
        }
        return first <= last ? last - first : nil
    }
}
