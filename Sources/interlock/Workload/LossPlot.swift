import Foundation

/// Losses as a plot of block characters.
enum LossPlot {
    /// The most columns.
    static let width = 64
    /// Rows.
    static let height = 9
    private static let blocks = Array(" ▁▂▃▄▅▆▇█")

    /// The lines of the plot, from above; none where there are no losses.
    static func lines(_ losses: [Float]) -> [String] {
        let means = means(losses, at: width)
        guard let most = means.max(), most > 0 else { return [] }
        let eighths = means.map { Int(($0 / most * Double(height * 8)).rounded()) }
        var lines = (0..<height).map { row in
            let below = (height - 1 - row) * 8
            let bars = eighths.map { blocks[min(8, max(0, $0 - below))] }
            let label = row == 0 ? String(format: "%.2f", most) : row == height - 1 ? "0.00" : ""
            return pad(label) + (label.isEmpty ? " │" : " ┤") + String(bars)
        }
        while lines.indices.contains(0), lines[0].last == " " { lines[0].removeLast() }
        lines = lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
        let last = "\(losses.count)"
        let gap = max(1, means.count - 1 - last.count)
        lines.append(pad("") + " └" + String(repeating: "─", count: means.count))
        lines.append(pad("step") + "  1" + String(repeating: " ", count: gap) + last)
        return lines
    }

    /// The mean of each of so many equal parts, or the losses themselves where there are fewer.
    static func means(_ losses: [Float], at most: Int) -> [Double] {
        let columns = min(losses.count, most)
        return (0..<columns).map { column in
            let part = losses[column * losses.count / columns..<(column + 1) * losses.count / columns]
            return part.reduce(0) { $0 + Double($1) } / Double(part.count)
        }
    }

    private static func pad(_ label: String) -> String {
        String(repeating: " ", count: max(0, 6 - label.count)) + label
    }
}
