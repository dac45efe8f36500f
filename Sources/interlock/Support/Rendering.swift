import Attestation

/// Prints one value for people or for programs.
struct Rendering {
    let format: OutputFormat
    /// Whether long hexadecimal is shown whole.
    let isFull: Bool

    /// Prints the value.
    func show(_ value: JSONValue) {
        switch format {
        case .json: print(value.text, terminator: "")
        case .text: print(lines(of: value, indentation: 0).joined(separator: "\n"))
        }
    }

    private func lines(of value: JSONValue, indentation: Int) -> [String] {
        let margin = String(repeating: "  ", count: indentation)
        switch value.content {
        case .object(let members):
            let width = members.filter { isShort($0.value) }.map(\.name.count).max() ?? 0
            return members.flatMap { member -> [String] in
                guard !isShort(member.value) else {
                    let padding = String(repeating: " ", count: width - member.name.count)
                    return ["\(margin)\(member.name)\(padding)  \(word(member.value))"]
                }
                return ["\(margin)\(member.name)"] + lines(of: member.value, indentation: indentation + 1)
            }
        case .array(let items):
            return items.flatMap { item -> [String] in
                guard !isShort(item) else { return ["\(margin)- \(word(item))"] }
                var lines = lines(of: item, indentation: indentation + 1)
                if let first = lines.first { lines[0] = "\(margin)- " + first.dropFirst(margin.count + 2) }
                return lines
            }
        case .null, .boolean, .number, .string: return ["\(margin)\(word(value))"]
        }
    }

    /// Whether a value fits on the line of its name.
    private func isShort(_ value: JSONValue) -> Bool {
        switch value.content {
        case .object(let members): members.isEmpty
        case .array(let items): items.isEmpty
        case .null, .boolean, .number, .string: true
        }
    }

    private func word(_ value: JSONValue) -> String {
        switch value.content {
        case .null: "-"
        case .boolean(let flag): flag ? "yes" : "no"
        case .number(let text): text
        case .string(let text): abbreviated(text)
        case .array, .object: "none"
        }
    }

    private func abbreviated(_ text: String) -> String {
        guard !isFull, text.utf8.count > 64, text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            return text
        }
        return "\(text.prefix(24))… (\(text.utf8.count / 2) bytes)"
    }
}
