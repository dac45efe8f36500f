/// A 32-bit little-endian RISC-V ELF file, taken apart (System V ABI, chapters 4 and 5; RISC-V ELF psABI).
///
/// Parsing is total: any bytes give an image or an `ELFError` that says where.
public struct ELFImage: Sendable, Equatable {
    /// One PT_LOAD segment.
    public struct Segment: Sendable, Equatable {
        /// Physical address of the first byte.
        public let address: UInt32
        /// The bytes from the file, followed in memory by zeroes up to `memorySize`.
        public let bytes: [UInt8]
        /// Bytes that it takes in memory, at least as many as `bytes`; the segment ends at or below 4 GiB.
        public let memorySize: UInt32
    }

    /// Address of the first instruction.
    public let entry: UInt32
    /// The loadable segments, in file order. One without bytes in memory is left out.
    public let segments: [Segment]
    /// Addresses by name, of the first symbol of each name in the symbol table.
    public let symbols: [String: UInt32]

    /// Parses a file.
    /// - Parameter file: The whole file.
    /// - Throws: `ELFError`, with the byte offset of what it could not accept.
    public init(parsing file: [UInt8]) throws(ELFError) {
        let reader = ELFReader(bytes: file)
        try reader.checkIdentification()
        entry = try reader.word(24, "e_entry")
        segments = try Self.segments(reader)
        symbols = try Self.symbols(reader)
    }

    private static func segments(_ reader: ELFReader) throws(ELFError) -> [Segment] {
        let table = try reader.table(
            offsetField: 28, sizeField: 42, countField: 44, entrySize: 32, name: "e_phoff, program header table")
        var segments: [Segment] = []
        for header in table where try reader.word(header, "p_type") == 1 {
            let fileSize = try reader.word(header + 16, "p_filesz")
            let memorySize = try reader.word(header + 20, "p_memsz")
            let address = try reader.word(header + 12, "p_paddr")
            guard fileSize <= memorySize else {
                throw ELFError(.inconsistent("p_filesz is larger than p_memsz"), at: header + 16)
            }
            guard UInt64(address) + UInt64(memorySize) <= 1 << 32 else {
                throw ELFError(.inconsistent("the segment ends above 4 GiB"), at: header + 12)
            }
            let start = Int(try reader.word(header + 4, "p_offset"))
            let bytes = try reader.slice(start, Int(fileSize), "contents of a segment")
            if memorySize > 0 {
                segments.append(Segment(address: address, bytes: bytes, memorySize: memorySize))
            }
        }
        return segments
    }

    private static func symbols(_ reader: ELFReader) throws(ELFError) -> [String: UInt32] {
        let table = try reader.table(
            offsetField: 32, sizeField: 46, countField: 48, entrySize: 40, name: "e_shoff, section header table")
        var symbols: [String: UInt32] = [:]
        for header in table where try reader.word(header + 4, "sh_type") == 2 {
            let link = Int(try reader.word(header + 24, "sh_link"))
            guard table.indices.contains(link) else {
                throw ELFError(.inconsistent("sh_link names no section"), at: header + 24)
            }
            let names = try reader.section(table[link])
            let entries = try reader.section(header)
            for entry in stride(from: entries.lowerBound, to: entries.upperBound - 15, by: 16) {
                let name = Int(try reader.word(entry, "st_name"))
                guard name < names.count else {
                    throw ELFError(.inconsistent("st_name lies outside the string table"), at: entry)
                }
                let text = reader.name(in: names.lowerBound + name..<names.upperBound)
                if !text.isEmpty, symbols[text] == nil {
                    symbols[text] = try reader.word(entry + 4, "st_value")
                }
            }
        }
        return symbols
    }
}

/// Why bytes are no image that this hart can run, and where that was seen.
public struct ELFError: Error, Sendable, Equatable {
    /// What was wrong.
    public enum Reason: Sendable, Equatable {
        /// The file ends inside the named field.
        case truncated(String)
        /// The first four bytes aren't those of an ELF file.
        case notELF
        /// A field has a value of some other kind of ELF file: field, value found, value wanted.
        case unsupported(field: String, found: UInt32, wanted: String)
        /// Fields contradict each other.
        case inconsistent(String)
    }

    /// What was wrong.
    public let reason: Reason
    /// Offset in the file of the field.
    public let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension ELFError: CustomStringConvertible {
    /// One sentence, with the offset.
    public var description: String {
        let place = "at byte \(offset)"
        return switch reason {
        case .truncated(let field): "the file ends inside \(field), \(place)"
        case .notELF: "the first four bytes are not those of an ELF file, \(place)"
        case .unsupported(let field, let found, let wanted): "\(field) is \(found), not \(wanted), \(place)"
        case .inconsistent(let what): "\(what), \(place)"
        }
    }
}
