/// What a licence permits: the payload of the COSE_Sign message (`Specs/cddl/licence.cddl`).
public struct LicenceTerms: Sendable {
    /// A model on the list.
    public struct Model: Sendable {
        /// What must be loaded.
        public var pipeline: Pipeline
        /// Bit 0: inference; bit 1: training.
        public var uses: UInt32
        /// Its generation; 0 where the licence does not say.
        public var generation: UInt64 = 0
        /// How many chips of the set may hold it, the first ones; 0 for all.
        public var replicas: UInt64 = 0

        /// A model with its permitted uses.
        public init(_ pipeline: Pipeline, uses: UInt32) {
            self.pipeline = pipeline
            self.uses = uses
        }

        /// Reads an array of two fields, or of six.
        @_lifetime(reader: copy reader)
        init(_ reader: inout CBORReader) throws(WireError) {
            var start = reader.offset
            let count = try reader.array()
            guard count == 2 || count == 6 else { throw WireError(.unexpectedItem, at: start) }
            pipeline = Pipeline(weights: try reader.digest())
            start = reader.offset
            uses = try reader.unsigned32()
            guard uses >= 1, uses <= 3 else { throw WireError(.outOfRange, at: start) }
            guard count == 6 else { return }
            pipeline.adapter = try reader.optionalDigest()
            pipeline.filter = try reader.optionalDigest()
            generation = try reader.unsigned()
            replicas = try reader.unsigned()
        }
    }

    /// How much may pass a chip as time goes by: a bucket that fills at `perTick` and holds `burst`.
    public struct Rate: Sendable {
        /// What is added every tick.
        public var perTick: UInt64
        /// The most at once.
        public var burst: UInt64
    }

    /// SHA-384 of the agreement's file.
    public var agreement: Digest
    /// The sequence: the chip takes only one above the highest that it has taken.
    public var sequence: UInt64
    /// How many chips are in the fixed set.
    public var chipCount: UInt64
    /// The root of the Merkle tree over the chip identifiers.
    public var chipRoot: Digest
    /// All operations allowed.
    public var totalAllowance: Operations
    /// Operations allowed for training, out of the total.
    public var trainingAllowance: Operations
    /// How many of `models` are in use.
    public var modelCount: Int
    private var models: InlineArray<16, Model>
    /// Valid from this tick (seconds).
    public var firstTick: UInt64
    /// Valid until just before this tick.
    public var endTick: UInt64
    /// Valid from this boot count.
    public var firstBoot: UInt64
    /// Valid through this boot count.
    public var lastBoot: UInt64
    /// The most that one opening may pass.
    public var quantum: Operations
    /// The newest generation of a model that may run; nil for any.
    public private(set) var newestGeneration: UInt64?
    /// The most operations of training that made any weights, on whichever chips; nil for no limit.
    public private(set) var runThreshold: Operations?
    /// What weights count for whose training nobody can show; nil where such are refused.
    public private(set) var untraced: Operations?
    /// How many of `manifests` are in use: 0 where training data need no proof.
    public private(set) var manifestCount = 0
    private var manifests = InlineArray<8, Digest>(repeating: .zero)
    /// Classes of data that may not be trained on, a bit each.
    public private(set) var excludedClasses: UInt32 = 0
    /// Weighted operations as time goes by; nil for no limit.
    public private(set) var operationRate: Rate?
    /// Tokens of inference as time goes by; nil for no limit.
    public private(set) var tokenRate: Rate?
    /// Bytes exchanged with chips that are not admitted peers, as time goes by; nil for no limit.
    public private(set) var outsideRate: Rate?

    /// The first entry for these parts together, or nil.
    public func model(_ pipeline: Pipeline) -> Model? {
        var index = 0
        while index < modelCount {
            if models[index].pipeline == pipeline { return models[index] }
            index += 1
        }
        return nil
    }

    /// A permitted manifest's root; nil where there is none at the index.
    public func manifest(_ index: UInt64) -> Digest? {
        index < UInt64(manifestCount) ? manifests[Int(index)] : nil
    }

    /// Whether the licence is in force at this tick and boot.
    public func check(tick: UInt64, boot: UInt64) throws(Fault) {
        guard tick >= firstTick else { throw .licenceNotYetValid }
        guard tick < endTick else { throw .licenceExpired }
        guard boot >= firstBoot, boot <= lastBoot else { throw .licenceOtherBoot }
    }

