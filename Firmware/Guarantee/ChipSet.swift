import ChipABI
import Wire

/// Membership in a licence's fixed set of chips: an inclusion proof of an RFC 9162-style Merkle tree over SHA-384.
enum ChipSet {
    /// Whether `path` shows `chip` to be leaf `index` of the tree of `size` leaves with `root` (RFC 9162, section
    /// 2.1.3.2). `path` is the proof: digests of siblings, the leaf's first.
    static func contains<H: Hardware & ~Copyable>(
        chip: InlineArray<16, UInt8>, index: UInt64, size: UInt64, root: Digest, path: Span<UInt8>, _ hardware: inout H
    ) -> Bool {
        guard index < size else { return false }
        hardware.beginHash()
        hardware.write(0x00)
        hardware.write(chip.span)
        var node = hardware.finishHash()
        var position = index
        var last = size - 1
        var offset = 0
        while offset < path.count {
            guard last != 0, let sibling = Digest(path.extracting(offset..<offset + Digest.byteCount)) else {
                return false
            }
            offset += Digest.byteCount
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
