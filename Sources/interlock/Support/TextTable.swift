/// A table of text with aligned columns, for terminals and files alike.
struct TextTable {
    /// How a column's cells are aligned.
    enum Alignment {
        /// To the left, as words are.
        case left
        /// To the right, as numbers are.
        case right
    }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    /// Adds a row; cells beyond the columns are dropped, missing ones are empty.
    mutating func add(_ cells: [String]) {
        let missing = Array(repeating: "", count: max(0, columns.count - cells.count))
        rows.append(Array((cells + missing).prefix(columns.count)))
    }

    /// The table, one line a row, no trailing spaces, with a rule under the titles.
    var lines: [String] {
        let titles = columns.map(\.title)
        let widths = columns.indices.map { column in
            ([titles] + rows).map { $0[column].count }.max() ?? 0
        }
        let rule = widths.map { String(repeating: "-", count: $0) }
        return ([titles, rule] + rows).map { line($0, widths) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - cell.count)
            text += columns[index].alignment == .left ? cell + padding : padding + cell
            if index < cells.count - 1 { text += "  " }
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}
