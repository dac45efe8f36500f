import Agreement
import Appraisal
import Attestation
import Cryptography

/// Documents of agreements and their verification, as drafts of entries.
public enum Record {
    /// An agreement's file; `earlier` is the last one in the log.
    public static func agreement(_ agreement: Agreement, file: [UInt8], after earlier: Entry?) -> EntryDraft {
        let parties = "\(agreement.licenceQuorum) of \(agreement.parties.count) parties sign a licence"
        let statement =
            switch earlier {
            case nil: "agreed: \(parties)"
            case let earlier? where earlier.digest == agreement.digest: "agreed again, unchanged: \(parties)"
            case let earlier?: "changed from the agreement of entry \(earlier.index): \(parties)"
            }
        return EntryDraft(kind: .agreement, subject: agreement.name, statement: statement, document: file)
    }

    /// A licence.
    public static func licence(_ licence: Licence) -> EntryDraft {
        let terms = licence.terms
        let signers = licence.signerCount
        return EntryDraft(
            kind: .licence, subject: "licence \(terms.sequence)",
            statement:
                "\(terms.totalAllowance) operations a chip, \(terms.trainingAllowance) of them for training, for "
                + "\(terms.chipCount) chip\(terms.chipCount == 1 ? "" : "s"), signed by \(signers) "
                + "part\(signers == 1 ? "y" : "ies")", document: licence.encoded())
    }

    /// A result, each of its findings, and what the agreement says is due on each.
    ///
    /// - Parameters:
    ///   - bytes: what `interlock verify --format json` prints, or `findings.json` of a run.
    ///   - agreement: what was agreed; nil where that is not known, and then nothing is due.
    ///   - moment: when it was found: consequences are due from then.
    /// - Returns: drafts, the result's first.
    /// - Throws: `RecordError` where it is no result.
    public static func result(
        _ bytes: [UInt8], under agreement: Agreement?, at moment: UTCSeconds
    ) throws(RecordError) -> [EntryDraft] {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch { throw RecordError("it is no JSON: \(error)") }
        guard let word = json["verdict"]?.string, Verdict(rawValue: word) != nil,
            case .array(let chips)? = json["chips"]?.content, case .array(let list)? = json["findings"]?.content
        else { throw RecordError("it is no result: verdict, chips and findings are missing") }
        let findings = try list.map { (item) throws(RecordError) in try Found(item) }
        let count = "\(findings.count) finding\(findings.count == 1 ? "" : "s")"
        var drafts = [
            EntryDraft(
                kind: .result, subject: agreement?.name ?? "evidence",
                statement: "\(word): \(chips.count) chip\(chips.count == 1 ? "" : "s"), \(count)", document: bytes)
        ]
        for finding in findings {
            drafts.append(
                EntryDraft(
                    kind: .finding, subject: finding.subject,
                    statement: "\(finding.rule.rawValue), \(finding.rule.severity.rawValue): \(finding.rule.title)",
                    document: finding.document))
            if let due = consequence(of: finding, under: agreement, at: moment) { drafts.append(due) }
        }
        return drafts
    }

    /// What the agreement says is due on a finding: nothing, where it says nothing.
    private static func consequence(of finding: Found, under agreement: Agreement?, at moment: UTCSeconds)
        -> EntryDraft?
    {
        guard let consequence = agreement?.consequence(of: finding.rule), !consequence.ladder.isEmpty else {
            return nil
        }
        var steps: [JSONValue] = []
        var words: [String] = []
        for (number, rung) in consequence.ladder.enumerated() {
            let (delay, overflow) = (consequence.within ?? 0).multipliedReportingOverflow(by: UInt64(number + 1))
            let (due, isOver) = moment.value.addingReportingOverflow(Int64(clamping: delay))
            let text = overflow || isOver || due > UTCSeconds.never.value ? nil : UTCSeconds(due).rfc3339
            let date = consequence.within == nil ? nil : text
            steps.append(
                .object(["step": .string(rung.rawValue), "due": date.map { .string($0) } ?? .null]))
            words.append(rung.rawValue + (date.map { " by \($0)" } ?? ""))
        }
        let document = JSONValue.object([
            "rule": .string(finding.rule.rawValue), "subject": .string(finding.subject),
            "agreement": .string(agreement?.digest.description ?? ""), "steps": .array(steps),
        ])
        return EntryDraft(
            kind: .consequence, subject: finding.subject,
            statement: "on \(finding.rule.rawValue): \(words.joined(separator: ", then "))",
            document: Array(document.text.utf8))
    }

    /// A finding of a result.
    private struct Found {
        let rule: Rule
        let subject: String
        let document: [UInt8]

        init(_ json: JSONValue) throws(RecordError) {
            guard let id = json["rule"]?.string, let rule = Rule(rawValue: id) else {
                throw RecordError("a finding is of no rule that is known here")
            }
            self.rule = rule
            // `verify` gives the chip's name beside its identifier, a run gives the name alone.
            subject = json["name"]?.string ?? json["chip"]?.string ?? "no chip"
            document = Array(json.text.utf8)
        }
    }
}

/// Why a document can't become an entry.
public struct RecordError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What is wrong.
    public var description: String { reason }
}
