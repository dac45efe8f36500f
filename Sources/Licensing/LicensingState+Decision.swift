import Agreement
import Appraisal
import Attestation
import Cryptography
import Transparency

/// Steps on findings.
extension LicensingState {
    /// Prepares the decision that parties are to sign.
    ///
    /// - Parameters:
    ///   - step: what is to be decided.
    ///   - finding: the finding's place in the log.
    ///   - escrow: what is to be forfeited, by its name; nil for other steps.
    ///   - asker: who asks.
    ///   - rules: what licences are given under.
    ///   - view: what ledger and trusted documents say.
    ///   - now: the time.
    /// - Returns: the request, which is not in the log yet.
    /// - Throws: `Refusal`.
    public func request(
        _ step: Decision.Terms.Step, on finding: Int, escrow: String?, by asker: String, under rules: LicensingRules,
        _ view: LicensingView, at now: UTCSeconds
    ) throws(Refusal) -> SigningRequest {
        guard let detection = detection(finding) else {
            throw Refusal(
                .unknown, field: "body.finding", "entry \(finding) of the log is no finding",
                mend: "list them: GET /interlock/v1/consequences")
        }
        guard detection.clearedBy == nil else {
            throw Refusal(
                .standing, field: "body.finding", "it is cleared up, by entry \(detection.clearedBy ?? 0)",
                mend: "nothing more follows from it")
        }
        guard (escrow != nil) == (step == .forfeit) else {
            throw Refusal(
                .malformed, field: "body.escrow", "it goes with the step forfeit, and that step with it",
                mend: "name what is forfeited, or leave it out")
        }
        let known = rules.parties(among: view.trust.parties).map(\.name)
        let (needed, signers) = try authority(for: step, on: detection, escrow, rules, known, at: now)
        guard signers.count >= needed else {
            throw Refusal(
                .standing, field: "trust/\(TrustFiles.parties)",
                "\(needed) must sign, and only \(signers.count) keys of the agreement are known",
                mend: "trust the parties' keys that the agreement names")
        }
        let ended = step == .revoke ? living(touchedBy: detection, view) : []
        guard step != .revoke || !ended.isEmpty else {
            throw Refusal(
                .standing, field: "body.step", "no licence is left that the finding is about", mend: "nothing is to end"
            )
        }
        let terms = Decision.Terms(
            agreement: rules.agreement.digest, number: UInt64(count), step: step, finding: UInt64(finding),
            findingDigest: detection.digest, escrow: escrow ?? "",
            licences: Array(ended.prefix(Decision.Terms.maximumLicences)))
        let isOpen = requests.contains { request in
            guard case .decision(let other) = request.subject, request.status(at: now) == .open else { return false }
            return other.step == step && other.finding == terms.finding && other.escrow == terms.escrow
        }
        guard !isOpen else {
            throw Refusal(
                .standing, field: "body.step", "the same is before the parties already", mend: "sign that request")
        }
        return SigningRequest(
            .decision(terms), by: asker, at: now, until: UTCSeconds(now.value + rules.requestSeconds), needed: needed,
            signers: signers, isRenewal: false,
            notes: ["\(detection.rule.id), \(detection.rule.severity.rawValue): \(detection.reason)"], entry: count)
    }

    /// How many must sign, and who may.
    private func authority(
        for step: Decision.Terms.Step, on detection: Detection, _ escrow: String?, _ rules: LicensingRules,
        _ parties: [String], at now: UTCSeconds
    ) throws(Refusal) -> (needed: Int, signers: [String]) {
        let quorum = rules.agreement.quorum
        switch step {
        case .clear: return (max(quorum.licence, quorum.renew, quorum.revoke ?? 0), parties)
        case .warn:
            try requireDue(.warn, detection, rules, at: now)
            return (1, parties)
        case .suspend, .revoke:
            guard let needed = quorum.revoke else {
                throw Refusal(
                    .standing, field: "body.step", "the agreement does not say how many may decide it (quorum.revoke)",
                    mend: "change the agreement; licences end by not being renewed")
            }
            try requireDue(step == .revoke ? .revoke : .suspend, detection, rules, at: now)
            return (needed, parties)
        case .forfeit:
            guard let held = rules.agreement.escrow.first(where: { $0.name == escrow }) else {
                throw Refusal(
                    .malformed, field: "body.escrow", "the agreement has nothing of this name in escrow",
                    mend: "name one of: \(rules.agreement.escrow.map(\.name).joined(separator: ", "))")
            }
            guard held.forfeitedOn.contains(where: { $0.rules.contains(detection.rule) }) else {
                throw Refusal(
                    .standing, field: "body.finding", "\(held.name) is not lost by \(detection.rule.id)",
                    mend: "name a finding by which it is")
            }
            let standing = course(of: rules.agreement).escrow(held.name, at: tick(of: now))
            guard standing == "held" else {
                throw Refusal(.standing, field: "body.escrow", "it is \(standing)", mend: "nothing is left to decide")
            }
            return (held.quorum, parties.filter(held.deciders.contains))
        }
    }

