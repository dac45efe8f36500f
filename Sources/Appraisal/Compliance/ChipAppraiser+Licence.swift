import Attestation
import Cryptography

extension ChipAppraiser {
    /// The installed licence: whose it is, and whether the chip states it rightly.
    mutating func appraiseLicence(of claims: Claims) {
        guard let state = claims.licence else { return }
        judge(state.digest, sequence: state.sequence, field: "claims.guarantee.licence")
        let field = "claims.guarantee.licence"
        for (rule, name, allowance) in [
            (Rule.allowanceExceeded, "total", state.total), (.trainingAllowanceExceeded, "training", state.training),
        ] where allowance.used > allowance.allowed {
            find(
                rule, "\(field).\(name)",
                "\(allowance.used) operations (\(name)) were used under licence \(state.sequence), which allows "
                    + "\(allowance.allowed): \(allowance.used - allowance.allowed) too many")
        }
        if state.training.used > state.total.used {
            find(
                .licenceStateContradicted, ["\(field).total", "\(field).training"],
                "more operations were used for training (\(state.training.used)) than at all (\(state.total.used))")
        }
        guard let terms = appraiser.licences[state.digest]?.licence.terms else { return }
        let stated = [
            ("sequence", UInt128(state.sequence), UInt128(terms.sequence)),
            ("total", state.total.allowed, terms.totalAllowance),
            ("training", state.training.allowed, terms.trainingAllowance),
        ]
        for (name, now, signed) in stated where now != signed {
            find(
                .licenceStateContradicted, "\(field).\(name)",
                "the chip states \(now) as the \(name) of its licence; the parties signed \(signed)")
        }
    }

    /// Whether the licence that is installed is revoked by now: it may have been none when the chip took it and it was judged.
    mutating func judgeRevocation(of claims: Claims) {
        guard let state = claims.licence, isRevoked(state.digest),
            !findings.contains(where: { $0.rule == .licenceRevoked })
        else { return }
        find(.licenceRevoked, "claims.guarantee.licence", "licence \(state.sequence) is revoked, and still installed")
    }

    private func isRevoked(_ licence: Digest384) -> Bool { trust.revocations?.licences.contains(licence) ?? false }

    /// Judges a licence that the chip has taken, once.
    mutating func judge(_ digest: Digest384, sequence: UInt64, field: String) {
        guard !record.judged.contains(digest) else { return }
        record.judged.append(digest)
        guard let entry = appraiser.licences[digest] else {
            find(
                .licenceUnknown, field,
                "licence \(sequence) with digest \(digest.brief) is none of the \(trust.licences.count) in the trust "
                    + "directory, so that nobody can tell what it permits")
            return
        }
        if let endorsement = entry.endorsement {
            if !endorsement.holds {
                find(
                    .licenceNotOfParties, field,
                    "licence \(sequence) bears \(endorsement.validCount) valid signatures of different parties out of "
                        + "\(endorsement.signers.count), and must bear \(endorsement.quorum) and no others")
            }
        } else {
            lack(.licence, "the trust directory has no \(TrustFiles.parties)")
        }
        judgeSet(of: entry, sequence, field)
        judgeAgreement(of: entry.licence, field)
        if isRevoked(digest) {
            find(.licenceRevoked, field, "licence \(sequence) is revoked")
        }
    }

    private mutating func judgeSet(of entry: LicenceBook.Entry, _ sequence: UInt64, _ field: String) {
        guard trust.chips != nil else { return }
        guard let set = entry.chips else {
            lack(.licence, "licence \(sequence) is for a set of chips that \(TrustFiles.chips) does not list")
            return
        }
        if !set.chips.contains(chip) {
            find(
                .licenceOfOtherChips, field,
                "licence \(sequence) is for \(set.chips.count) chips, and chip \(chip) is none of them")
        }
    }

    private mutating func judgeAgreement(of licence: Licence, _ field: String) {
        guard let policy = appraiser.policy else {
            lack(.agreement, "no agreement file is given, so that only licences bind")
            return
        }
        let terms = licence.terms
        guard terms.agreement == policy.agreement else {
            find(
                .licenceOfOtherAgreement, field,
                "licence \(terms.sequence) is under the agreement \(terms.agreement.brief), not under \(policy.name), "
                    + policy.agreement.brief)
            return
        }
        for model in terms.models {
            let listed = policy.models.first { $0.weights == model.weights }
            for excess in listed?.excess(
                of: model, isGenerationBound: policy.chipLimits.newestGeneration != nil) ?? []
            {
                find(
                    .licenceBeyondAgreement, field,
                    "licence \(terms.sequence) names the model \(model.weights.brief) and \(excess)")
            }
            let permitted = listed?.uses ?? []
            if !permitted.isSuperset(of: model.uses) {
                find(
                    .licenceBeyondAgreement, field,
                    "licence \(terms.sequence) permits \(model.uses.words) of the model \(model.weights.brief), the "
                        + "agreement \(policy.name) permits \(permitted.words)")
            }
        }
        for excess in policy.chipLimits.excess(of: terms) {
            find(
                .licenceBeyondAgreement, field,
                "licence \(terms.sequence) \(excess); the agreement \(policy.name) does not")
        }
        if let sunset = policy.sunset, let timing = trust.timing, terms.endTick > timing.tick(of: sunset) ?? 0 {
            find(
                .licenceBeyondAgreement, field,
                "licence \(terms.sequence) is valid until tick \(terms.endTick), the agreement \(policy.name) until "
                    + "\(sunset.rfc3339), tick \(timing.tick(of: sunset) ?? 0)")
        }
        for (what, given, limit) in policy.licenceLimits.compared(with: terms) where given > limit {
            find(
                .licenceBeyondAgreement, field,
                "licence \(terms.sequence) gives \(given) \(what), the agreement \(policy.name) at most \(limit)")
        }
    }
}

extension AppraisalPolicy.LicenceLimits {
    /// What a licence gives, beside each limit that there is.
    fileprivate func compared(with terms: Licence.Terms) -> [(what: String, given: UInt128, limit: UInt128)] {
        var pairs: [(what: String, given: UInt128, limit: UInt128)] = []
        func add(_ what: String, _ given: UInt128, _ limit: UInt128?) {
            if let limit { pairs.append((what, given, limit)) }
        }
        add("operations to each chip", terms.totalAllowance, total)
        add("operations of training to each chip", terms.trainingAllowance, training)
        add("chips one set", UInt128(terms.chipCount), chips.map { UInt128($0) })
        add("ticks of validity", UInt128(terms.endTick - terms.firstTick), validity.map { UInt128($0) })
        add("boots of validity", UInt128(terms.lastBoot - terms.firstBoot) + 1, boots.map { UInt128($0) })
        add("operations to one opening", terms.quantum, quantum)
        return pairs
    }
}

extension Licence.Terms.Uses {
    /// The uses in words.
    var words: String {
        switch (contains(.inference), contains(.training)) {
        case (true, true): "inference and training"
        case (true, false): "inference"
        case (false, true): "training"
        case (false, false): "no use"
        }
    }
}
