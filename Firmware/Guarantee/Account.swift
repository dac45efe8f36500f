import ChipABI
import Wire

/// The licence that is in force, and what the meter read when it began: what is used is the difference, so that no
/// power cut and no restart can give any of it back.
struct Account {
    /// What is permitted.
    let terms: LicenceTerms
    /// SHA-384 of the licence's payload.
    let digest: Digest
    /// SHA-384 of the record in flash: the licence, and the meter below.
    let record: Digest
    /// The meter's policy quantity when the licence was installed.
    let totalAtStart: Operations
    /// Of which training.
    let trainingAtStart: Operations

    /// The account of a licence that is installed while the meter reads this.
    init(_ installation: Installation, record: Digest, from meter: MeterTotals) {
        self.init(
            terms: installation.terms, digest: installation.digest, record: record, totalAtStart: meter.total,
            trainingAtStart: meter.training)
    }

    /// An account of the given parts.
    init(
        terms: LicenceTerms, digest: Digest, record: Digest, totalAtStart: Operations, trainingAtStart: Operations
    ) {
        self.terms = terms
        self.digest = digest
        self.record = record
        self.totalAtStart = totalAtStart
        self.trainingAtStart = trainingAtStart
    }

    /// Operations used since installation; all that 128 bits hold where the meter is below its start, so that a meter
    /// that lost counts never buys allowance.
    func used(_ meter: MeterTotals) -> Operations {
        meter.total.subtracting(totalAtStart) ?? Operations(high: .max, low: .max)
    }

    /// Training operations used since installation.
    func trainingUsed(_ meter: MeterTotals) -> Operations {
        meter.training.subtracting(trainingAtStart) ?? Operations(high: .max, low: .max)
    }

    /// What is left of all operations.
    func left(_ meter: MeterTotals) -> Operations { terms.totalAllowance.subtracting(used(meter)) ?? .zero }

    /// What is left for training.
    func trainingLeft(_ meter: MeterTotals) -> Operations {
        terms.trainingAllowance.subtracting(trainingUsed(meter)) ?? .zero
    }
}
