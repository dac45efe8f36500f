import Agreement
import Appraisal
import Attestation
import Cryptography

/// Preparing licences.
extension LicensingState {
    /// Prepares the licence that is asked for, from the agreement, the chips' state and what was found.
    ///
    /// - Parameters:
    ///   - ask: what is asked for.
    ///   - asker: who asks.
    ///   - rules: what licences are given under.
    ///   - view: what ledger and trusted documents say.
    ///   - now: the time.
    /// - Returns: the request, which is not in the log yet.
    /// - Throws: `Refusal`; what the view throws.
    public func request(
        _ ask: LicenceAsk, by asker: String, under rules: LicensingRules, _ view: LicensingView, at now: UTCSeconds
    ) throws -> SigningRequest {
        guard view.sets.indices.contains(ask.set), !view.sets[ask.set].chips.isEmpty else {
            throw Refusal(
                .malformed, field: "body.set", "there is no set \(ask.set); the register has \(view.sets.count)",
                mend: "give 0 for all chips, or the number of a further set")
        }
        let set = view.sets[ask.set]
        try requireForce(rules, at: now)
        try requireNoneOpen(for: Set(set.chips), view, at: now)
        let conditions = try conditions(of: set.chips, rules, view)
        let isRenewal = licences.contains { $0.licence.terms.chipRoot == set.root }
        let ladder = try ladder(for: set, rules, at: now)
        var notes = conditions.map { condition in
            "\(view.name(condition.claims.chip)): evidence \(condition.evidence), tick \(condition.claims.tick), boot "
                + "\(condition.claims.bootCount), \(condition.claims.meter.total) operations metered, "
                + "\(condition.claims.meter.training) of them training"
        }
        let terms = try terms(
            ask, for: set, conditions, ladder, rules, view, at: now, notes: &notes)
        let quorum = rules.agreement.quorum
        let needed = max(
            quorum.licence, isRenewal ? quorum.renew : 0, view.trust.parties?.licenceQuorum ?? 0)
        let signers = rules.parties(among: view.trust.parties).map(\.name)
        guard signers.count >= needed else {
            throw Refusal(
                .standing, field: "trust/\(TrustFiles.parties)",
                "\(needed) parties must sign, and only \(signers.count) keys of the agreement are known",
                mend: "trust the parties' keys that the agreement names")
        }
        return SigningRequest(
            .licence(terms), by: asker, at: now, until: UTCSeconds(now.value + rules.requestSeconds), needed: needed,
            signers: signers, isRenewal: isRenewal, notes: notes, entry: count)
    }

    private func requireForce(_ rules: LicensingRules, at now: UTCSeconds) throws(Refusal) {
        guard course(of: rules.agreement).standing(at: tick(of: now)) != "ended" else {
            throw Refusal(
                .standing, field: "agreement", "it has ended", mend: "agree anew; no licence is valid after the sunset")
        }
    }

    private func requireNoneOpen(for chips: Set<ChipID>, _ view: LicensingView, at now: UTCSeconds) throws(Refusal) {
        for request in requests where request.status(at: now) == .open {
            guard case .licence(let terms) = request.subject else { continue }
            let others = view.sets.first { $0.root == terms.chipRoot }
            if others.map({ !chips.isDisjoint(with: $0.chips) }) ?? true {
                throw Refusal(
                    .standing, field: "body.set",
                    "\(request.title) is before the parties until \(request.expiry.rfc3339), and has chips of this set",
                    mend: "wait for their signatures: request \(request.digest)")
            }
        }
    }

