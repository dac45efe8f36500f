import Appraisal
import Attestation

extension Agreement {
    /// What chips are held to beside operations and time.
    ///
    /// - Parameter cap: bytes a second to chips outside; nil for no limit.
    /// - Returns: the limits.
    func chipLimits(cappedAt cap: UInt128?) -> AppraisalPolicy.ChipLimits {
        AppraisalPolicy.ChipLimits(
            newestGeneration: newestGeneration, run: runLimit, data: dataLimit,
            rates: Licence.Terms.Rates(
                operations: rate(operationsPerSecond), tokens: rate(tokensPerSecond), outside: rate(cap)))
    }

    /// What a licence for chips of a fixed set must say; where it is not said which set, the narrowest cap on links counts.
    public func chipLimits(of set: FixedSet?) -> AppraisalPolicy.ChipLimits {
        chipLimits(cappedAt: set.map(\.bandwidthOutside) ?? fixedSets.compactMap(\.bandwidthOutside).min())
    }

    /// The widest cap of any set, which is all that a verifier can hold a licence to; nil where a set has none.
    var loosestCap: UInt128? {
        let caps = fixedSets.compactMap(\.bandwidthOutside)
        return caps.count == fixedSets.count ? caps.max() : nil
    }

    /// The newest generation that the rules for models admit; nil where they have none.
    private var newestGeneration: UInt64? {
        guard let rules = modelRules, let frontier = rules.frontier else { return nil }
        let (newest, isNone) = frontier.subtractingReportingOverflow(rules.behind ?? 0)
        return isNone ? 0 : newest
    }

    /// The strictest of the thresholds that chips add up. Weights without a ticket count for the most that any of them says,
    /// where all of them say something.
    private var runLimit: Licence.Terms.RunLimit? {
        let runs = thresholds.filter(\.isCarriedByChips)
        guard let threshold = runs.map(\.operations).min() else { return nil }
        let penalties = runs.compactMap(\.untraced)
        return .init(threshold: threshold, untraced: penalties.count == runs.count ? penalties.max() : nil)
    }

    /// The manifests that a licence has room for: one that is left out is not trained on.
    private var dataLimit: Licence.Terms.DataLimit? {
        guard let permitted = permittedData, !permitted.isEmpty else { return nil }
        return .init(
            manifests: permitted.prefix(Licence.Terms.DataLimit.capacity).map(\.manifest),
            excludedClasses: excludedData.compactMap(\.number).reduce(0) { $0 | 1 << UInt32($1) })
    }

    /// A bucket that holds what a chip may save up. Above 2^64 − 1 a second nothing is faster.
    private func rate(_ perSecond: UInt128?) -> Licence.Terms.Rate? {
        guard let perSecond else { return nil }
        let perTick = UInt64(clamping: perSecond)
        let (saved, overflow) = perTick.multipliedReportingOverflow(by: burst)
        return .init(perTick: perTick, burst: overflow ? .max : saved)
    }
}

extension Agreement.Threshold {
    /// Whether chips refuse training beyond it, by the lineage of weights: it adds up all training of a run, and nothing else.
    public var isCarriedByChips: Bool { scope == .run && countsAll && beyond == .prohibited }

    /// Whether all training counts, of whatever kind, in whatever formats, on whatever data.
    public var countsAll: Bool { training == .any && formats.isEmpty && data.isEmpty }
}
