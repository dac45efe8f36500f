import Accelerator

/// One operation of a workload, as one chip executes it.
package struct WorkloadOperation: Hashable, Sendable {
    /// What it does.
    package enum Work: Hashable, Sendable {
        /// Tensors of recorded shapes.
        case tensor(TensorWork)
        /// Bytes exchanged with other chips.
        case exchange(Exchange)
        /// What a command's closed form says: generated workloads and requests. Apart, for it is 528 bytes long and a
        /// trace has millions of the others.
        indirect case counted(Counters)
    }

    /// The most repetitions: 2^40.
    package static let mostRepetitions: UInt64 = 1 << 40

    /// Its name in the trace, or the command's.
    package let name: String
    /// What it does.
    package let work: Work
    /// How many times, one after another; 1 to 2^40.
    package let repetitions: UInt64
    /// When it starts, in nanoseconds of the trace's clock; nil where the trace does not say.
    package let start: UInt64?
    /// How long it takes in all, in nanoseconds; nil where the trace does not say.
    package let duration: UInt64?

    /// An operation.
    package init(
        name: String, work: Work, repetitions: UInt64 = 1, start: UInt64? = nil, duration: UInt64? = nil
    ) {
        precondition(
            (1...WorkloadOperation.mostRepetitions).contains(repetitions), "An operation is done 1 to 2^40 times.")
        self.name = name
        self.work = work
        self.repetitions = repetitions
        self.start = start
        self.duration = duration
    }

    /// What it adds to the chip's counters, each time.
    ///
    /// - Parameter ranks: ranks of a group whose size the trace does not say.
    /// - Returns: nil where that depends on a number of ranks not known.
    package func counters(ranks: Int?) -> Counters? {
        switch work {
        case .tensor(let work): work.counters
        case .exchange(let exchange): exchange.counters(ranks: ranks)
        case .counted(let counters): counters
        }
    }
}
