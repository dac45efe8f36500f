import Cryptography
import Wire

extension Licence.Terms {
    /// What training may add up to.
    public struct RunLimit: Hashable, Sendable {
        /// The most weighted operations of training that made any weights, over all chips.
        public var threshold: UInt128
        /// What weights count for whose training nobody can show; nil where such are refused.
        public var untraced: UInt128?

        /// A limit.
        public init(threshold: UInt128, untraced: UInt128? = nil) {
            self.threshold = threshold
            self.untraced = untraced
        }
    }

    /// The class of data that are another model's outputs: training on them is distillation.
    public static let outputsClass: UInt64 = 1

    /// What may be trained on.
    public struct DataLimit: Hashable, Sendable {
        /// The most manifests.
        public static let capacity = Limits.manifests

        /// The roots of permitted manifests, 1 to 8.
        public var manifests: [Digest384]
        /// Classes that are refused all the same, a bit each.
        public var excludedClasses: UInt32

        /// A limit.
        public init(manifests: [Digest384], excludedClasses: UInt32 = 0) {
            self.manifests = manifests
            self.excludedClasses = excludedClasses
        }
    }

    /// How much may pass as time goes by: a bucket that fills at `perTick` and holds `burst`. In t ticks at most
    /// t × `perTick` + `burst` pass.
    public struct Rate: Hashable, Sendable {
        /// What is added every tick.
        public var perTick: UInt64
        /// The most at once.
        public var burst: UInt64

        /// A rate.
        public init(perTick: UInt64, burst: UInt64) {
            self.perTick = perTick
            self.burst = burst
        }
    }

    /// What may pass as time goes by; nil for no limit.
    public struct Rates: Hashable, Sendable {
        /// Weighted operations.
        public var operations: Rate?
        /// Tokens of inference.
        public var tokens: Rate?
        /// Bytes exchanged with chips that are not admitted peers.
        public var outside: Rate?

        /// Rates.
        public init(operations: Rate? = nil, tokens: Rate? = nil, outside: Rate? = nil) {
            self.operations = operations
            self.tokens = tokens
            self.outside = outside
        }

        /// Whether nothing is limited.
        public var isEmpty: Bool { self == Rates() }
    }

    /// How many limits the encoding has.
    var limitCount: Int {
        (newestGeneration == nil ? 0 : 1) + (run == nil ? 0 : 1) + (data == nil ? 0 : 1) + (rates.isEmpty ? 0 : 1)
    }

    /// Reads limits, each key above the one before.
    @_lifetime(reader: copy reader)
    mutating func readLimits(_ count: Int, _ reader: inout DocumentReader) throws(DocumentError) {
        var last: UInt64 = 8
        for _ in 0..<count {
            let start = reader.offset
            let key = try reader.unsigned("terms")
            guard key > last else { throw DocumentError(.unexpectedItem, at: start, field: "terms") }
            last = key
            switch key {
            case 9: newestGeneration = try reader.unsigned("generation")
            case 10:
                let isTraced = try reader.array("run", in: 1...2) == 1
                let threshold = try reader.operations("run.threshold")
                run = RunLimit(threshold: threshold, untraced: isTraced ? nil : try reader.operations("run.untraced"))
            case 11:
                try reader.array(2, "data")
                var manifests: [Digest384] = []
                for _ in 0..<(try reader.array("data.manifests", in: 1...Limits.manifests)) {
                    manifests.append(try reader.digest("data.manifests"))
                }
                let excluded = try reader.unsigned("data.excluded", in: 0...UInt64(UInt32.max))
                data = DataLimit(manifests: manifests, excludedClasses: UInt32(excluded))
            case 12:
                try reader.array(3, "rates")
                rates.operations = try Licence.Terms.rate("rates.operations", &reader)
                rates.tokens = try Licence.Terms.rate("rates.tokens", &reader)
                rates.outside = try Licence.Terms.rate("rates.outside", &reader)
            default: throw DocumentError(.unexpectedItem, at: start, field: "terms")
            }
        }
    }

    /// Reads a rate, or an empty array for none.
    @_lifetime(reader: copy reader)
    private static func rate(
        _ field: StaticString, _ reader: inout DocumentReader
    ) throws(DocumentError) -> Rate? {
        let start = reader.offset
        let count = try reader.array(field, in: 0...2)
        guard count != 0 else { return nil }
        guard count == 2 else { throw DocumentError(.unexpectedItem, at: start, field: field.description) }
        return Rate(perTick: try reader.unsigned(field), burst: try reader.unsigned(field))
    }

    func writeLimits(to sink: inout DocumentWriter) {
        if let newestGeneration {
            sink.unsigned(9)
            sink.unsigned(newestGeneration)
        }
        if let run {
            sink.unsigned(10)
            sink.array(run.untraced == nil ? 1 : 2)
            sink.operations(run.threshold)
            if let untraced = run.untraced { sink.operations(untraced) }
        }
        if let data {
            sink.unsigned(11)
            sink.array(2)
            sink.array(data.manifests.count)
            for manifest in data.manifests { sink.digest(manifest) }
            sink.unsigned(UInt64(data.excludedClasses))
        }
        guard !rates.isEmpty else { return }
        sink.unsigned(12)
        sink.array(3)
        for rate in [rates.operations, rates.tokens, rates.outside] {
            sink.array(rate == nil ? 0 : 2)
            if let rate {
                sink.unsigned(rate.perTick)
                sink.unsigned(rate.burst)
            }
        }
    }
}
