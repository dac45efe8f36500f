import Attestation
import Cryptography

extension AppraisalPolicy {
    /// What chips are held to under the agreement beside operations and time: every licence must say so.
    public struct ChipLimits: Hashable, Sendable {
        /// The newest generation of a model that may run; nil for any.
        public var newestGeneration: UInt64?
        /// What training may add up to, on whichever chips; nil for no limit.
        public var run: Licence.Terms.RunLimit?
        /// What may be trained on; nil for anything.
        public var data: Licence.Terms.DataLimit?
        /// What may pass as time goes by.
        public var rates: Licence.Terms.Rates

        /// Limits.
        public init(
            newestGeneration: UInt64? = nil, run: Licence.Terms.RunLimit? = nil, data: Licence.Terms.DataLimit? = nil,
            rates: Licence.Terms.Rates = Licence.Terms.Rates()
        ) {
            self.newestGeneration = newestGeneration
            self.run = run
            self.data = data
            self.rates = rates
        }

        /// Makes terms say them.
        public func bind(_ terms: inout Licence.Terms) {
            terms.newestGeneration = newestGeneration
            terms.run = run
            terms.data = data
            terms.rates = rates
        }

        /// In what terms permit more, in words that complete "it …", in a fixed order.
        public func excess(of terms: Licence.Terms) -> [String] {
            var excess: [String] = []
            if let newestGeneration, terms.newestGeneration.map({ $0 > newestGeneration }) ?? true {
                excess.append("lets models newer than generation \(newestGeneration) run")
            }
            if let run {
                if terms.run.map({ $0.threshold > run.threshold }) ?? true {
                    excess.append("lets a run have more than \(run.threshold) operations of training")
                }
                if let untraced = terms.run?.untraced, run.untraced.map({ untraced < $0 }) ?? true {
                    excess.append(
                        "counts weights without a ticket for \(untraced)"
                            + (run.untraced.map { ", and not for \($0)" } ?? ", where they may not be trained"))
                }
            }
            if let data {
                let manifests = terms.data?.manifests ?? []
                if manifests.isEmpty || !Set(manifests).isSubset(of: data.manifests) {
                    excess.append("lets chips train on other data")
                }
                if (terms.data?.excludedClasses ?? 0) & data.excludedClasses != data.excludedClasses {
                    excess.append("leaves out a class of data that is excluded")
                }
            }
            for (what, given, limit) in [
                ("operations", terms.rates.operations, rates.operations), ("tokens", terms.rates.tokens, rates.tokens),
                ("bytes to chips outside", terms.rates.outside, rates.outside),
            ] {
                guard let limit else { continue }
                if given.map({ $0.perTick > limit.perTick || $0.burst > limit.burst }) ?? true {
                    excess.append("lets more than \(limit.perTick) \(what) a tick pass, and \(limit.burst) at once")
                }
            }
            return excess
        }
    }
}

extension AppraisalPolicy.Model {
    /// The entries of a licence by which chips hold it to its parts: without an adapter, and with each.
    public var licensed: [Licence.Terms.Model] {
        ([nil] + adapters).map { adapter in
            Licence.Terms.Model(
                weights: weights, uses: uses, adapter: adapter, filter: filter, generation: generation,
                replicas: replicas)
        }
    }

    /// In what an entry of a licence permits more, in words that complete "it …"; uses are judged elsewhere.
    func excess(of entry: Licence.Terms.Model, isGenerationBound: Bool) -> [String] {
        var excess: [String] = []
        if let filter, entry.filter != filter { excess.append("lets it run without its filter \(filter.brief)") }
        if let adapter = entry.adapter, !adapters.contains(adapter) {
            excess.append("lets it run with the adapter \(adapter.brief), which is not listed")
        }
        if isGenerationBound, entry.generation != generation {
            excess.append("calls it generation \(entry.generation), and it is \(generation)")
        }
        if replicas > 0, entry.replicas == 0 || entry.replicas > replicas {
            excess.append("lets more than \(replicas) chips hold it")
        }
        return excess
    }
}
