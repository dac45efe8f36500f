/// Markup in which only literals of the program are markup: whatever is put into a literal is text, and is escaped.
struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The markup.
    let text: String

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    private init(markup: String) { text = markup }

    /// Nothing.
    static let none: HTML = ""

    /// Text, and pieces of markup, put into a literal.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(2 * literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ html: HTML) { text += html.text }

        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { text += piece.text } }

        mutating func appendInterpolation(_ number: some FixedWidthInteger) { text += String(number) }

        mutating func appendInterpolation(_ content: String) { text += HTML.escape(content) }
    }

    /// Text with what has a meaning in markup written as references, and nothing that can't be printed or would turn
    /// the direction of writing.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                let isHidden = [.control, .format, .surrogate, .unassigned].contains(scalar.properties.generalCategory)
                result.unicodeScalars.append(isHidden ? "\u{fffd}" : scalar)
            }
        }
        return result
    }

    /// A table with a caption; the first cell of each row heads it.
    static func table(_ caption: String, _ headings: [String], _ rows: [[HTML]]) -> HTML {
        guard !rows.isEmpty else { return "<h2>\(caption)</h2><p class=\"none\">None.</p>" }
        let head = headings.map { "<th scope=\"col\">\($0)</th>" as HTML }
        let body = rows.map { row -> HTML in
            let cells = row.enumerated().map { place, cell -> HTML in
                place == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
            }
            return "<tr>\(cells)</tr>"
        }
        return """
            <h2>\(caption)</h2><div class="wide" tabindex="0" role="region" aria-label="\(caption)"><table>\
            <caption class="hidden">\(caption)</caption><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></div>
            """
    }

    /// A link within the dashboard.
    static func link(_ path: String, _ words: String) -> HTML { "<a href=\"\(path)\">\(words)</a>" }

    /// A moment.
    static func time(_ text: String) -> HTML { "<time datetime=\"\(text)\">\(text)</time>" }

    /// A digest, shortened where it is read, whole where it is copied.
    static func digest(_ text: String) -> HTML { "<code title=\"\(text)\">\(String(text.prefix(16)))…</code>" }

    /// A word for how something stands, which a colour repeats.
    static func standing(_ word: String) -> HTML {
        let tone =
            switch word {
            case "breach", "broken", "failed", "revoked", "forfeited", "suspend", "revoke", "forfeit", "ended": "bad"
            case "doubt", "indeterminate", "open", "expired", "void", "warn", "throttle", "held", "due": "doubt"
            default: "good"
            }
        return "<span class=\"tag \(tone)\">\(word)</span>"
    }

    /// How much of a limit is used.
    static func bar(_ label: String, _ used: UInt128, of limit: UInt128?) -> HTML {
        guard let limit else { return "<p>\(label): <b>\(used)</b>, no limit</p>" }
        // In thousandths, for a meter takes no numbers of this size.
        let (product, overflow) = min(used, limit).multipliedReportingOverflow(by: 1000)
        let share = limit == 0 ? (used == 0 ? 0 : 1000) : overflow ? min(used, limit) / (limit / 1000) : product / limit
        let words: HTML =
            used > limit ? "<span class=\"tag bad\">beyond</span>" : "<span class=\"tag good\">within</span>"
        return """
            <p class="bar"><span>\(label)</span><meter min="0" max="1000" value="\(share)" \
            aria-label="\(label)"></meter><span><b>\(used)</b> of \(limit) \(words)</span></p>
            """
    }
}
