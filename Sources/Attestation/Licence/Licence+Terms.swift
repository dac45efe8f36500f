import Cryptography
import Wire

extension Licence {
    /// What a licence permits (`Specs/cddl/licence.cddl`).
    public struct Terms: Hashable, Sendable {
        /// The uses of a model.
        public struct Uses: OptionSet, Hashable, Sendable {
            /// Bit 0 is inference, bit 1 training.
            public let rawValue: UInt64
            /// The uses with these bits.
            public init(rawValue: UInt64) { self.rawValue = rawValue }
            /// Existing weights answer.
            public static let inference = Uses(rawValue: 1)
            /// Weights change.
            public static let training = Uses(rawValue: 2)
        }

        /// SHA-384 of the agreement's file.
        public var agreement: Digest384
        /// The sequence: a chip takes only one above the highest that it has taken.
        public var sequence: UInt64
        /// How many chips are in the fixed set.
        public var chipCount: UInt64
        /// The root of the Merkle tree over the chips' identifiers, in their order.
        public var chipRoot: Digest384
        /// All weighted operations allowed, each chip.
        public var totalAllowance: UInt128
        /// Of which for training.
        public var trainingAllowance: UInt128
        /// The permitted models, at most 16.
        public var models: [Model]
        /// Valid from this tick.
        public var firstTick: UInt64
        /// Valid until just before this tick.
        public var endTick: UInt64
        /// Valid from this boot count.
        public var firstBoot: UInt64
        /// Valid through this boot count.
        public var lastBoot: UInt64
        /// The most weighted operations that one opening may pass.
        public var quantum: UInt128
        /// The newest generation of a model that may run; nil for any.
        public var newestGeneration: UInt64?
        /// What training may add up to, whichever chips do it; nil for no limit.
        public var run: RunLimit?
        /// What may be trained on; nil where training data need no proof.
        public var data: DataLimit?
        /// What may pass as time goes by.
        public var rates = Rates()

        /// Terms over the chips of a fixed set.
        public init(
            agreement: Digest384, sequence: UInt64, chips: [ChipID], totalAllowance: UInt128,
            trainingAllowance: UInt128, models: [Model], firstTick: UInt64, endTick: UInt64, firstBoot: UInt64,
            lastBoot: UInt64, quantum: UInt128
        ) {
            self.agreement = agreement
            self.sequence = sequence
            chipCount = UInt64(chips.count)
            chipRoot = ChipSet(chips).root
            self.totalAllowance = totalAllowance
            self.trainingAllowance = trainingAllowance
            self.models = models
            self.firstTick = firstTick
            self.endTick = endTick
            self.firstBoot = firstBoot
            self.lastBoot = lastBoot
            self.quantum = quantum
        }

        /// Reads terms that must fill `bytes`: a licence's payload, or a draft that nobody has signed.
        public init(_ bytes: [UInt8]) throws(DocumentError) {
            var reader = DocumentReader(bytes.span)
            let mapStart = reader.offset
            let fields = try reader.map("terms")
            guard (8...12).contains(fields) else {
                throw DocumentError(.unexpectedItem, at: mapStart, field: "terms")
            }
            try reader.constant(1, "agreement")
            agreement = try reader.digest("agreement")
            try reader.constant(2, "sequence")
            sequence = try reader.unsigned("sequence", in: 1...UInt64.max)
            try reader.constant(3, "chips")
            try reader.array(2, "chips")
            chipCount = try reader.unsigned("chips.count", in: 1...(1 << UInt64(Limits.proofDepth)))
            chipRoot = try reader.digest("chips.root")
            try reader.constant(4, "allowances")
            try reader.array(2, "allowances")
            totalAllowance = try reader.operations("allowances.total")
            let start = reader.offset
            trainingAllowance = try reader.operations("allowances.training")
            guard trainingAllowance <= totalAllowance else {
                throw DocumentError(.outOfRange, at: start, field: "allowances.training")
            }
            try reader.constant(5, "models")
            models = []
            for _ in 0..<(try reader.array("models", in: 0...Limits.models)) { models.append(try Model(&reader)) }
            try reader.constant(6, "ticks")
            try reader.array(2, "ticks")
            firstTick = try reader.unsigned("ticks.from")
            let afterTick = reader.offset
            endTick = try reader.unsigned("ticks.until")
            guard firstTick < endTick else { throw DocumentError(.outOfRange, at: afterTick, field: "ticks.until") }
            try reader.constant(7, "boots")
            try reader.array(2, "boots")
            firstBoot = try reader.unsigned("boots.from")
            let afterBoot = reader.offset
            lastBoot = try reader.unsigned("boots.through")
            guard firstBoot <= lastBoot else { throw DocumentError(.outOfRange, at: afterBoot, field: "boots.through") }
            try reader.constant(8, "quantum")
            let quantumStart = reader.offset
            quantum = try reader.operations("quantum")
            guard quantum > 0 else { throw DocumentError(.outOfRange, at: quantumStart, field: "quantum") }
            try readLimits(fields - 8, &reader)
            try reader.finish("terms")
        }

        /// The encoding: the payload that parties sign.
        public func encoded() -> [UInt8] {
            DocumentWriter.encode { sink in
                sink.map(8 + limitCount)
                sink.unsigned(1)
                sink.digest(agreement)
                sink.unsigned(2)
                sink.unsigned(sequence)
                sink.unsigned(3)
                sink.array(2)
                sink.unsigned(chipCount)
                sink.digest(chipRoot)
                sink.unsigned(4)
                sink.array(2)
                sink.operations(totalAllowance)
                sink.operations(trainingAllowance)
                sink.unsigned(5)
                sink.array(models.count)
                for model in models { model.write(to: &sink) }
                sink.unsigned(6)
                sink.array(2)
                sink.unsigned(firstTick)
                sink.unsigned(endTick)
                sink.unsigned(7)
                sink.array(2)
                sink.unsigned(firstBoot)
                sink.unsigned(lastBoot)
                sink.unsigned(8)
                sink.operations(quantum)
                writeLimits(to: &sink)
            }
        }

        /// SHA-384 of the encoding: what evidence calls the licence.
        public var digest: Digest384 { Digest384(hashing: encoded()) }

        /// The permitted uses of the model with these weights; none where it is not listed.
        public func uses(ofModel weights: Digest384) -> Uses {
            models.reduce(into: Uses()) { if $1.weights == weights { $0.formUnion($1.uses) } }
        }
    }
}
