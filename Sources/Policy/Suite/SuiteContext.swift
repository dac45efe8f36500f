import Agreement
import Appraisal
import Attestation
import Cryptography

/// The names that fields of a suite may refer to, and how to find them.
struct SuiteContext {
    let agreement: Agreement
    /// Names that the agreement does not have, and that tests may use all the same.
    let strangers: [String]

    /// One of some names.
    func name(_ field: YAMLField, among names: [String], what: String) throws(AgreementError) -> String {
        let text = try field.text()
        guard names.contains(text) else {
            throw field.error(
                "\"\(text.prefix(64).description.printable)\" is no \(what)",
                mend: Nearest.match(text, among: names).map { "did you mean \($0)?" }
                    ?? (names.isEmpty ? "the agreement has none" : "use one of \(names.joined(separator: ", "))"))
        }
        return text
    }

    /// A model of the agreement, or a stranger.
    func model(_ field: YAMLField) throws(AgreementError) -> Licence.Terms.Model {
        let name = try name(field, among: agreement.models.map(\.name) + strangers, what: "model")
        // The model by itself: an adapter is a permission, a filter is none.
        return agreement.appraisalPolicy.models.first { $0.name == name }?.licensed.first
            ?? Licence.Terms.Model(weights: Digest384(hashing: Array(name.utf8)), uses: .inference)
    }

    /// A rule of the appraisal.
    func rule(_ field: YAMLField) throws(AgreementError) -> Rule {
        let text = try field.text()
        guard let rule = Rule(rawValue: text) else {
            throw field.error(
                "no rule has the identifier \"\(text.prefix(64).description.printable)\"",
                mend: Nearest.match(text, among: Rule.allCases.map(\.id)).map { "did you mean \($0)?" }
                    ?? "see Specs/Findings.md")
        }
        return rule
    }

    /// Rules: a list of them, one text of them with commas or spaces between, or `none`.
    func rules(_ field: YAMLField) throws(AgreementError) -> [Rule] {
        if field.isList { return try field.items { (item) throws(AgreementError) in try rule(item) } }
        let text = try field.text()
        if text == "none" { return [] }
        var rules: [Rule] = []
        for word in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
            guard let rule = Rule(rawValue: String(word)) else {
                throw field.error(
                    "no rule has the identifier \"\(String(word.prefix(64)).printable)\"",
                    mend: Nearest.match(String(word), among: Rule.allCases.map(\.id)).map { "did you mean \($0)?" }
                        ?? "see Specs/Findings.md, or write none")
            }
            rules.append(rule)
        }
        return rules
    }

    /// A word of a kind.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ field: YAMLField, what: String
    ) throws(AgreementError) -> Word {
        let words = Word.allCases.map(\.rawValue)
        guard let word = Word(rawValue: try name(field, among: words, what: what)) else {
            throw field.error("this word is not known", mend: "use one of \(words.joined(separator: ", "))")
        }
        return word
    }

    /// A chip such as `chip-0` or `chip-007`, by number.
    func chip(_ field: YAMLField, of count: Int) throws(AgreementError) -> Int {
        let text = try field.text()
        guard text.hasPrefix("chip-"), text.dropFirst(5).utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text.dropFirst(5)), number < count
        else {
            throw field.error(
                "\"\(text.prefix(64).description.printable)\" is no chip of this test",
                mend: count == 1 ? "use chip-0" : "use chip-0 to chip-\(count - 1)")
        }
        return number
    }

    /// Chips: `all`, a name or a list; all where left out.
    func chips(_ field: YAMLField?, of count: Int) throws(AgreementError) -> [Int] {
        guard let field else { return Array(0..<count) }
        if field.isList {
            return Set(try field.items { (item) throws(AgreementError) in try chip(item, of: count) }).sorted()
        }
        return try field.text() == "all" ? Array(0..<count) : [try chip(field, of: count)]
    }

    /// A tick; nil for `end` or where it is left out.
    func tick(_ field: YAMLField?) throws(AgreementError) -> UInt64? {
        guard let field, field.scalar != "end" else { return nil }
        return try field.duration()
    }

    /// A number of signers: a number, or a list of different parties.
    func signers(_ field: YAMLField) throws(AgreementError) -> Int {
        field.isList ? try parties(field).count : Int(try field.unsigned(0...8))
    }

    /// Parties by place, each once.
    func parties(_ field: YAMLField) throws(AgreementError) -> [Int] {
        let names = try field.items { (item) throws(AgreementError) in
            try name(item, among: agreement.parties, what: "party")
        }
        guard Set(names).count == names.count else {
            throw field.error("a party stands here twice", mend: "list each once")
        }
        return names.compactMap { agreement.parties.firstIndex(of: $0) }
    }
}