    /// How each chip stands: all must have answered a challenge lately enough.
    private func conditions(
        of chips: [ChipID], _ rules: LicensingRules, _ view: LicensingView
    ) throws -> [ChipCondition] {
        let policy = rules.policy
        let (longest, overflow) = policy.attestationInterval.addingReportingOverflow(policy.grace)
        return try chips.map { chip in
            if view.trust.revocations?.chips.contains(chip) ?? false {
                throw Refusal(
                    .standing, field: "body.set", "\(view.name(chip)) is revoked", mend: "ask for a set without it")
            }
            guard let condition = try view.condition(chip) else {
                throw Refusal(
                    .standing, field: "body.set",
                    "\(view.name(chip)) has no evidence, or the latest answers no challenge that this service drew",
                    mend: "attest it by a session without a nonce of your own")
            }
            let age = view.clock.value - condition.received.value
            if policy.attestationInterval > 0, -age > Int64(clamping: policy.grace) {
                throw Refusal(
                    .standing, field: "body.set",
                    "\(view.name(chip)) last answered a challenge at \(condition.received.rfc3339), which is ahead of the "
                        + "clock now: one of the two times is wrong",
                    mend: "see that the clock is right, and attest the chip")
            }
            if policy.attestationInterval > 0, !overflow, age > Int64(clamping: longest) {
                throw Refusal(
                    .standing, field: "body.set",
                    "\(view.name(chip)) last answered a challenge \(age) seconds ago; the agreement asks for "
                        + "\(longest) at most",
                    mend: "attest it")
            }
            return condition
        }
    }

    /// What the ladder leaves of a licence.
    private struct Ladder {
        /// The most ticks that it may be valid, and why.
        var validity: (ticks: UInt64, reason: String)?
        /// The most operations a second, and why.
        var rate: (operations: UInt128, reason: String)?
    }

    private func ladder(
        for set: ChipSet, _ rules: LicensingRules, at now: UTCSeconds
    ) throws(Refusal) -> Ladder {
        let chips = Set(set.chips)
        var ladder = Ladder()
        for detection in detections where detection.touches(chips) {
            let steps = detection.steps(under: rules.agreement)
            let about = "\(detection.rule.id) on \(detection.subject), entry \(detection.entry)"
            guard !steps.isEmpty else {
                guard detection.rule.severity == .breach else { continue }
                throw refusal(detection, step: "breach", "\(about), is a breach without a ladder that says when")
            }
            if let hard = steps.last(where: { $0.due <= now && $0.step >= .suspend }) {
                throw refusal(
                    detection, step: hard.step.rawValue,
                    "\(about): \(hard.step.rawValue) is due since \(hard.due.rfc3339)")
            }
            if steps.contains(where: { $0.due <= now && $0.step == .throttle }) {
                guard let rate = rules.agreement.operationsPerSecond else {
                    throw refusal(detection, step: "throttle", "\(about): no rate is said to throttle to")
                }
                ladder.rate = (rate, "\(about): throttle")
            }
            if let next = steps.first(where: { $0.due > now && $0.step >= .throttle }) {
                let ticks = UInt64(next.due.value - now.value)
                if ticks < ladder.validity?.ticks ?? .max {
                    ladder.validity = (ticks, "\(about): \(next.step.rawValue) at \(next.due.rfc3339)")
                }
            }
        }
        return ladder
    }

    private func refusal(_ detection: Detection, step: String, _ reason: String) -> Refusal {
        Refusal(
            .consequence(finding: detection.entry, step: step), field: "body.set", reason,
            mend: "let the parties decide that it is cleared up, or ask for a set that it is not about")
    }

