import Cryptography

/// The chips that the agreement is about.
public struct ChipRegister: Hashable, Sendable {
    /// A chip with the name that people use.
    public struct Chip: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its identifier.
        public var id: ChipID
        /// SHA-384 of its owner's raw public keys, where the agreement names one.
        public var owner: Digest384?

        /// A chip.
        public init(name: String, id: ChipID, owner: Digest384? = nil) {
            self.name = name
            self.id = id
            self.owner = owner
        }
    }

    /// The fixed set, in the order of its Merkle tree.
    public var chips: [Chip]
    /// Further sets that licences may be for, each a list of chips of the fixed set in the order of its tree.
    public var sets: [[ChipID]]

    /// A register.
    public init(chips: [Chip], sets: [[ChipID]] = []) {
        self.chips = chips
        self.sets = sets
    }

    /// Every set that a licence may be for: the fixed set first.
    public var licensable: [ChipSet] { [ChipSet(chips.map(\.id))] + sets.map { ChipSet($0) } }

    /// The chip's name, where it has one.
    public func name(of chip: ChipID) -> String? { chips.first { $0.id == chip }?.name }

    /// The chip's owner, where the register names one.
    public func owner(of chip: ChipID) -> Digest384? { chips.first { $0.id == chip }?.owner }
}
