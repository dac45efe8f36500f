import RV32
import Silicon

/// Names for addresses of the firmware, from the ELF files that its images were made of.
package struct SymbolTable: Sendable {
    private let symbols: [(address: UInt32, name: String)]

    /// A table without a name.
    package init() { symbols = [] }

    /// The names in the ROM's and the runtime's file; nil where one of them is not that of the image.
    package init?(rom: ELFImage, runtime: ELFImage, of images: FirmwareImages = .builtIn) {
        guard SymbolTable.is(rom, images.rom), SymbolTable.is(runtime, images.runtime) else { return nil }
        self.init(of: [rom, runtime])
    }

    /// The names in files, whatever their code.
    init(of files: [ELFImage]) {
        symbols = files.flatMap { image in
            // Mapping symbols ($x, $d) and local labels name no function; two names of one address go by the alphabet.
            image.symbols.filter { name, address in
                !name.hasPrefix("$x") && !name.hasPrefix("$d") && !name.hasPrefix(".L") && !name.hasPrefix("_bss")
                    && image.segments.contains { address &- $0.address < UInt32($0.bytes.count) }
            }.map { ($0.value, $0.key) }.sorted { $0 < $1 }
        }.sorted { $0.0 < $1.0 }
    }

    /// Whether the bytes of the file's segments are those of the image.
    private static func `is`(_ file: ELFImage, _ image: [UInt8]) -> Bool {
        guard let base = file.segments.map(\.address).min(), file.segments.contains(where: { !$0.bytes.isEmpty })
        else { return false }
        return file.segments.allSatisfy { segment in
            let start = Int(segment.address - base)
            return segment.bytes.isEmpty
                || start + segment.bytes.count <= image.count
                    && image[start..<start + segment.bytes.count].elementsEqual(segment.bytes)
        }
    }

    /// Where a symbol is, and how long its code is up to the next; nil where there is none.
    func extent(of symbol: String) -> (address: UInt32, length: UInt32)? {
        guard let place = symbols.firstIndex(where: { $0.name == symbol }) else { return nil }
        let address = symbols[place].address
        let next = symbols[place...].first { $0.address > address }?.address ?? address
        return (address, next &- address)
    }

    /// The symbol that an address lies behind, and how far; nil where there is none.
    package func place(of address: UInt32) -> (symbol: String, offset: UInt32)? {
        guard let symbol = symbols.last(where: { $0.address <= address }), symbol.address >> 28 == address >> 28
        else { return nil }
        return (symbol.name, address - symbol.address)
    }
}