    private func terms(
        _ ask: LicenceAsk, for set: ChipSet, _ conditions: [ChipCondition], _ ladder: Ladder,
        _ rules: LicensingRules, _ view: LicensingView, at now: UTCSeconds, notes: inout [String]
    ) throws -> Licence.Terms {
        let limits = rules.agreement.licenceLimits
        let policy = rules.policy
        guard let mostTotal = limits.total else { throw unbound("licences.total") }
        guard let mostTicks = limits.validity else { throw unbound("licences.validity") }
        guard let mostQuantum = limits.quantum else { throw unbound("licences.quantum") }
        let ticks = conditions.map(\.claims.tick)
        let firstTick = ticks.min() ?? 0
        var validity = Bound(UInt128(mostTicks), "the agreement's limit")
        if let cap = ladder.validity { validity.narrow(to: UInt128(cap.ticks), cap.reason) }
        if let sunset = policy.sunset, let timing = view.trust.timing {
            let end = timing.tick(of: sunset) ?? 0
            validity.narrow(
                to: UInt128(end > firstTick ? end - firstTick : 0), "the agreement ends at \(sunset.rfc3339)")
        }
        let validTicks = UInt64(clamping: try validity.take(ask.validity.map { UInt128($0) }, "validity", &notes))
        let left = try left(for: set, conditions, policy, view, at: now)
        var total = Bound(min(mostTotal, policy.totalAllowance), "the agreement's limit")
        total.narrow(to: left.total, left.reason)
        if let cap = ladder.rate {
            let (most, overflow) = cap.operations.multipliedReportingOverflow(by: UInt128(validTicks))
            if !overflow {
                total.narrow(to: most, "\(cap.reason) to \(cap.operations) operations a second, \(validTicks) ticks")
            }
        }
        let totalAllowance = try total.take(ask.total, "total", &notes)
        var training = Bound(min(limits.training ?? 0, policy.trainingAllowance), "the agreement's limit")
        training.narrow(to: left.training, left.reason)
        training.narrow(to: totalAllowance, "the total")
        let trainingAllowance = try training.take(ask.training, "training", &notes, mayBeNothing: true)
        var quantum = Bound(mostQuantum, "the agreement's limit")
        quantum.narrow(to: totalAllowance, "the total")
        let chosenQuantum = try quantum.take(ask.quantum, "quantum", &notes)
        let firstBoot = conditions.map(\.claims.bootCount).min() ?? 0
        var boots = Bound(UInt128(limits.boots ?? .max - firstBoot), "the agreement's limit")
        boots.narrow(to: UInt128(UInt64.max - firstBoot), "the counter's range")
        let chosenBoots = UInt64(clamping: try boots.take(ask.boots.map { UInt128($0) }, "boots", &notes))
        let (endTick, overflow) = firstTick.addingReportingOverflow(validTicks)
        let end = overflow ? UInt64.max : endTick
        let lastBoot = firstBoot + (chosenBoots - 1)
        if let other = conditions.first(where: { $0.claims.tick >= end || $0.claims.bootCount > lastBoot }) {
            throw Refusal(
                .standing, field: "body.set",
                "\(view.name(other.claims.chip)) is at tick \(other.claims.tick), boot \(other.claims.bootCount), beyond "
                    + "tick \(end), boot \(lastBoot), which is all that fits the chip of the set that is furthest behind",
                mend: "ask for sets of chips whose clocks are closer")
        }
        let sequence = max(highestSequence, conditions.map(\.claims.counters.licenceSequence).max() ?? 0)
        guard sequence < UInt64.max else {
            throw Refusal(.standing, field: "body.set", "no sequence is left", mend: "use other chips")
        }
        var terms = Licence.Terms(
            agreement: rules.agreement.digest, sequence: sequence + 1, chips: set.chips,
            totalAllowance: totalAllowance, trainingAllowance: trainingAllowance,
            models: try models(ask.models, policy), firstTick: firstTick, endTick: end, firstBoot: firstBoot,
            lastBoot: lastBoot, quantum: chosenQuantum)
        // Which fixed set of the agreement the chips are is not said: the narrowest cap on links holds.
        rules.agreement.chipLimits(of: nil).bind(&terms)
        return terms
    }

    private func unbound(_ field: String) -> Refusal {
        Refusal(
            .standing, field: "agreement", "it does not bound \(field), which a licence must say",
            mend: "add it to the agreement")
    }

    private func models(_ names: [String]?, _ policy: AppraisalPolicy) throws(Refusal) -> [Licence.Terms.Model] {
        if let stranger = names?.first(where: { name in !policy.models.contains { $0.name == name } }) {
            throw Refusal(
                .malformed, field: "body.models", "the agreement permits no model \(stranger.prefix(100))",
                mend: "give names of its models")
        }
        let models = policy.models.filter { names?.contains($0.name) ?? true }.flatMap(\.licensed)
        guard models.count <= Licence.Terms.modelCapacity else {
            throw Refusal(
                .malformed, field: "body.models",
                "a licence names at most \(Licence.Terms.modelCapacity) models with their adapters, and these are "
                    + "\(models.count)",
                mend: "name fewer of them")
        }
        return models
    }

