/// One reading of the accelerator's hardware counters, or the difference of two readings.
///
/// Every value is 128 bits: 64 bits of operations overflow after 5.2 hours of one H100 at its peak. Arithmetic is
/// exact. A sum that does not fit is an error (`adding`) or a trap (`+`), never a saturated or wrapped value.
public struct Counters: Sendable {
    private var values: InlineArray<33, UInt128>

    /// All counters at zero.
    public init() { values = InlineArray(repeating: 0) }

    /// The value of one counter.
    ///
    /// - Parameter counter: which one.
    public subscript(counter: Counter) -> UInt128 {
        get { values[counter.index] }
        set { values[counter.index] = newValue }
    }

    /// Operations that policy counts: the sum over formats of weighted operations, two for a multiply-accumulate.
    ///
    /// - Precondition: the sum fits 128 bits; every sum of real readings does (2^128 is 3.4e38 operations).
    public var policyOperations: UInt128 {
        var total: UInt128 = 0
        for format in NumberFormat.allCases {
            total += self[.multiplyAccumulates(format)] * UInt128(format.operationsPerMultiplyAccumulate)
            total += self[.vectorOperations(format)] * UInt128(format.weight)
        }
        return total
    }

    /// Multiply-accumulates in all formats, unweighted.
    public var multiplyAccumulates: UInt128 {
        NumberFormat.allCases.reduce(0) { $0 + self[.multiplyAccumulates($1)] }
    }

    /// Elementwise operations in all formats, unweighted.
    public var vectorOperations: UInt128 {
        NumberFormat.allCases.reduce(0) { $0 + self[.vectorOperations($1)] }
    }

    /// Commands of all kinds.
    public var commands: UInt128 {
        CommandKind.allCases.reduce(0) { $0 + self[.commands($1)] }
    }

    /// The sum of two readings.
    ///
    /// - Parameter other: the counters to add.
    /// - Returns: the sum, counter by counter.
    /// - Throws: `CountersError.overflow` for the first counter whose sum exceeds 128 bits.
    public func adding(_ other: Counters) throws(CountersError) -> Counters {
        var result = self
        for index in values.indices {
            let (sum, overflow) = values[index].addingReportingOverflow(other.values[index])
            guard !overflow else { throw .overflow(Counter.all[index]) }
            result.values[index] = sum
        }
        return result
    }

    /// What was counted between an earlier reading and this one.
    ///
    /// - Parameter earlier: an earlier reading of the same meter.
    /// - Returns: the difference, counter by counter.
    /// - Throws: `CountersError.underflow` for the first counter that ran backwards.
    public func subtracting(_ earlier: Counters) throws(CountersError) -> Counters {
        var result = self
        for index in values.indices {
            let (difference, overflow) = values[index].subtractingReportingOverflow(earlier.values[index])
            guard !overflow else { throw .underflow(Counter.all[index]) }
            result.values[index] = difference
        }
        return result
    }

    /// The counters of the same work done several times.
    ///
    /// - Parameter repetitions: how many times.
    /// - Returns: every counter multiplied.
    /// - Throws: `CountersError.overflow` for the first counter whose product exceeds 128 bits.
    public func multiplied(by repetitions: UInt64) throws(CountersError) -> Counters {
        var result = self
        for index in values.indices {
            let (product, overflow) = values[index].multipliedReportingOverflow(by: UInt128(repetitions))
            guard !overflow else { throw .overflow(Counter.all[index]) }
            result.values[index] = product
        }
        return result
    }
}

extension Counters: Hashable {
    /// Whether every counter is equal.
    public static func == (left: Counters, right: Counters) -> Bool {
        for index in left.values.indices where left.values[index] != right.values[index] { return false }
        return true
    }

    /// Feeds every counter to the hasher, in storage order.
    public func hash(into hasher: inout Hasher) {
        for index in values.indices { hasher.combine(values[index]) }
    }
}

extension Counters: AdditiveArithmetic {
    /// All counters at zero.
    public static var zero: Counters { Counters() }

    /// The sum; traps where `adding` would throw.
    public static func + (left: Counters, right: Counters) -> Counters {
        var result = left
        for index in left.values.indices { result.values[index] += right.values[index] }
        return result
    }

    /// The difference; traps where `subtracting` would throw.
    public static func - (left: Counters, right: Counters) -> Counters {
        var result = left
        for index in left.values.indices { result.values[index] -= right.values[index] }
        return result
    }

    /// The same work done several times; traps where `multiplied(by:)` would throw.
    public static func * (left: Counters, repetitions: UInt64) -> Counters {
        var result = left
        for index in left.values.indices { result.values[index] *= UInt128(repetitions) }
        return result
    }
}

extension Counters {
    /// The part of these counters that falls into the first `numerator` of `denominator` equal parts, rounded down.
    ///
    /// `portion + (whole − portion) == whole` for every counter, so a quantum that ends in the middle of a command
    /// loses nothing. For several slices in a row take differences of portions: they sum to the whole too.
    ///
    /// - Parameters:
    ///   - numerator: parts taken; at most `denominator`.
    ///   - denominator: parts in the whole; positive.
    /// - Returns: ⌊value × numerator / denominator⌋ for every counter, exactly.
    public func portion(numerator: UInt64, denominator: UInt64) -> Counters {
        precondition(denominator > 0, "A portion needs a positive denominator.")
        precondition(numerator <= denominator, "A portion is at most the whole.")
        let (parts, whole) = (UInt128(numerator), UInt128(denominator))
        var result = self
        for index in values.indices where values[index] != 0 {
            // value = quotient · whole + remainder, and remainder < 2^64, so neither product exceeds 128 bits.
            let (quotient, remainder) = values[index].quotientAndRemainder(dividingBy: whole)
            result.values[index] = quotient * parts + remainder * parts / whole
        }
        return result
    }

    /// One chip's share of work that several chips did together.
    ///
    /// Resources are divided so that the shares sum to the whole, to the last operation. Commands are not: each
    /// chip executes its part of every command, and counts it.
    ///
    /// - Parameter shard: which chip, of how many.
    /// - Returns: the chip's counters.
    public func share(of shard: Shard) -> Counters {
        guard shard.count > 1 else { return self }
        let (below, count) = (UInt64(shard.index), UInt64(shard.count))
        var result =
            portion(numerator: below + 1, denominator: count) - portion(numerator: below, denominator: count)
        for kind in CommandKind.allCases { result[.commands(kind)] = self[.commands(kind)] }
        return result
    }
}
