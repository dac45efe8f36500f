import Appraisal
import Cryptography

extension Shape {
    /// The most characters of a text.
    package static let maximumTextLength = 400

    /// All that is wrong with the form of a field and of what is below it, in the order of the file.
    package func problems(of field: YAMLField) -> [AgreementError] {
        var problems: [AgreementError] = []
        collect(field, &problems)
        return problems
    }

    private func collect(_ field: YAMLField, _ problems: inout [AgreementError]) {
        do { try check(field, &problems) } catch { problems.append(error) }
    }

    private func check(_ field: YAMLField, _ problems: inout [AgreementError]) throws(AgreementError) {
        switch self {
        case .text: try Shape.checkText(field)
        case .quantity: _ = try field.quantity()
        case .count(let range): _ = try field.unsigned(range)
        case .duration: _ = try field.duration()
        case .moment: _ = try field.moment()
        case .share: _ = try field.share()
        case .digest: _ = try field.digest()
        case .flag: _ = try field.flag()
        case .word(let words): try Shape.check(field, among: words, what: "a word that can stand here")
        case .finding: try Shape.check(field, among: Shape.findings, what: "a finding")
        case .record(let members): try Shape.check(field, members, &problems)
        case .nameOrRecord(let members):
            if field.isMapping { try Shape.check(field, members, &problems) } else { try Shape.checkText(field) }
        case .list(let item, let count, let key, _): try Shape.check(field, item, count, key, &problems)
        case .oneOrMore(let count):
            if field.isList {
                try Shape.check(field, .text, count, nil, &problems)
            } else {
                try Shape.checkText(field)
            }
        }
    }

    /// What a field that names a finding may say.
    package static let findings = ["breach", "doubt"] + Rule.allCases.map(\.id)

    private static func checkText(_ field: YAMLField) throws(AgreementError) {
        let text = try field.printableText()
        guard field.isString else {
            throw field.error("YAML reads this as a number or a truth value", mend: "put it in quotes")
        }
        guard text.unicodeScalars.count <= maximumTextLength else {
            throw field.error("the text is too long", mend: "use at most \(maximumTextLength) characters")
        }
    }

    private static func check(_ field: YAMLField, among words: [String], what: String) throws(AgreementError) {
        let text = try field.text()
        guard words.contains(text) else {
            throw field.error(
                "\"\(text.prefix(64))\" is not \(what)",
                mend: Nearest.match(text, among: words).map { "did you mean \($0)?" }
                    ?? (words.count <= 16 ? "write \(words.joined(separator: ", "))" : "see Specs/Findings.md"))
        }
    }

    private static func check(
        _ field: YAMLField, _ members: [Member], _ problems: inout [AgreementError]
    ) throws(AgreementError) {
        for (name, value, error) in try field.members(members.map(\.name)) {
            if let error {
                problems.append(error)
            } else if let member = members.first(where: { $0.name == name }) {
                member.shape.collect(value, &problems)
            }
        }
        for member in members where member.isRequired {
            do { _ = try field.member(member.name) } catch { problems.append(error) }
        }
    }

    private static func check(
        _ field: YAMLField, _ item: Shape, _ count: ClosedRange<Int>, _ key: String?,
        _ problems: inout [AgreementError]
    ) throws(AgreementError) {
        let items = try field.items { (item) throws(AgreementError) in item }
        guard count.contains(items.count) else {
            throw field.error(
                "there are \(items.count) items", mend: "list \(count.lowerBound) to \(count.upperBound)")
        }
        var keys: Set<String> = []
        for entry in items {
            item.collect(entry, &problems)
            guard let text = key.flatMap({ entry.optional($0) })?.scalar ?? entry.scalar else { continue }
            if !keys.insert(text.lowercased()).inserted {
                problems.append(entry.error("the same \(key ?? "item") stands here twice", mend: "list it once"))
            }
        }
    }
}