    /// What the agreement's allowances leave for each chip of a set, where every licence that is out or before the
    /// parties is used up. `conditions` are those of the set's chips.
    private func left(
        for set: ChipSet, _ conditions: [ChipCondition], _ policy: AppraisalPolicy, _ view: LicensingView,
        at now: UTCSeconds
    ) throws -> (total: UInt128, training: UInt128, reason: String) {
        var total = view.usage.total
        var training = view.usage.training
        // A chip may be of many licences; what it stated is read once.
        var claims = [ChipID: Claims?](
            conditions.map { ($0.claims.chip, Optional($0.claims)) }, uniquingKeysWith: { first, _ in first })
        for terms in outstanding(at: now) {
            let chips = view.sets.first { $0.root == terms.chipRoot }?.chips
            guard let chips else {
                // The register no longer has its chips: all of it may still be used.
                total = LicensingState.sum(total, terms.totalAllowance, terms.chipCount)
                training = LicensingState.sum(training, terms.trainingAllowance, terms.chipCount)
                continue
            }
            for chip in chips {
                let known = try claims[chip] ?? view.condition(chip)?.claims
                claims.updateValue(known, forKey: chip)
                let rest = LicensingState.rest(of: terms, on: known)
                total = LicensingState.sum(total, rest.total, 1)
                training = LicensingState.sum(training, rest.training, 1)
            }
        }
        let count = UInt128(set.chips.count)
        let free = { (allowed: UInt128, used: UInt128) in allowed > used ? (allowed - used) / count : 0 }
        return (
            free(policy.totalAllowance, total), free(policy.trainingAllowance, training),
            "\(total) of \(policy.totalAllowance) operations (\(training) of \(policy.trainingAllowance) of training) are "
                + "metered, licensed or asked for, and \(count) chip\(count == 1 ? "" : "s") share the rest"
        )
    }

    /// The terms of every licence that is out, and of those that parties may still sign.
    private func outstanding(at now: UTCSeconds) -> [Licence.Terms] {
        licences.map(\.licence.terms)
            + requests.compactMap { request in
                guard request.status(at: now) == .open, case .licence(let terms) = request.subject else { return nil }
                return terms
            }
    }

    /// What a chip may still use under a licence, beyond what it has metered.
    private static func rest(of terms: Licence.Terms, on claims: Claims?) -> (total: UInt128, training: UInt128) {
        guard let claims else { return (terms.totalAllowance, terms.trainingAllowance) }
        let isOver = claims.tick >= terms.endTick || claims.bootCount > terms.lastBoot
        if isOver || claims.counters.licenceSequence > terms.sequence { return (0, 0) }
        guard let state = claims.licence, state.sequence == terms.sequence else {
            return (terms.totalAllowance, terms.trainingAllowance)
        }
        return (
            terms.totalAllowance - min(state.total.used, terms.totalAllowance),
            terms.trainingAllowance - min(state.training.used, terms.trainingAllowance)
        )
    }

    private static func sum(_ sum: UInt128, _ each: UInt128, _ count: UInt64) -> UInt128 {
        let (product, overflow) = each.multipliedReportingOverflow(by: UInt128(count))
        let (result, isOver) = sum.addingReportingOverflow(product)
        return overflow || isOver ? .max : result
    }
}

/// The most that may be given of something, and what makes it so little.
private struct Bound {
    private var most: UInt128
    private var reason: String
    private let agreed: UInt128

    init(_ most: UInt128, _ reason: String) {
        self.most = most
        self.reason = reason
        agreed = most
    }

    mutating func narrow(to limit: UInt128, _ reason: String) {
        guard limit < most else { return }
        most = limit
        self.reason = reason
    }

    /// What is given of what is asked: all of it, or a refusal; the most, with a note where that is less than agreed.
    func take(
        _ asked: UInt128?, _ name: String, _ notes: inout [String], mayBeNothing: Bool = false
    ) throws(Refusal) -> UInt128 {
        let given = asked ?? most
        guard given <= most else {
            throw Refusal(
                .standing, field: "body.\(name)", "\(given) is asked, at most \(most) can be given (\(reason))",
                mend: "ask for at most \(most)")
        }
        guard given > 0 || mayBeNothing else {
            throw Refusal(
                .standing, field: "body.\(name)", "nothing can be given (\(reason))", mend: "ask when something is left"
            )
        }
        if asked == nil, most < agreed, reason != "the total" {
            notes.append("\(name) is \(most) instead of \(agreed): \(reason)")
        }
        return given
    }
}
