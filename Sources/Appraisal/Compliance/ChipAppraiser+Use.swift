import Attestation
import Cryptography
import Wire

extension ChipAppraiser {
    /// What passed through the open interlock, against the licence that it passed under.
    ///
    /// An entry is logged when its openings are told, not when they were granted: all of it happened from tick `since`
    /// on, at which the entry before was logged. An entry of no openings goes on with the opening of an entry before.
    mutating func appraise(
        _ usage: LogEntry.Usage, _ entry: LogEntry, _ field: String, _ claims: Claims, since tick: UInt64
    ) {
        guard usage.openings > 0 || usage.model != .zero else {
            find(
                .hardwareOverran, field,
                "\(usage.used) operations passed by tick \(entry.tick) without an opening, with weights that the chip "
                    + "does not know")
            return
        }
        guard let licence = licence(of: usage, claims) else {
            if record.isWhole || usage.licenceSequence == 0 {
                find(
                    .useWithoutLicence, field,
                    "\(usage.used) operations passed at tick \(entry.tick) under licence \(usage.licenceSequence), "
                        + "which the log never saw installed")
            } else {
                lack(.use, "the installation of licence \(usage.licenceSequence) is not in the evidence at hand")
            }
            return
        }
        addUse(usage, licence)
        guard let terms = appraiser.licences[licence]?.licence.terms else { return }
        if entry.tick < terms.firstTick || tick >= terms.endTick && usage.openings > 0 {
            find(
                .outsideValidity, field,
                "\(usage.used) operations passed between tick \(tick) and \(entry.tick); licence \(terms.sequence) is "
                    + "valid from tick \(terms.firstTick) until before \(terms.endTick)")
        }
        if usage.openings > 0, record.bootCount > 0,
            record.bootCount < terms.firstBoot || record.bootCount > terms.lastBoot
        {
            find(
                .outsideValidity, field,
                "\(usage.used) operations passed in boot \(record.bootCount); licence \(terms.sequence) is valid in "
                    + "boots \(terms.firstBoot) to \(terms.lastBoot)")
        }
        compareModel(of: usage, with: terms, field)
        compareQuantum(of: usage, with: terms, field)
    }

    /// The training that made weights, over all chips, against the threshold of the licence that is in force; and the
    /// bytes that came from outside meanwhile, whose training the sum does not have.
    mutating func compareRun(
        _ operations: UInt128, _ outside: UInt128, of weights: Digest384, _ claims: Claims, _ field: String
    ) {
        guard let licence = record.uses.last?.licence ?? claims.licence?.digest,
            let run = appraiser.licences[licence]?.licence.terms.run
        else { return }
        if operations > run.threshold {
            find(
                .runThresholdExceeded, field,
                "\(operations) operations of training made the weights \(weights.brief), more than the \(run.threshold) "
                    + "that licence \(licence.brief) allows a run")
        }
        if outside > 0 {
            find(
                .lineageIncomplete, field,
                "\(outside) bytes came from chips that are not admitted peers while the weights \(weights.brief) were "
                    + "trained; whatever trained there is not in their \(operations) operations")
        }
    }

    private mutating func compareModel(of usage: LogEntry.Usage, with terms: Licence.Terms, _ field: String) {
        let use: Licence.Terms.Uses = usage.workloadClass == .training ? .training : .inference
        if !terms.uses(ofModel: usage.model).contains(use) {
            find(
                .modelNotPermitted, field,
                "\(usage.used) operations of \(use.words) passed with the model \(usage.model.brief), for which licence "
                    + "\(terms.sequence) permits \(terms.uses(ofModel: usage.model).words)")
        } else if let policy = appraiser.policy,
            !(policy.models.first { $0.weights == usage.model }?.uses ?? []).contains(use)
        {
            find(
                .modelNotPermitted, field,
                "\(usage.used) operations of \(use.words) passed with the model \(usage.model.brief), which the "
                    + "agreement \(policy.name) does not permit")
        }
    }

    private mutating func compareQuantum(of usage: LogEntry.Usage, with terms: Licence.Terms, _ field: String) {
        let (openings, tooMany) = UInt128(usage.openings).addingReportingOverflow(1)
        let (most, overflow) = terms.quantum.multipliedReportingOverflow(by: openings)
        guard !tooMany, !overflow, usage.used > most else { return }
        find(
            .hardwareOverran, field,
            "\(usage.used) operations passed in \(usage.openings) openings and at most one that was open before, and "
                + "one may pass at most \(terms.quantum)")
    }

    /// The licence under which something passed: the one installed with its sequence, by the log or by the claims.
    private func licence(of usage: LogEntry.Usage, _ claims: Claims) -> Digest384? {
        if let use = record.uses.last(where: { $0.sequence == usage.licenceSequence }) { return use.licence }
        if record.isWhole { return nil }
        if let state = claims.licence, state.sequence == usage.licenceSequence { return state.digest }
        return appraiser.licences.only(sequence: usage.licenceSequence, for: chip)
    }

    private mutating func addUse(_ usage: LogEntry.Usage, _ licence: Digest384) {
        let index: Int
        if let known = record.uses.lastIndex(where: { $0.licence == licence }) {
            index = known
        } else {
            record.uses.append(
                ChipRecord.LicenceUse(sequence: usage.licenceSequence, licence: licence, isWhole: false))
            index = record.uses.count - 1
        }
        record.uses[index].total = record.uses[index].total.addingOrMost(usage.used)
        if usage.workloadClass == .training {
            record.uses[index].training = record.uses[index].training.addingOrMost(usage.used)
        }
    }
}
