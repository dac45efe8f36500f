import ChipABI
import Wire

/// A place in a Merkle tree (RFC 9162, section 2.1, with SHA-384), and the way from there to the root.
struct InclusionProof {
    /// The leaf's index.
    private let index: UInt64
    /// Digests of siblings, the leaf's first.
    private var path = InlineArray<24, Digest>(repeating: .zero)
    private var depth = 0

    /// Reads an index, then a path, which end the request.
    @_lifetime(reader: copy reader)
    init(_ reader: inout CBORReader) throws(WireError) {
        try self.init(&reader, index: try reader.unsigned())
    }

    /// Reads a path, which ends the request, from a leaf at `index`.
    @_lifetime(reader: copy reader)
    init(_ reader: inout CBORReader, index: UInt64) throws(WireError) {
        self.index = index
        let start = reader.offset
        let count = try reader.array()
        guard count <= Limits.proofDepth else { throw WireError(.outOfRange, at: start) }
        while depth < count {
            path[depth] = try reader.digest()
            depth += 1
        }
        try reader.finish()
    }

    /// The place of a chip in a licence's fixed set; nil where the proof does not show it.
    func place<H: Hardware & ~Copyable>(
        of chip: InlineArray<16, UInt8>, in terms: borrowing LicenceTerms, _ hardware: inout H
    ) -> UInt64? {
        hardware.beginHash()
        hardware.write(0x00)
        hardware.write(chip.span)
        let leaf = hardware.finishHash()
        return leads(from: leaf, size: terms.chipCount, to: terms.chipRoot, &hardware) ? index : nil
    }

    /// Whether the path leads from the hash of a leaf of a tree of `size` leaves to the root (RFC 9162, section
    /// 2.1.3.2).
    func leads<H: Hardware & ~Copyable>(
        from leaf: Digest, size: UInt64, to root: Digest, _ hardware: inout H
    ) -> Bool {
        guard index < size else { return false }
        var node = leaf
        var position = index
        var last = size - 1
        var step = 0
        while step < depth {
            guard last != 0 else { return false }
            let sibling = path[step]
            step += 1
            let isRight = position & 1 == 1 || position == last
            hardware.beginHash()
            hardware.write(0x01)
            hardware.write(isRight ? sibling : node)
            hardware.write(isRight ? node : sibling)
            node = hardware.finishHash()
            if isRight {
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && node == root
    }
}
