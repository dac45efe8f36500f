import Cryptography
import Wire

extension Lineage {
    /// Reads a lineage that must fill `bytes`: a ticket's payload.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        var reader = DocumentReader(bytes.span)
        try reader.map(14, "lineage")
        try reader.constant(1, "chip")
        chip = try Lineage.chip("chip", &reader)
        try reader.constant(2, "weights")
        weights = try reader.optionalDigest("weights")
        try reader.constant(3, "agreement")
        agreement = try reader.digest("agreement")
        try reader.constant(4, "sequence")
        sequence = try reader.unsigned("sequence")
        try reader.constant(5, "tick")
        tick = try reader.unsigned("tick")
        try reader.constant(6, "origins")
        origins = try Lineage.digests("origins", 1...16, &reader)
        try reader.constant(7, "parents")
        parents = try Lineage.digests("parents", 0...8, &reader)
        try reader.constant(8, "spans")
        spans = []
        for _ in 0..<(try reader.array("spans", in: 0...Lineage.spanCapacity)) {
            let start = reader.offset
            try reader.array(3, "spans")
            let chip = try Lineage.chip("spans.chip", &reader)
            let span = Span(
                chip: chip, from: try reader.operations("spans.from"), to: try reader.operations("spans.to"))
            guard span.from < span.to else { throw DocumentError(.outOfRange, at: start, field: "spans") }
            spans.append(span)
        }
        try reader.constant(9, "manifests")
        manifests = try Lineage.digests("manifests", 0...Limits.manifests, &reader)
        try reader.constant(10, "classes")
        classes = UInt32(try reader.unsigned("classes", in: 0...UInt64(UInt32.max)))
        try reader.constant(11, "outside")
        outside = try reader.operations("outside")
        try reader.constant(12, "formats")
        formats = []
        for _ in 0..<(try reader.array("formats", in: 0...9)) {
            try reader.array(3, "formats")
            let format = try reader.unsigned("formats.format", in: 0...8)
            formats.append(
                FormatUse(
                    format: format, products: try reader.operations("formats.products"),
                    vector: try reader.operations("formats.vector")))
        }
        try reader.constant(13, "sent")
        sent = []
        for _ in 0..<(try reader.array("sent", in: 0...16)) {
            try reader.array(2, "sent")
            let peer = try Lineage.chip("sent.peer", &reader)
            sent.append(Sent(peer: peer, bytes: try reader.operations("sent.bytes")))
        }
        try reader.constant(14, "challenge")
        let start = reader.offset
        challenge = try reader.optionalDigest("challenge")
        guard (weights == nil) != (challenge == nil) else {
            throw DocumentError(.unexpectedItem, at: start, field: "challenge")
        }
        try reader.finish("lineage")
    }

    @_lifetime(reader: copy reader)
    private static func chip(
        _ field: StaticString, _ reader: inout DocumentReader
    ) throws(DocumentError) -> ChipID {
        let range = try reader.bytes(field, lengths: ChipID.byteCount...ChipID.byteCount)
        guard let chip = ChipID(reader.array(of: range)) else {
            throw DocumentError(.outOfRange, at: range.lowerBound, field: field.description)
        }
        return chip
    }

    /// Reads different digests.
    @_lifetime(reader: copy reader)
    private static func digests(
        _ field: StaticString, _ count: ClosedRange<Int>, _ reader: inout DocumentReader
    ) throws(DocumentError) -> [Digest384] {
        var digests: [Digest384] = []
        for _ in 0..<(try reader.array(field, in: count)) {
            let start = reader.offset
            let digest = try reader.digest(field)
            guard !digests.contains(digest) else {
                throw DocumentError(.unexpectedItem, at: start, field: field.description)
            }
            digests.append(digest)
        }
        return digests
    }

    /// The encoding: a ticket's payload.
    public func encoded() -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.map(14)
            sink.unsigned(1)
            sink.bytes(chip.bytes)
            sink.unsigned(2)
            sink.optionalDigest(weights)
            sink.unsigned(3)
            sink.digest(agreement)
            sink.unsigned(4)
            sink.unsigned(sequence)
            sink.unsigned(5)
            sink.unsigned(tick)
            for (key, digests) in [(6, origins), (7, parents)] as [(UInt64, [Digest384])] {
                sink.unsigned(key)
                sink.array(digests.count)
                for digest in digests { sink.digest(digest) }
            }
            sink.unsigned(8)
            sink.array(spans.count)
            for span in spans {
                sink.array(3)
                sink.bytes(span.chip.bytes)
                sink.operations(span.from)
                sink.operations(span.to)
            }
            sink.unsigned(9)
            sink.array(manifests.count)
            for manifest in manifests { sink.digest(manifest) }
            sink.unsigned(10)
            sink.unsigned(UInt64(classes))
            sink.unsigned(11)
            sink.operations(outside)
            sink.unsigned(12)
            sink.array(formats.count)
            for use in formats {
                sink.array(3)
                sink.unsigned(use.format)
                sink.operations(use.products)
                sink.operations(use.vector)
            }
            sink.unsigned(13)
            sink.array(sent.count)
            for sent in sent {
                sink.array(2)
                sink.bytes(sent.peer.bytes)
                sink.operations(sent.bytes)
            }
            sink.unsigned(14)
            sink.optionalDigest(challenge)
        }
    }
}