    /// Reads terms that must fill `range` of `bytes`.
    ///
    /// - Throws: `WireError`, with the offset at which reading stopped.
    public init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(WireError) {
        var reader = CBORReader(bytes, range)
        let mapStart = reader.offset
        let fields = try reader.map()
        guard fields >= 8, fields <= 12 else { throw WireError(.unexpectedItem, at: mapStart) }
        try reader.key(1)
        agreement = try reader.digest()
        try reader.key(2)
        var start = reader.offset
        sequence = try reader.unsigned()
        guard sequence > 0 else { throw WireError(.outOfRange, at: start) }
        try reader.key(3)
        try reader.array(2)
        start = reader.offset
        chipCount = try reader.unsigned()
        guard chipCount > 0, chipCount <= 1 << Limits.proofDepth else { throw WireError(.outOfRange, at: start) }
        chipRoot = try reader.digest()
        try reader.key(4)
        try reader.array(2)
        start = reader.offset
        totalAllowance = try reader.operations()
        trainingAllowance = try reader.operations()
        guard trainingAllowance <= totalAllowance else { throw WireError(.outOfRange, at: start) }
        try reader.key(5)
        start = reader.offset
        modelCount = try reader.array()
        guard modelCount <= Limits.models else { throw WireError(.outOfRange, at: start) }
        models = InlineArray(repeating: Model(Pipeline(weights: .zero), uses: 0))
        var index = 0
        while index < modelCount {
            models[index] = try Model(&reader)
            index += 1
        }
        try reader.key(6)
        try reader.array(2)
        start = reader.offset
        firstTick = try reader.unsigned()
        endTick = try reader.unsigned()
        guard firstTick < endTick else { throw WireError(.outOfRange, at: start) }
        try reader.key(7)
        try reader.array(2)
        start = reader.offset
        firstBoot = try reader.unsigned()
        lastBoot = try reader.unsigned()
        guard firstBoot <= lastBoot else { throw WireError(.outOfRange, at: start) }
        try reader.key(8)
        start = reader.offset
        quantum = try reader.operations()
        guard quantum > .zero else { throw WireError(.outOfRange, at: start) }
        try readLimits(fields - 8, &reader)
        try reader.finish()
    }

    /// Reads what may follow, each key above the one before.
    @_lifetime(reader: copy reader)
    private mutating func readLimits(_ count: Int, _ reader: inout CBORReader) throws(WireError) {
        var last: Int64 = 8
        var read = 0
        while read < count {
            let start = reader.offset
            let key = try reader.integer()
            guard key > last else { throw WireError(.unexpectedItem, at: start) }
            last = key
            switch key {
            case 9: newestGeneration = try reader.unsigned()
            case 10: try readRun(&reader)
            case 11: try readData(&reader)
            case 12:
                try reader.array(3)
                operationRate = try LicenceTerms.rate(&reader)
                tokenRate = try LicenceTerms.rate(&reader)
                outsideRate = try LicenceTerms.rate(&reader)
            default: throw WireError(.unexpectedItem, at: start)
            }
            read += 1
        }
    }

    @_lifetime(reader: copy reader)
    private mutating func readRun(_ reader: inout CBORReader) throws(WireError) {
        let start = reader.offset
        let count = try reader.array()
        guard count == 1 || count == 2 else { throw WireError(.unexpectedItem, at: start) }
        runThreshold = try reader.operations()
        if count == 2 { untraced = try reader.operations() }
    }

    @_lifetime(reader: copy reader)
    private mutating func readData(_ reader: inout CBORReader) throws(WireError) {
        try reader.array(2)
        let start = reader.offset
        manifestCount = try reader.array()
        guard manifestCount >= 1, manifestCount <= Limits.manifests else { throw WireError(.outOfRange, at: start) }
        var index = 0
        while index < manifestCount {
            manifests[index] = try reader.digest()
            index += 1
        }
        excludedClasses = try reader.unsigned32()
    }

    /// Reads an array of two fields, or an empty one for no limit.
    @_lifetime(reader: copy reader)
    private static func rate(_ reader: inout CBORReader) throws(WireError) -> Rate? {
        let start = reader.offset
        let count = try reader.array()
        guard count != 0 else { return nil }
        guard count == 2 else { throw WireError(.unexpectedItem, at: start) }
        return Rate(perTick: try reader.unsigned(), burst: try reader.unsigned())
    }
}
