import Cryptography

/// Requests as they come without a trace: independent, at a steady mean rate, with the medians that are published.
///
/// Gaps are exponential; lengths are log-logistic with shape 2 about the medians of Azure's conversation trace
/// (arXiv 2311.18677, section 3: 1,020 prompt tokens, 129 generated ones), cut at the longest of that trace. All of it
/// in whole numbers, so that every machine draws the same.
struct ArrivalProcess {
    static let medianPromptTokens: UInt64 = 1020
    static let medianGeneratedTokens: UInt64 = 129
    static let mostPromptTokens: UInt64 = 14_050
    static let mostGeneratedTokens: UInt64 = 1000

    private var stream: SeededStream
    private let meanGap: UInt64
    private var elapsed: UInt64 = 0

    /// A process whose gaps have a mean of so many nanoseconds.
    init(_ stream: SeededStream, meanGap: UInt64) {
        self.stream = stream
        self.meanGap = meanGap
    }

    /// The next request after `start`.
    mutating func next(_ start: HostTime) -> TimedRequest? {
        let word = stream.next()
        let gap = UInt128(meanGap) * UInt128(ArrivalProcess.exponential(word)) / (1 << 32)
        elapsed = UInt64(clamping: UInt128(elapsed) + gap)
        var arrival = start
        arrival.advance(by: elapsed)
        let lengths = stream.next()
        return TimedRequest(
            arrival: arrival,
            promptTokens: UInt32(
                ArrivalProcess.length(
                    ArrivalProcess.medianPromptTokens, lengths >> 32, most: ArrivalProcess.mostPromptTokens)),
            generatedTokens: UInt32(
                ArrivalProcess.length(
                    ArrivalProcess.medianGeneratedTokens, lengths & 0xffff_ffff,
                    most: ArrivalProcess.mostGeneratedTokens)))
    }

    /// −ln of a uniform number in (0, 1] as 32.32 fixed point: the binary logarithm digit by digit, times ln 2.
    static func exponential(_ word: UInt64) -> UInt64 {
        let uniform = word | 1
        let shift = uniform.leadingZeroBitCount
        var mantissa = (uniform << UInt64(shift)) >> 32
        var fraction: UInt64 = 0
        for _ in 0..<32 {
            mantissa = (mantissa * mantissa) >> 31
            fraction <<= 1
            if mantissa >= 1 << 32 {
                fraction |= 1
                mantissa >>= 1
            }
        }
        // −log2(uniform / 2^64) = shift + 1 − fraction / 2^32
        let logarithm = (UInt64(shift + 1) << 32) - fraction
        return UInt64((UInt128(logarithm) * 2_977_044_472) >> 32)
    }

    /// A length whose median is `median`: median × √(u / (1 − u)), from 1 to `most`.
    private static func length(_ median: UInt64, _ uniform: UInt64, most: UInt64) -> UInt64 {
        let odds = (uniform << 20) / ((1 << 32) - uniform)
        return min(max(1, (median * root(odds)) >> 10), most)
    }

    /// The integer square root.
    private static func root(_ value: UInt64) -> UInt64 {
        guard value > 1 else { return value }
        var guess = UInt64(1) << UInt64((65 - value.leadingZeroBitCount) / 2)
        while true {
            let better = (guess + value / guess) / 2
            if better >= guess { return guess }
            guess = better
        }
    }
}
