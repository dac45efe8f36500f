/// What a window of counter readings says, in numbers that don't depend on how large the chip is.
struct Features {
    /// Their names, in order.
    static let names = [
        "utilisation", "busy readings", "variation of products", "periodicity", "products a byte",
        "bytes written a byte read", "elementwise a product", "bytes sent a byte read", "variation of bytes sent",
    ]

    /// Their values.
    let values: [Double]

    /// The features of a window.
    init(_ window: [Activity]) {
        let peak = Activity.Timing.arithmetic / 2 * Sampler.interval
        let rates = window.map { $0.products / peak }
        let sum = window.reduce(Activity.idle(0), +)
        let busy = rates.count { $0 > 0.3 }
        values = [
            Features.mean(rates), Double(busy) / Double(window.count), Features.variation(rates),
            Features.periodicity(rates), BinaryLogarithm.ratio(sum.products, sum.read),
            BinaryLogarithm.ratio(sum.written, sum.read), BinaryLogarithm.ratio(sum.vectors, sum.products),
            BinaryLogarithm.ratio(sum.sent, sum.read), Features.variation(window.map(\.sent)),
        ]
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// Standard deviation over mean, at most 8; 0 where nothing happens.
    private static func variation(_ values: [Double]) -> Double {
        let mean = mean(values)
        guard mean > 0 else { return 0 }
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return min(square.squareRoot() / mean, 8)
    }

    /// The largest autocorrelation at lags of 2 to 12 readings.
    private static func periodicity(_ values: [Double]) -> Double {
        let mean = mean(values)
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard square > 0 else { return 0 }
        return (2...12).map { lag in
            (lag..<values.count).reduce(0) { $0 + (values[$1] - mean) * (values[$1 - lag] - mean) } / square
        }.max() ?? 0
    }
}
