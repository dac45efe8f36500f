import Cryptography
import Wire

/// What the host hands to a chip: a licence, and the proof that the chip is in its set.
public struct LicenceInstallation: Hashable, Sendable {
    /// The licence's message.
    public let licence: [UInt8]
    /// The chip's place in the set, from 0.
    public let index: UInt64
    /// Sibling hashes from the leaf upwards.
    public private(set) var path: [Digest384]

    /// A licence with the proof for one chip of its set, or nil where the chip is not in it.
    public init?(_ licence: Licence, chip: ChipID, in set: ChipSet) {
        guard let proof = set.inclusionProof(of: chip) else { return nil }
        self.licence = licence.encoded()
        index = UInt64(proof.index)
        path = proof.path
    }

    /// Any bytes with any proof: what a cheat may hand over.
    public init(licence: [UInt8], index: UInt64, path: [Digest384]) {
        self.licence = licence
        self.index = index
        self.path = path
    }

    /// Reads an installation that must fill `bytes`.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        var reader = DocumentReader(bytes.span)
        try reader.array(3, "installation")
        licence = reader.array(of: try reader.bytes("licence"))
        index = try reader.unsigned("index")
        path = []
        for _ in 0..<(try reader.array("path", in: 0...Limits.proofDepth)) { path.append(try reader.digest("path")) }
        try reader.finish("installation")
    }

    /// The encoding.
    public func encoded() -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(3)
            sink.bytes(licence)
            sink.unsigned(index)
            sink.array(path.count)
            for digest in path { sink.digest(digest) }
        }
    }
}
