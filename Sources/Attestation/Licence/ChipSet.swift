import Cryptography

/// The fixed set of chips that a licence is for: a Merkle tree over their identifiers in order (RFC 9162, section 2.1).
public struct ChipSet: Hashable, Sendable {
    /// The chips, in the order of the tree.
    public let chips: [ChipID]
    /// The root of the tree.
    public let root: Digest384

    /// The set of these chips in this order.
    public init(_ chips: [ChipID]) {
        self.chips = chips
        root = ChipSet.tree(chips).root
    }

    /// The proof that a chip is in the set, which the host hands to the chip with the licence; nil where it is not.
    public func inclusionProof(of chip: ChipID) -> InclusionProof<Digest384>? {
        guard let index = chips.firstIndex(of: chip) else { return nil }
        return ChipSet.tree(chips).inclusionProof(at: index)
    }

    private static func tree(_ chips: [ChipID]) -> Merkle384 { Merkle384(entries: chips.map(\.bytes)) }
}
