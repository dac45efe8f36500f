/// Writes a small ELF file: header, one segment, symbol table, string tables.
struct ELFBuilder {
    var code: [UInt32]
    var address: UInt32 = 0x8000_0000
    var memorySize: UInt32?
    var symbols: [(name: String, value: UInt32)] = []

    func file() -> [UInt8] {
        let text = DifferentialTests.bytes(code)
        var names: [UInt8] = [0]
        var entries = [UInt8](repeating: 0, count: 16)
        for symbol in symbols {
            entries += words([UInt32(names.count), symbol.value, 8]) + [0x10, 0, 1, 0]
            names += Array(symbol.name.utf8) + [0]
        }
        let textOffset: UInt32 = 84
        let symbolOffset = textOffset + UInt32(text.count)
        let nameOffset = symbolOffset + UInt32(entries.count)
        let sectionOffset = (nameOffset + UInt32(names.count) + 3) & ~3
        var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
        file += [2, 0, 243, 0] + words([1, address, 52, sectionOffset, 0])
        file += [52, 0, 32, 0, 1, 0, 40, 0, 3, 0, 2, 0]
        file += words([1, textOffset, address, address, UInt32(text.count), memorySize ?? UInt32(text.count), 7, 4])
        file += text + entries + names
        file += [UInt8](repeating: 0, count: Int(sectionOffset) - file.count)
        file += [UInt8](repeating: 0, count: 40)
        file += words([0, 2, 0, 0, symbolOffset, UInt32(entries.count), 2, 0, 4, 16])
        file += words([0, 3, 0, 0, nameOffset, UInt32(names.count), 0, 0, 1, 0])
        return file
    }

    private func words(_ values: [UInt32]) -> [UInt8] { DifferentialTests.bytes(values) }
}
