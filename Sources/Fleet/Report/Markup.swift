/// Text within HTML and SVG.
package enum Markup {
    /// The text with what has a meaning in markup written as references.
    package static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A coordinate in tenths of a pixel.
    static func tenths(_ value: Int) -> String {
        let sign = value < 0 ? "-" : ""
        return value % 10 == 0 ? "\(value / 10)" : "\(sign)\(abs(value) / 10).\(abs(value) % 10)"
    }

    /// A table with a heading row; the first column heads its rows.
    package static func table(_ headings: [String], _ rows: [[String]]) -> String {
        let head = headings.map { "<th scope=\"col\">\(escape($0))</th>" }.joined()
        let body = rows.map { row in
            "<tr>"
                + row.enumerated().map { place, cell in
                    place == 0 ? "<th scope=\"row\">\(escape(cell))</th>" : "<td>\(escape(cell))</td>"
                }.joined() + "</tr>"
        }
        return "<div class=\"wide\"><table><thead><tr>\(head)</tr></thead><tbody>\(body.joined())</tbody></table></div>"
    }
}
