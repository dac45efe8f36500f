import Attestation

/// What one chip has metered since manufacture, by the latest of its evidence.
public struct Usage: Hashable, Sendable {
    /// Weighted operations, all.
    public let total: UInt128
    /// Of which for training.
    public let training: UInt128

    /// Nothing was metered.
    public static let none = Usage(total: 0, training: 0)

    /// A usage.
    public init(total: UInt128, training: UInt128) {
        self.total = total
        self.training = training
    }

    /// The sum where `old` of one chip gives way to `new`; the largest number where it would pass 2^128.
    func replacing(_ old: Usage, with new: Usage) -> Usage {
        Usage(
            total: Usage.sum(total, old.total, new.total), training: Usage.sum(training, old.training, new.training))
    }

    private static func sum(_ sum: UInt128, _ old: UInt128, _ new: UInt128) -> UInt128 {
        let rest = sum > old ? sum - old : 0
        let (result, overflow) = rest.addingReportingOverflow(new)
        return overflow ? .max : result
    }
}
