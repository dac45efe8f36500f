import Attestation

extension Collection<LogEntry> {
    /// The operations that the entries tell were used.
    public var toldOperations: UInt128 {
        reduce(0) { sum, entry in if case .usage(let usage) = entry.event { sum + usage.used } else { sum } }
    }
}
