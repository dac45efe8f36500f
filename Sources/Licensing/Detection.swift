import Agreement
import Appraisal
import Attestation
import Cryptography
import Transparency

/// A finding of the log, as far as consequences follow from it.
public struct Detection: Hashable, Sendable {
    /// Its place in the log.
    public let entry: Int
    /// When the log told of it: steps are due from then.
    public let time: UTCSeconds
    /// The rule.
    public let rule: Rule
    /// The chip; nil where it is about none, or about all.
    public let chip: ChipID?
    /// The chip's name, or another word for what it is about.
    public let subject: String
    /// One sentence made from the values.
    public let reason: String
    /// The evidence and the tickets that it rests on, as the verifier names them: `evidence/` or `tickets/` and a digest.
    public let files: [String]
    /// SHA-384 of the finding's document.
    public let digest: Digest384
    /// The entry of the decision that cleared it up.
    public internal(set) var clearedBy: Int?

    /// Reads what the verifier wrote.
    init?(_ json: JSONValue, entry: Entry) {
        guard let rule = json["rule"]?.string.flatMap(Rule.init(rawValue:)) else { return nil }
        self.entry = entry.index
        time = entry.time
        self.rule = rule
        let isOfAll = [Rule.agreementAllowanceExceeded, .agreementTrainingExceeded, .runBeyondAgreement].contains(rule)
        chip = isOfAll ? nil : json["chip"]?.string.flatMap { ChipID(hex: $0) }
        subject = entry.subject
        reason = json["reason"]?.string ?? entry.statement
        digest = entry.digest
        var files: [String] = []
        if case .array(let items)? = json["evidence"]?.content {
            for item in items {
                guard let file = item["file"]?.string, !files.contains(file),
                    let prefix = ["evidence/", "tickets/"].first(where: file.hasPrefix),
                    Digest384(hex: file.dropFirst(prefix.count)) != nil
                else { continue }
                files.append(file)
            }
        }
        self.files = files
    }

    /// Whether it stands in the way of licences for these chips: it is about one of them, or about no known chip.
    func touches(_ chips: Set<ChipID>) -> Bool { clearedBy == nil && (chip.map(chips.contains) ?? true) }

    /// The ladder's steps with the second from which each is due; no steps where the agreement says none or no time.
    public func steps(under agreement: Agreement) -> [(step: Rung, due: UTCSeconds)] {
        guard let consequence = agreement.consequence(of: rule), let within = consequence.within, within > 0 else {
            return []
        }
        return consequence.ladder.enumerated().map { number, step in
            let (delay, overflow) = within.multipliedReportingOverflow(by: UInt64(number + 1))
            let (due, isOver) = time.value.addingReportingOverflow(Int64(clamping: overflow ? .max : delay))
            return (step, isOver || due > UTCSeconds.never.value ? .never : UTCSeconds(due))
        }
    }
}
