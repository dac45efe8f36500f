/// Reads fields of an ELF file, checking every offset before it's used.
struct ELFReader {
    let bytes: [UInt8]

    /// The checks of `e_ident`, `e_type`, `e_machine` and `e_version`.
    func checkIdentification() throws(ELFError) {
        guard bytes.count >= 4 else { throw ELFError(.truncated("e_ident"), at: bytes.count) }
        guard Array(bytes[0..<4]) == [0x7f, 0x45, 0x4c, 0x46] else { throw ELFError(.notELF, at: 0) }
        try expect(try byte(4, "EI_CLASS"), 1, "EI_CLASS", "1 (32-bit)", 4)
        try expect(try byte(5, "EI_DATA"), 1, "EI_DATA", "1 (little-endian)", 5)
        try expect(try half(16, "e_type"), 2, "e_type", "2 (executable)", 16)
        try expect(try half(18, "e_machine"), 243, "e_machine", "243 (RISC-V)", 18)
        try expect(try word(20, "e_version"), 1, "e_version", "1", 20)
    }

    func byte(_ offset: Int, _ field: String) throws(ELFError) -> UInt32 {
        guard offset >= 0, offset < bytes.count else { throw ELFError(.truncated(field), at: bytes.count) }
        return UInt32(bytes[offset])
    }

    func half(_ offset: Int, _ field: String) throws(ELFError) -> UInt32 {
        try byte(offset, field) | byte(offset + 1, field) << 8
    }

    func word(_ offset: Int, _ field: String) throws(ELFError) -> UInt32 {
        try half(offset, field) | half(offset + 2, field) << 16
    }

    func slice(_ offset: Int, _ count: Int, _ field: String) throws(ELFError) -> [UInt8] {
        guard count > 0 else { return [] }
        guard offset <= bytes.count, count <= bytes.count - offset else {
            throw ELFError(.truncated(field), at: bytes.count)
        }
        return Array(bytes[offset..<offset + count])
    }

    /// Offsets of the entries of a header table, all of which lie in the file.
    func table(
        offsetField: Int, sizeField: Int, countField: Int, entrySize: Int, name: String
    ) throws(ELFError) -> [Int] {
        let start = Int(try word(offsetField, name))
        let size = Int(try half(sizeField, name))
        let count = Int(try half(countField, name))
        guard count > 0 else { return [] }
        guard size >= entrySize else {
            throw ELFError(
                .unsupported(field: "entry size of \(name)", found: UInt32(size), wanted: "\(entrySize) or more"),
                at: sizeField)
        }
        guard start + size * count <= bytes.count else { throw ELFError(.truncated(name), at: bytes.count) }
        return (0..<count).map { start + size * $0 }
    }

    /// Where a section's contents lie in the file.
    func section(_ header: Int) throws(ELFError) -> Range<Int> {
        let start = Int(try word(header + 16, "sh_offset"))
        let size = Int(try word(header + 20, "sh_size"))
        guard start + size <= bytes.count else { throw ELFError(.truncated("contents of a section"), at: bytes.count) }
        return start..<start + size
    }

    /// The name that starts at the lower bound: up to a zero byte, or to the end of the range.
    func name(in range: Range<Int>) -> String {
        String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self)
    }

    private func expect(
        _ found: UInt32, _ wanted: UInt32, _ field: String, _ meaning: String, _ offset: Int
    ) throws(ELFError) {
        guard found == wanted else {
            throw ELFError(.unsupported(field: field, found: found, wanted: meaning), at: offset)
        }
    }
}
