import ChipABI

extension MemoryMap {
    /// Words of ROM and RAM together.
    package static let wordCount = Int((romSize + ramSize) / 4)

    /// The number of the word of ROM or RAM that an address lies in, those of RAM behind those of ROM; nil where there is
    /// none.
    package static func wordNumber(of address: UInt32) -> Int? {
        if address &- ram < ramSize { return Int((address &- ram + romSize) / 4) }
        return address &- rom < romSize ? Int((address &- rom) / 4) : nil
    }
}
