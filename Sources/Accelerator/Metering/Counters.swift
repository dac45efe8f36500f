/// One reading of the accelerator's hardware counters, or the difference of two readings.
///
/// Every value is 128 bits: 64 bits of operations overflow after 5.2 hours of one H100 at its peak. Arithmetic is
/// exact. A sum that does not fit is an error (`adding`) or a trap (`+`), never a saturated or wrapped value.
///
/// Loops go over spans: a subscript of the array in a loop copied all 528 bytes for each element.
public struct Counters: Sendable {
    private var values: InlineArray<33, UInt128>

    /// All counters at zero.
    public init() { values = InlineArray(repeating: 0) }

    /// The value of one counter.
    ///
    /// - Parameter counter: which one.
    public subscript(counter: Counter) -> UInt128 {
        get { values.span[counter.index] }
        set { values[counter.index] = newValue }
    }

    /// Operations that policy counts: the sum over formats of weighted operations, two for a multiply-accumulate.
    ///
    /// - Precondition: the sum fits 128 bits; every sum of real readings does (2^128 is 3.4e38 operations).
    public var policyOperations: UInt128 {
        let all = values.span
        var total: UInt128 = 0
        for format in NumberFormat.allCases {
            total += all[Counter.multiplyAccumulates(format).index] * UInt128(format.operationsPerMultiplyAccumulate)
            total += all[Counter.vectorOperations(format).index] * UInt128(format.weight)
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
        let addends = other.values.span
        var sums = result.values.mutableSpan
        for index in sums.indices {
            let (sum, overflow) = sums[index].addingReportingOverflow(addends[index])
            guard !overflow else { throw .overflow(Counter.all[index]) }
            sums[index] = sum
        }
        return result
    }

    /// Whether every counter of the sum with another reading is below a limit.
    ///
    /// - Parameters:
    ///   - limit: the first value that is too high.
    ///   - other: the counters to add.
    /// - Returns: false also where a sum exceeds 128 bits.
    public func staysBelow(_ limit: UInt128, adding other: Counters) -> Bool {
        let (own, added) = (values.span, other.values.span)
        for index in own.indices {
            let (sum, overflow) = own[index].addingReportingOverflow(added[index])
            guard !overflow, sum < limit else { return false }
        }
        return true
    }

    /// What was counted between an earlier reading and this one.
    ///
    /// - Parameter earlier: an earlier reading of the same meter.
    /// - Returns: the difference, counter by counter.
    /// - Throws: `CountersError.underflow` for the first counter that ran backwards.
    public func subtracting(_ earlier: Counters) throws(CountersError) -> Counters {
        var result = self
        let subtrahends = earlier.values.span
        var differences = result.values.mutableSpan
        for index in differences.indices {
            let (difference, overflow) = differences[index].subtractingReportingOverflow(subtrahends[index])
            guard !overflow else { throw .underflow(Counter.all[index]) }
            differences[index] = difference
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
        var products = result.values.mutableSpan
        for index in products.indices {
            let (product, overflow) = products[index].multipliedReportingOverflow(by: UInt128(repetitions))
            guard !overflow else { throw .overflow(Counter.all[index]) }
            products[index] = product
        }
        return result
    }
}

extension Counters: Hashable {
    /// Whether every counter is equal.
    public static func == (left: Counters, right: Counters) -> Bool {
        let (lefts, rights) = (left.values.span, right.values.span)
        for index in lefts.indices where lefts[index] != rights[index] { return false }
        return true
    }

    /// Feeds every counter to the hasher, in storage order.
    public func hash(into hasher: inout Hasher) {
        let values = values.span
        for index in values.indices { hasher.combine(values[index]) }
    }
}

extension Counters: AdditiveArithmetic {
    /// All counters at zero.
    public static var zero: Counters { Counters() }

    /// The sum; traps where `adding` would throw.
    public static func + (left: Counters, right: Counters) -> Counters {
        var result = left
        result += right
        return result
    }

    /// Adds in place; traps where `adding` would throw.
    public static func += (left: inout Counters, right: Counters) {
        let addends = right.values.span
        var sums = left.values.mutableSpan
        for index in sums.indices { sums[index] += addends[index] }
    }

    /// The difference; traps where `subtracting` would throw.
    public static func - (left: Counters, right: Counters) -> Counters {
        var result = left
        result -= right
        return result
    }

    /// Subtracts in place; traps where `subtracting` would throw.
    public static func -= (left: inout Counters, right: Counters) {
        let subtrahends = right.values.span
        var differences = left.values.mutableSpan
        for index in differences.indices { differences[index] -= subtrahends[index] }
    }

    /// The same work done several times; traps where `multiplied(by:)` would throw.
    public static func * (left: Counters, repetitions: UInt64) -> Counters {
        var result = left
        var products = result.values.mutableSpan
        for index in products.indices { products[index] *= UInt128(repetitions) }
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
        var portions = result.values.mutableSpan
        for index in portions.indices where portions[index] != 0 {
            // value = quotient · whole + remainder, and remainder < 2^64, so neither product exceeds 128 bits.
            let (quotient, remainder) = portions[index].quotientAndRemainder(dividingBy: whole)
            portions[index] = quotient * parts + remainder * parts / whole
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
