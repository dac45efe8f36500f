import Cryptography
import Wire

/// Which training made weights, or what a chip has trained so far: what a lineage ticket tells.
///
/// Training is told as spans of chips' training meters, which never go back: their union counts nothing twice and leaves
/// nothing out, however a run was split over chips, licences and time, and merged again.
public struct Lineage: Hashable, Sendable {
    /// What one chip trained: its training meter from a reading to a later one.
    ///
    /// Weights whose training nobody could show count as a span from 0 to the licence's penalty, of the chip whose
    /// identifier would be the first 16 bytes of their digest.
    public struct Span: Hashable, Sendable {
        /// The chip.
        public var chip: ChipID
        /// The reading before.
        public var from: UInt128
        /// The reading after; higher.
        public var to: UInt128

        /// A span.
        public init(chip: ChipID, from: UInt128, to: UInt128) {
            self.chip = chip
            self.from = from
            self.to = to
        }
    }

    /// What the chip computed in one number format since the weights were loaded or exported last.
    public struct FormatUse: Hashable, Sendable {
        /// The format's number, 0 to 8.
        public var format: UInt64
        /// Multiply-accumulates.
        public var products: UInt128
        /// Vector operations.
        public var vector: UInt128

        /// A use.
        public init(format: UInt64, products: UInt128, vector: UInt128) {
            self.format = format
            self.products = products
            self.vector = vector
        }
    }

    /// What the chip sent to an admitted peer.
    public struct Sent: Hashable, Sendable {
        /// The peer.
        public var peer: ChipID
        /// Bytes.
        public var bytes: UInt128

        /// Traffic to a peer.
        public init(peer: ChipID, bytes: UInt128) {
            self.peer = peer
            self.bytes = bytes
        }
    }

    /// The most spans.
    public static let spanCapacity = 24

    /// The chip that tells it.
    public var chip: ChipID
    /// SHA-384 of the weights that leave; nil for progress alone.
    public var weights: Digest384?
    /// SHA-384 of the agreement that they were trained under.
    public var agreement: Digest384
    /// The licence's sequence.
    public var sequence: UInt64
    /// Chip time in ticks.
    public var tick: UInt64
    /// The weights that training began with, 1 to 16.
    public var origins: [Digest384]
    /// The checkpoints that were loaded or merged last, at most 8.
    public var parents: [Digest384]
    /// What each chip trained, at most 24.
    public var spans: [Span]
    /// Manifests of the data that were proved, at most 8.
    public var manifests: [Digest384]
    /// Their classes, a bit each.
    public var classes: UInt32
    /// Bytes that came from chips which are not admitted peers, under training.
    public var outside: UInt128
    /// What the chip computed since the weights were loaded or exported last, by number format.
    public var formats: [FormatUse]
    /// What it sent to each admitted peer, at most 16.
    public var sent: [Sent]
    /// SHA-384 of the challenge that progress was asked with; nil for a checkpoint.
    public var challenge: Digest384?

    /// All operations of training: those of the union of the spans, at most 2^128 − 1.
    public var total: UInt128 { Lineage.total(of: spans) }

    /// Operations in the union of spans, at most 2^128 − 1.
    public static func total(of spans: [Span]) -> UInt128 {
        union(of: spans).reduce(0) { sum, span in
            let (next, overflow) = sum.addingReportingOverflow(span.to - span.from)
            return overflow ? .max : next
        }
    }

    /// The union of spans, by chip and reading: no two of one chip touch.
    public static func union(of spans: [Span]) -> [Span] {
        var union: [Span] = []
        for span in spans.sorted(by: { ($0.chip, $0.from) < ($1.chip, $1.from) }) where span.from < span.to {
            if let last = union.last, last.chip == span.chip, span.from <= last.to {
                union[union.count - 1].to = max(last.to, span.to)
            } else {
                union.append(span)
            }
        }
        return union
    }

    /// A lineage of the given parts.
    public init(
        chip: ChipID, weights: Digest384?, agreement: Digest384, sequence: UInt64, tick: UInt64,
        origins: [Digest384], parents: [Digest384] = [], spans: [Span] = [], manifests: [Digest384] = [],
        classes: UInt32 = 0, outside: UInt128 = 0, formats: [FormatUse] = [], sent: [Sent] = [],
        challenge: Digest384? = nil
    ) {
        self.chip = chip
        self.weights = weights
        self.agreement = agreement
        self.sequence = sequence
        self.tick = tick
        self.origins = origins
        self.parents = parents
        self.spans = spans
        self.manifests = manifests
        self.classes = classes
        self.outside = outside
        self.formats = formats
        self.sent = sent
        self.challenge = challenge
    }
}
