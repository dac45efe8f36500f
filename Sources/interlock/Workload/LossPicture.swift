import Fleet
import Foundation

/// Losses as a picture in SVG: a line over the steps.
struct LossPicture {
    private static let (width, height) = (720, 300)
    private static let (left, right, top, bottom) = (56, 12, 16, 36)
    /// The most points that a line needs to look continuous.
    private static let points = 640

    private let means: [Double]
    private let steps: Int

    /// The picture of a run.
    init(_ losses: [Float]) {
        means = LossPlot.means(losses, at: LossPicture.points)
        steps = losses.count
    }

    /// The picture within a page, which has the styles.
    var svg: String {
        let (width, height) = (LossPicture.width, LossPicture.height)
        let marks = (0...intervals).map { part -> String in
            let value = step * Double(part)
            let y = LossPicture.format(self.y(value))
            return """
                <line class="grid" x1="\(LossPicture.left)" x2="\(width - LossPicture.right)" y1="\(y)" y2="\(y)"/>\
                <text class="tick" x="\(LossPicture.left - 8)" y="\(LossPicture.format(self.y(value) + 4))" \
                text-anchor="end">\(String(format: "%.1f", value))</text>
                """
        }
        let line = means.enumerated().map { "\(LossPicture.format(x($0))) \(LossPicture.format(y($1)))" }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" aria-label="Loss by step">
            <title>Loss by step, in nats a byte</title>
            \(marks.joined(separator: "\n"))
            <path class="line c0" d="M\(line.joined(separator: "L"))"/>
            <text class="tick" x="\(LossPicture.left)" y="\(height - 12)">step 1</text>
            <text class="tick" x="\(width - LossPicture.right)" y="\(height - 12)" text-anchor="end">\(steps)</text>
            </svg>
            """
    }

    /// The picture as a file of its own.
    var file: String {
        let style = """
            <style>.grid{stroke:#dfe0dc}.tick{fill:#5d636b;font:12px sans-serif}\
            .line{fill:none;stroke:#0072b2;stroke-width:2}</style>
            """
        return svg.replacingOccurrences(of: "<title>", with: style + "\n<title>") + "\n"
    }

    /// The distance of two marks: a round number of which at most five show all values.
    private var step: Double {
        let most = means.max() ?? 0
        return [0.1, 0.2, 0.5, 1, 2, 5].first { $0 * 5 >= most } ?? (most / 5).rounded(.up)
    }

    private var intervals: Int { max(1, Int(((means.max() ?? 0) / step).rounded(.up))) }

    private var top: Double { step * Double(intervals) }

    private func x(_ place: Int) -> Double {
        let span = Double(LossPicture.width - LossPicture.left - LossPicture.right)
        return Double(LossPicture.left) + span * Double(place) / Double(max(1, means.count - 1))
    }

    private func y(_ value: Double) -> Double {
        let span = Double(LossPicture.height - LossPicture.top - LossPicture.bottom)
        return Double(LossPicture.top) + span * (1 - value / top)
    }

    private static func format(_ value: Double) -> String { String(format: "%.1f", value) }
}
