/// Quantities over time as lines or steps, with a legend and a table of the same numbers.
struct LinePlot {
    /// A quantity.
    struct Series {
        let name: String
        let values: [UInt128]
        /// Its colour, from 0.
        let colour: Int
        /// Whether it is a limit, drawn as a broken line.
        var isLimit = false
    }

    /// How values lie between ticks.
    enum Shape {
        /// A value at each tick, joined.
        case lines
        /// A value from each tick to the next.
        case steps
    }

    private static let height = 3000
    private static let top = 140
    private static let bottom = 300

    let id: String
    let title: String
    let description: String
    let unit: String
    let shape: Shape
    let axis: TimeAxis
    let ticks: [UInt64]
    let series: [Series]

    /// The plot as a figure.
    var html: String {
        """
        <figure>
        <h3 id="\(id)">\(Markup.escape(title))</h3>
        <p>\(Markup.escape(description))</p>
        <ul class="legend">\(series.map(legend).joined())</ul>
        <svg viewBox="0 0 720 300" role="img" aria-labelledby="\(id)-t \(id)-d">
        <title id="\(id)-t">\(Markup.escape(title))</title><desc id="\(id)-d">\(Markup.escape(description))</desc>
        \(axis.svg(top: LinePlot.top, bottom: floor))
        \(scale.marks.map(mark).joined())
        \(series.map(path).joined())
        </svg>
        <details><summary>The numbers</summary>\(table)</details>
        </figure>
        """
    }

    private var floor: Int { LinePlot.height - LinePlot.bottom }
    private var scale: ValueScale { ValueScale(series.flatMap(\.values)) }

    private func y(_ value: UInt128) -> Int {
        floor - scale.position(value, height: floor - LinePlot.top)
    }

    private func mark(_ value: UInt128) -> String {
        let y = y(value)
        return "<line class=\"grid\" x1=\"\(Markup.tenths(TimeAxis.left))\" "
            + "x2=\"\(Markup.tenths(TimeAxis.width - TimeAxis.right))\" y1=\"\(Markup.tenths(y))\" "
            + "y2=\"\(Markup.tenths(y))\"/><text class=\"tick\" x=\"\(Markup.tenths(TimeAxis.left - 80))\" "
            + "y=\"\(Markup.tenths(y + 40))\" text-anchor=\"end\">\(Quantity(value))</text>"
    }

    private func path(_ series: Series) -> String {
        var points: [String] = []
        for (place, value) in series.values.enumerated() {
            let y = Markup.tenths(y(value))
            points.append("\(Markup.tenths(axis.x(ticks[place]))) \(y)")
            if case .steps = shape { points.append("\(Markup.tenths(axis.x(ticks[place + 1]))) \(y)") }
        }
        guard !points.isEmpty else { return "" }
        let style = "line c\(series.colour % LinePlot.colours)" + (series.isLimit ? " limit" : "")
        return "<path class=\"\(style)\" d=\"M\(points.joined(separator: "L"))\"><title>\(Markup.escape(series.name))"
            + "</title></path>"
    }

    private func legend(_ series: Series) -> String {
        "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line c\(series.colour % LinePlot.colours)"
            + "\(series.isLimit ? " limit" : "")\" d=\"M1 4L23 4\"/></svg>\(Markup.escape(series.name))</li>"
    }

    private var table: String {
        let places = series.map(\.values.count).max() ?? 0
        let rows = (0..<places).map { place in
            let time: String =
                switch shape {
                case .lines: Elapsed(ticks[place]).description
                case .steps: "\(Elapsed(ticks[place])) to \(Elapsed(ticks[place + 1]))"
                }
            return [time] + series.map { Grouped($0.values[place]).description }
        }
        return Markup.table(["Time"] + series.map { "\($0.name) (\(unit))" }, rows)
    }

    /// How many colours the style sheet has.
    static let colours = 6
}

/// A quantity as axes label it: 250, 20k, 3M, 4e12.
private struct Quantity: CustomStringConvertible {
    let description: String

    init(_ value: UInt128) {
        if value < 10_000 {
            description = "\(value)"
        } else {
            let digits = String(value)
            var fraction = digits.dropFirst().prefix(2)
            while fraction.last == "0" { fraction.removeLast() }
            description = "\(digits.prefix(1))" + (fraction.isEmpty ? "" : ".\(fraction)") + "e\(digits.count - 1)"
        }
    }
}
