/// What the difference of two signed meters says, in numbers that depend neither on how large the chip is nor on how long
/// it paused.
///
/// Evidence has no readings within an interval, so that nothing is left of how counters vary. The mean rate is left out:
/// it depends on the chip's peak, and pauses would be a disguise that costs little.
enum IntervalFeatures {
    /// Their names, in order; of `Features.names`, and of the same meaning.
    static let names = [
        "products a byte", "bytes written a byte read", "elementwise a product", "bytes sent a byte read",
    ]

    /// Their values, for what was counted in an interval.
    static func values(_ sum: Activity) -> [Double] {
        [
            BinaryLogarithm.ratio(sum.products, sum.read), BinaryLogarithm.ratio(sum.written, sum.read),
            BinaryLogarithm.ratio(sum.vectors, sum.products), BinaryLogarithm.ratio(sum.sent, sum.read),
        ]
    }
}
