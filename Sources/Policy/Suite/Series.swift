import Agreement

/// Samples of a counter, as a suite writes them: `0+4.7e14x299 _x10 reset 0+1e12x5` (`Specs/Policy.md`).
package struct Series: Hashable, Sendable {
    /// One place of a series.
    package enum Sample: Hashable, Sendable {
        /// The counter stands at this.
        case value(UInt128)
        /// The chip does not answer.
        case missing
        /// The counter falls to zero; takes no time.
        case reset
        /// The chip is switched off and on; takes no time.
        case restart
    }

    /// The most samples of a series.
    package static let maximumCount = 4096

    /// The samples, oldest first; at least one is no mark.
    package let samples: [Sample]

    /// Why a text is no series.
    package struct Refusal: Error, Hashable, Sendable {
        /// What is wrong, with the part that it is about.
        package let reason: String
        /// What would mend it.
        package let mend: String
    }

    /// Reads a series.
    ///
    /// - Throws: `Refusal` where a part is none, a value leaves the range from 0 to 2^128 - 1, or there are too many.
    package init(_ text: String) throws(Refusal) {
        var samples: [Sample] = []
        for part in text.split(separator: " ") {
            switch part {
            case "_": samples.append(.missing)
            case "reset": samples.append(.reset)
            case "restart": samples.append(.restart)
            default: samples += try Series.samples(part, after: samples.last { $0.isValue })
            }
            guard samples.count <= Series.maximumCount else {
                throw Refusal(
                    reason: "there are more than \(Series.maximumCount) samples", mend: "give fewer, further apart")
            }
        }
        guard samples.contains(where: { $0.isValue || $0 == .missing }) else {
            throw Refusal(reason: "there is no sample", mend: "write values such as 0+1e15x5")
        }
        self.samples = samples
    }

    /// `a`, `axn`, `a+bxn`, `a-bxn`, `+bxn`, `-bxn` or `_xn`.
    private static func samples(_ part: Substring, after last: Sample?) throws(Refusal) -> [Sample] {
        let refusal = Refusal(
            reason: "\"\(part.prefix(64).printableText)\" is no part of a series",
            mend: "write a, axN, a+bxN, a-bxN, +bxN, _xN, _, reset or restart")
        var body = part
        var count = 0
        if let cross = part.lastIndex(of: "x") {
            guard let number = Int(part[part.index(after: cross)...]), part[part.index(after: cross)...].first != "+",
                (0...maximumCount).contains(number)
            else { throw refusal }
            count = number
            body = part[..<cross]
        }
        if body == "_" { return [Sample](repeating: .missing, count: count) }
        guard let sign = step(in: body) else {
            guard let value = Quantity.parse(String(body)) else { throw refusal }
            return [Sample](repeating: .value(value), count: count + 1)
        }
        guard part.contains("x"), let step = Quantity.parse(String(body[body.index(after: sign)...])) else {
            throw refusal
        }
        var values: [Sample] = []
        var value: UInt128
        if sign == body.startIndex {
            guard case .value(let previous) = last else {
                throw Refusal(reason: "\"\(part)\" goes on from no value", mend: "write a value before it")
            }
            value = previous
        } else {
            guard let first = Quantity.parse(String(body[..<sign])) else { throw refusal }
            value = first
            values.append(.value(first))
        }
        for _ in 0..<count {
            let (next, overflow) =
                body[sign] == "+" ? value.addingReportingOverflow(step) : value.subtractingReportingOverflow(step)
            guard !overflow else {
                throw Refusal(reason: "\"\(part)\" leaves the range from 0 to 2^128 - 1", mend: "take fewer steps")
            }
            value = next
            values.append(.value(value))
        }
        return values
    }

    /// Where the sign of the step stands: a plus or minus that is no exponent's.
    private static func step(in body: Substring) -> Substring.Index? {
        body.indices.first { index in
            guard body[index] == "+" || body[index] == "-" else { return false }
            guard index > body.startIndex else { return true }
            return !"eE".contains(body[body.index(before: index)])
        }
    }
}

extension Series.Sample {
    /// Whether the counter is known.
    fileprivate var isValue: Bool {
        if case .value = self { true } else { false }
    }
}

extension Substring {
    /// The text with a question mark for each character that can't be printed.
    fileprivate var printableText: String { String(self).printable }
}
