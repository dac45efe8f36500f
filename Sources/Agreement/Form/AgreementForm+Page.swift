extension AgreementForm {
    /// The table of fields in `Specs/Agreement.md`.
    package static var page: String {
        var lines = ["| field | what stands there | what it says |", "|---|---|---|"]
        describe(members, below: "", &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The names of all fields, sorted.
    package static var names: [String] { Set(names(of: members)).sorted() }

    private static func names(of members: [Member]) -> [String] {
        members.flatMap { member in [member.name] + names(of: member.shape.members) }
    }

    private static func describe(_ members: [Member], below path: String, _ lines: inout [String]) {
        for member in members {
            let name = "\(path)\(member.name)"
            lines.append("| `\(name)`\(member.isRequired ? "" : " ?") | \(member.shape.words) | \(member.about) |")
            if case .list = member.shape {
                describe(member.shape.members, below: "\(name)[].", &lines)
            } else {
                describe(member.shape.members, below: "\(name).", &lines)
            }
        }
    }
}

extension Shape {
    /// The members of a record, or of a list's records.
    package var members: [Member] {
        switch self {
        case .record(let members), .nameOrRecord(let members): members
        case .list(let item, _, _, _): item.members
        default: []
        }
    }

    /// What may stand there, in words.
    fileprivate var words: String {
        switch self {
        case .text: "text"
        case .quantity: "quantity"
        case .count(let range) where range.lowerBound == range.upperBound: "\(range.lowerBound)"
        case .count(let range):
            range.upperBound == .max ? "number from \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        case .duration: "duration"
        case .moment: "moment"
        case .share: "per cent"
        case .digest: "SHA-384"
        case .flag: "yes, no"
        case .word(let words): words.joined(separator: ", ")
        case .finding: "finding"
        case .record: "fields"
        case .nameOrRecord: "name or fields"
        case .list(let item, let count, _, _):
            "\(count.lowerBound) to \(count.upperBound) of: \(item.words)"
        case .oneOrMore(let count): "text, or up to \(count.upperBound) of them"
        }
    }
}
