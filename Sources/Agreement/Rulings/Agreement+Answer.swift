import Appraisal

extension Agreement {
    /// What the agreement says to a question, in the words of `Specs/Policy.md`.
    public func answer(_ inquiry: Inquiry) -> String {
        switch inquiry {
        case .act(let act, let signers): permits(act, signers: signers) ? "allowed" : "refused"
        case .computes(let name): beneficiaries.contains(name) ? "allowed" : "refused"
        case .training(let training): judgement(of: training)?.rawValue ?? "within"
        case .uses(let model, let phase): uses(of: model, in: phase)
        case .admits(let generation, let kind, let hasFilter):
            modelRules?.admits(generation: generation, kind: kind, hasFilter: hasFilter) ?? true
                ? "admitted" : "refused"
        case .fineTuning(let model):
            models.first { $0.name == model }?.fineTuning.map { $0 ? "allowed" : "refused" } ?? "not said"
        case .filter(let model): models.first { $0.name == model }?.filter?.description ?? "none"
        case .adapters(let model):
            models.first { $0.name == model }.map { $0.adapters.map(\.description) }.flatMap {
                $0.isEmpty ? nil : $0.joined(separator: ", ")
            } ?? "none"
        case .number(let name): dataClasses.first { $0.name == name }?.number.map { "\($0)" } ?? "none"
        case .untraced(let name):
            thresholds.first { $0.name == name }?.untraced.map { "\($0)" } ?? "refused"
        case .data(let name):
            if excludedData.contains(where: { $0.name == name }) {
                "excluded"
            } else if let permitted = permittedData {
                permitted.contains { $0.name == name } ? "permitted" : "not listed"
            } else {
                "permitted"
            }
        case .manifest(let name):
            dataClasses.first { $0.name == name }?.manifest.description ?? "none"
        case .rate(let rate): Agreement.within(rate, operationsPerSecond)
        case .tokens(let rate): Agreement.within(rate, tokensPerSecond)
        case .burst(let ticks): Agreement.within(ticks, burst)
        case .replicas(let count): Agreement.within(count, replicas)
        case .chips(let count, let set): Agreement.within(count, fixedSets.first { $0.name == set }?.chips ?? 0)
        case .bandwidth(let bytes, let set):
            Agreement.within(bytes, fixedSets.first { $0.name == set }.map { $0.bandwidthOutside } ?? 0)
        case .reads(let reader, let claim): reading(of: claim, by: reader)
        case .outage(let ticks): state(afterOutage: ticks)
        case .follows(let rule):
            consequence(of: rule).map { consequence in
                consequence.ladder.map(\.rawValue).joined(separator: ", ")
                    + (consequence.within.map { " within \(Duration($0))" } ?? "")
            } ?? "nothing"
        case .stake(let name):
            escrow.first { $0.name == name }.map { "of \($0.owner), held by \($0.holder)" } ?? "none"
        case .inspection(let count): inspections.map { $0.words(of: count) } ?? "none"
        case .detector(let part):
            detector.map { detector in
                switch part {
                case .features: detector.features.map(\.rawValue).joined(separator: ", ")
                case .falseAlarms: Agreement.percentage(detector.falseAlarms)
                case .windows: "\(detector.windows)"
                }
            } ?? "none"
        case .signedDetector(let part):
            signedDetector.map { detector in
                switch part {
                case .features: detector.features.map(\.rawValue).joined(separator: ", ")
                case .falseAlarms: Agreement.percentage(detector.falseAlarms)
                case .intervals: "\(detector.intervals)"
                }
            } ?? "none"
        case .level: level?.rawValue ?? "not said"
        case .accepted(let gap):
            accepted.contains { $0.gap == gap }
                ? accepted.filter { $0.gap == gap }.map { $0.field ?? "everything" }.joined(separator: ", ") : "nothing"
        case .covers(let cluster): coveredClusters?.covers(cluster) ?? false ? "covered" : "not covered"
        }
    }

