import Agreement
import Attestation
import Fleet

/// Every cheat of the library, tried by an emulated chip beside an honest one: what stops it, what notices it, what it gains.
package struct CheatTable: Sendable {
    /// What became of a cheat.
    package struct Row: Sendable {
        /// The cheat.
        package let kind: CheatKind
        /// What its host did, in words that complete "the host …".
        package let attempt: String
        /// What the chip said first that was no consent; nil where it did all.
        package let stop: String?
        /// What the verifier noticed first; nil where it noticed nothing.
        package let notice: AttackSearch.Notice?
        /// Operations that passed, and that the agreement does not permit.
        package let gained: UInt128

        /// Whether it gains something, and nobody notices.
        package var isUnnoticedGain: Bool { notice == nil && gained > 0 }
    }

    /// The agreement.
    package let agreement: Agreement
    /// The rows, in the library's order.
    package let rows: [Row]
    /// How long verdicts are looked at after a cheat, in ticks.
    package let span: UInt64

    /// Tries them all.
    ///
    /// - Parameters:
    ///   - agreement: the agreement; its first model, and the first that may be trained, are worked with.
    ///   - seed: where chance comes from.
    /// - Throws: `CaseFailure` where the agreement can't be tried so, or honest chips are suspected.
    package init(under agreement: Agreement, seed: UInt64) throws(CaseFailure) {
        self.agreement = agreement
        do throws(AttackFleet.Untried) {
            // As many keys are stolen as a licence takes.
            let terms = AttackTerms(
                within: 30 * 86_400, blocs: agreement.licenceQuorum, phase: nil, under: agreement)
            let fleet = try CheatFleet(under: agreement, terms, seed: seed)
            span = fleet.duration - fleet.time
            let honest = try EvidenceRecord(emulating: try fleet.text(nil), under: agreement)
            if let notice = honest.notice(under: agreement, phase: nil, from: 0, through: fleet.duration) {
                throw AttackFleet.Untried(
                    reason: "honest chips are suspected: \(notice.rule?.id ?? notice.verdict.rawValue)")
            }
            var rows: [Row] = []
            for kind in CheatKind.allCases {
                let text = try fleet.text(CheatMix(cheats: [kind]))
                let record = try EvidenceRecord(emulating: text, under: agreement)
                rows.append(
                    Row(
                        kind: kind, attempt: record.attempts.first ?? "",
                        stop: record.deeds.lazy.compactMap { $0.answer.stop }.first,
                        notice: record.notice(
                            under: agreement, phase: nil, from: fleet.time, through: fleet.duration),
                        gained: record.gained(under: agreement, phase: nil)))
            }
            self.rows = rows
        } catch { throw CaseFailure(reason: error.reason) }
    }
}

extension Deed.Answer {
    /// What kept the host from it; nil where nothing did.
    fileprivate var stop: String? {
        switch self {
        case .done: nil
        case .refused(let fault): "firmware: \(fault)"
        case .blocked(let block): "interlock: \(block)"
        case .silence: "no answer"
        }
    }
}
