import ChipABI
import Wire

/// The licence that is in force, and what the meter read when it began: what is used is the difference, so that no
/// power cut and no restart can give any of it back.
struct Account {
    /// What is permitted.
    let terms: LicenceTerms
    /// The chip's place in the licence's set.
    let place: UInt64
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
            terms: installation.terms, place: installation.place, digest: installation.digest, record: record,
            totalAtStart: meter.total, trainingAtStart: meter.training)
    }

    /// An account of the given parts.
    init(
        terms: LicenceTerms, place: UInt64, digest: Digest, record: Digest, totalAtStart: Operations,
        trainingAtStart: Operations
    ) {
        self.terms = terms
        self.place = place
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

    /// Throws where the licence does not permit to run weights of this lineage with these parts, for a use, or for any.
    ///
    /// Weights may be used as those that they come from. What comes from weights that are not listed may be trained
    /// alone, and only where the licence says what untraced weights count for.
    func check(_ lineage: borrowing Lineage, _ pipeline: Pipeline, for use: WorkloadClass?) throws(Fault) {
        var uses: UInt32 = 3
        var index = 0
        while index < lineage.origins.count {
            var parts = pipeline
            parts.weights = lineage.origins.item(index)
            if let model = terms.model(parts) {
                if let newest = terms.newestGeneration, model.generation > newest { throw .modelTooNew }
                guard model.replicas == 0 || place < model.replicas else { throw .modelReplicaNotPermitted }
                uses &= model.uses
            } else {
                guard terms.untraced != nil else { throw .modelNotPermitted }
                uses &= WorkloadClass.training.rawValue
            }
            index += 1
        }
        guard index > 0 else { throw .modelNotPermitted }
        guard uses & (use?.rawValue ?? 3) != 0 else { throw .modelUseNotPermitted }
    }

    /// What is left of all operations.
    func left(_ meter: MeterTotals) -> Operations { terms.totalAllowance.subtracting(used(meter)) ?? .zero }

    /// What is left for training.
    func trainingLeft(_ meter: MeterTotals) -> Operations {
        terms.trainingAllowance.subtracting(trainingUsed(meter)) ?? .zero
    }
}
