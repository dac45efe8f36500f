/// The horizontal axis of plots: virtual time from the start of a run to its end.
struct TimeAxis {
    /// Width and height of a plot, and the margins around its area, in tenths of a pixel.
    static let width = 7200
    static let left = 720
    static let right = 200

    let duration: UInt64

    /// Where a tick lies.
    func x(_ tick: UInt64) -> Int {
        TimeAxis.left + (TimeAxis.width - TimeAxis.left - TimeAxis.right) * Int(min(tick, duration)) / Int(duration)
    }

    /// Labelled ticks: at most nine.
    var marks: [UInt64] {
        let steps: [UInt64] = [
            1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 7 * 86_400, 30 * 86_400,
        ]
        let step = steps.first { duration / $0 <= 8 } ?? 90 * 86_400
        return Array(stride(from: 0, through: duration, by: Int(step)))
    }

    /// Gridlines and labels down to `bottom`.
    func svg(top: Int, bottom: Int) -> String {
        marks.map { tick in
            let x = Markup.tenths(x(tick))
            return "<line class=\"grid\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Markup.tenths(top))\" "
                + "y2=\"\(Markup.tenths(bottom))\"/><text class=\"tick\" x=\"\(x)\" y=\"\(Markup.tenths(bottom + 230))\" "
                + "text-anchor=\"middle\">\(tick == 0 ? "start" : Elapsed(tick).description)</text>"
        }.joined()
    }
}