    private func requireDue(
        _ rung: Rung, _ detection: Detection, _ rules: LicensingRules, at now: UTCSeconds
    ) throws(Refusal) {
        let steps = detection.steps(under: rules.agreement)
        guard let step = steps.first(where: { $0.step >= rung }) else {
            throw Refusal(
                .standing, field: "body.step",
                "the agreement's ladder for \(detection.rule.id) does not go as far as \(rung.rawValue)",
                mend: "take a step that it has")
        }
        guard step.due <= now else {
            throw Refusal(
                .standing, field: "body.step", "\(rung.rawValue) is due at \(step.due.rfc3339), not before",
                mend: "wait until then")
        }
    }

    /// The licences that have not ended and are for chips that a finding is about.
    private func living(touchedBy detection: Detection, _ view: LicensingView) -> [Digest384] {
        licences.filter { issued in
            guard issued.revokedBy == nil else { return false }
            guard let chip = detection.chip else { return true }
            let set = view.sets.first { $0.root == issued.licence.terms.chipRoot }
            return set.map { $0.chips.contains(chip) } ?? true
        }.map(\.licence.digest)
    }

    /// What became due by itself: requests whose time is over, and what goes back out of escrow.
    public func dues(under rules: LicensingRules, at now: UTCSeconds) -> [EntryDraft] {
        var drafts: [EntryDraft] = []
        for request in requests where request.status(at: now) == .expired && !request.isTold {
            drafts.append(
                EntryDraft(
                    kind: .request, subject: request.label,
                    statement: "not signed in time: \(request.signatures.count) of \(request.needed) signatures",
                    document: LicensingState.bytes([
                        "expired": .string(request.digest.description),
                        "signatures": .number(request.signatures.count), "needed": .number(request.needed),
                    ])))
        }
        let course = course(of: rules.agreement)
        for held in rules.agreement.escrow where !returned.contains(held.name) {
            guard course.escrow(held.name, at: tick(of: now)) == "returned" else { continue }
            drafts.append(
                EntryDraft(
                    kind: .consequence, subject: held.name,
                    statement:
                        "goes back to \(held.owner): \(held.returnedAfter) seconds without a finding by which it "
                        + "is lost",
                    document: LicensingState.bytes([
                        "escrow": .string(held.name), "becomes": .string("returned"), "to": .string(held.owner),
                    ])))
        }
        return drafts
    }

    /// The entry that tells of a renewal that a finding forbids; nil where the log tells of it already.
    public func draft(of refusal: Refusal, for set: ChipSet) -> EntryDraft? {
        guard case .consequence(let finding, let step) = refusal.kind,
            !hasTold(set.root, finding: finding, step: step)
        else { return nil }
        return EntryDraft(
            kind: .consequence, subject: detection(finding)?.subject ?? "chips",
            statement: "no licence for \(set.chips.count) chip\(set.chips.count == 1 ? "" : "s"): \(refusal.reason)",
            document: LicensingState.bytes([
                "chips": .string(set.root.description), "finding": .number(finding), "refusedAfter": .string(step),
            ]))
    }

    static func bytes(_ members: KeyValuePairs<String, JSONValue>) -> [UInt8] {
        Array(JSONValue.object(members).compact.utf8)
    }
}
