/// What a licence permits: the payload of the COSE_Sign message (`Specs/cddl/licence.cddl`).
public struct LicenceTerms: Sendable {
    /// A model on the list.
    public struct Model: Sendable {
        /// SHA-384 of its weights.
        public var weights: Digest
        /// Bit 0: inference; bit 1: training.
        public var uses: UInt32

        /// A model with its permitted uses.
        public init(weights: Digest, uses: UInt32) {
            self.weights = weights
            self.uses = uses
        }

        /// Whether the model may be used so.
        public func permits(_ use: WorkloadClass) -> Bool { uses & use.rawValue != 0 }
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

    /// The model with these weights, or nil.
    public func model(weights: Digest) -> Model? {
        var index = 0
        while index < modelCount {
            if models[index].weights == weights { return models[index] }
            index += 1
        }
        return nil
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
        try reader.map(8)
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
        models = InlineArray(repeating: Model(weights: .zero, uses: 0))
        var index = 0
        while index < modelCount {
            try reader.array(2)
            let weights = try reader.digest()
            start = reader.offset
            let uses = try reader.unsigned32()
            guard uses >= 1, uses <= 3 else { throw WireError(.outOfRange, at: start) }
            models[index] = Model(weights: weights, uses: uses)
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
        try reader.finish()
    }
}