    /// Whether so many different parties may do it. What the agreement does not give to a number of them is refused.
    public func permits(_ act: Inquiry.Act, signers: Int) -> Bool {
        let needed: Int? =
            switch act {
            case .licence: quorum.licence
            case .firmware: quorum.firmware
            case .renew: quorum.renew
            case .revoke: quorum.revoke
            case .phase: quorum.phase
            case .change: quorum.change
            case .leave: exit?.signatures
            }
        return needed.map { signers >= $0 } ?? false
    }

    /// The gravest of what the thresholds say of some training; nil where it is beyond none.
    public func judgement(of training: Inquiry.Training) -> Beyond? {
        let grave = Beyond.allCases
        return thresholds.filter { $0.counts(training) && $0.isExceeded(by: training.operations) }.map(\.beyond)
            .max { (grave.firstIndex(of: $0) ?? 0) < (grave.firstIndex(of: $1) ?? 0) }
    }

    private func uses(of name: String, in phase: String?) -> String {
        let policy = appraisalPolicy(inPhase: phase)
        let uses = policy.models.first { $0.name == name }?.uses ?? []
        let words = [uses.contains(.inference) ? "inference" : nil, uses.contains(.training) ? "training" : nil]
        return uses.isEmpty ? "none" : words.compactMap(\.self).joined(separator: ", ")
    }

    private func reading(of claim: Claim, by reader: String) -> String {
        let profiles = disclosure.filter { $0.reader == reader }
        if profiles.contains(where: { $0.exact.contains(claim) }) { return "exact" }
        if let profile = profiles.first(where: { $0.rounded.contains(claim) }) {
            return profile.digits.map { "rounded to \($0) digits" } ?? "rounded"
        }
        return profiles.contains { $0.proved.contains(claim) } ? "proved" : "hidden"
    }

    private func state(afterOutage ticks: UInt64) -> String {
        guard let outage else { return "closed" }
        return ticks <= outage.grace ? "running" : outage.then.rawValue
    }

    private static func within<Number: Comparable>(_ value: Number, _ limit: Number?) -> String {
        limit.map { value > $0 } ?? false ? "beyond" : "within"
    }
}

extension Agreement.Threshold {
    /// Whether it counts some training: of its scope, kind, formats and data.
    fileprivate func counts(_ other: Inquiry.Training) -> Bool {
        // What is not known to be of the other kind counts.
        scope == other.scope && (other.span ?? 0 <= period ?? .max)
            && (training == .any || other.kind == .any || training == other.kind)
            && (formats.isEmpty || !Set(formats).isDisjoint(with: other.formats))
            && (data.isEmpty || other.data.map(data.contains) ?? false)
    }
}

extension Agreement.ModelRules {
    /// Whether a model may be listed; what is not said of it counts against it.
    public func admits(generation: UInt64?, kind: ModelKind?, hasFilter: Bool) -> Bool {
        admits(generation: generation) && admits(kind: kind) && (!filter || hasFilter)
    }

    /// Whether a model of this generation is old enough.
    func admits(generation: UInt64?) -> Bool {
        guard let frontier else { return true }
        let (newest, isNone) = frontier.subtractingReportingOverflow(behind ?? 0)
        return !isNone && generation.map { $0 <= newest } ?? false
    }

    /// Whether a model of this kind is narrow enough.
    func admits(kind: ModelKind?) -> Bool {
        guard let most = self.kind else { return true }
        return kind == .narrow || kind == most
    }
}

extension Agreement.Inspections {
    /// How many of so many chips are looked at, how often, how drawn. A part of a chip counts as a whole one.
    fileprivate func words(of count: UInt64) -> String {
        let (parts, overflow) = UInt128(count).multipliedReportingOverflow(by: UInt128(share))
        let drawn = overflow ? UInt128(count) : (parts + 999_999) / 1_000_000
        return "\(drawn) every \(Duration(every)), \(self.drawn.rawValue)"
    }
}
