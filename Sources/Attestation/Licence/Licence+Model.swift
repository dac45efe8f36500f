import Cryptography
import Wire

extension Licence.Terms {
    /// The most entries of models.
    public static let modelCapacity = Limits.models

    /// A permitted model: what must be loaded together, and what for.
    public struct Model: Hashable, Sendable {
        /// SHA-384 of its weights.
        public var weights: Digest384
        /// What it may be used for.
        public var uses: Uses
        /// SHA-384 of the adapter that is added to the weights, such as a LoRA; nil for none.
        public var adapter: Digest384?
        /// SHA-384 of the filter that its output must pass; nil for none.
        public var filter: Digest384?
        /// Its generation; 0 where nobody says.
        public var generation: UInt64
        /// How many chips of the set may hold it, the first ones; 0 for all.
        public var replicas: UInt64

        /// A model with its uses.
        public init(
            weights: Digest384, uses: Uses, adapter: Digest384? = nil, filter: Digest384? = nil,
            generation: UInt64 = 0, replicas: UInt64 = 0
        ) {
            self.weights = weights
            self.uses = uses
            self.adapter = adapter
            self.filter = filter
            self.generation = generation
            self.replicas = replicas
        }

        /// Reads an array of two fields, or of six.
        @_lifetime(reader: copy reader)
        init(_ reader: inout DocumentReader) throws(DocumentError) {
            let start = reader.offset
            let count = try reader.array("models", in: 2...6)
            guard count == 2 || count == 6 else { throw DocumentError(.unexpectedItem, at: start, field: "models") }
            weights = try reader.digest("models.weights")
            uses = Uses(rawValue: try reader.unsigned("models.uses", in: 1...3))
            (adapter, filter, generation, replicas) = (nil, nil, 0, 0)
            guard count == 6 else { return }
            adapter = try reader.optionalDigest("models.adapter")
            filter = try reader.optionalDigest("models.filter")
            generation = try reader.unsigned("models.generation")
            replicas = try reader.unsigned("models.replicas")
        }

        func write(to sink: inout DocumentWriter) {
            let isPlain = adapter == nil && filter == nil && generation == 0 && replicas == 0
            sink.array(isPlain ? 2 : 6)
            sink.digest(weights)
            sink.unsigned(uses.rawValue)
            guard !isPlain else { return }
            sink.optionalDigest(adapter)
            sink.optionalDigest(filter)
            sink.unsigned(generation)
            sink.unsigned(replicas)
        }
    }
}
