import RV32

/// Source lines for addresses of the firmware, by a build with line tables beside the images.
///
/// Line tables move functions about, and change none of them: an address is looked up by function and offset, and only
/// where the function is as long in both builds.
package struct SourceMap: Sendable {
    private let names: SymbolTable
    private let moved: SymbolTable
    private let lines: [(address: UInt32, place: String)]

    /// A map without a line.
    package init() {
        names = SymbolTable()
        moved = names
        lines = []
    }

    /// A map by what `tools/build-firmware --lines` leaves; nil where a list of lines is none.
    /// - Parameters:
    ///   - names: of the built-in images.
    ///   - files: of the build with line tables.
    ///   - lists: an address and the place in the source from there on, a line of text each, in order.
    package init?(names: SymbolTable, files: [ELFImage], lists: [String]) {
        self.names = names
        moved = SymbolTable(of: files)
        var lines: [(UInt32, String)] = []
        for line in lists.flatMap({ $0.split(separator: "\n") }) {
            let fields = line.split(separator: " ")
            guard fields.count == 2, fields[0].hasPrefix("0x"), let address = UInt32(fields[0].dropFirst(2), radix: 16)
            else { return nil }
            lines.append((address, String(fields[1])))
        }
        self.lines = lines.sorted { $0.0 < $1.0 }
    }

    /// File and line of an instruction of the built-in images, as in `Firmware/Quorum/Signers.swift:12`.
    package func place(of address: UInt32) -> String? {
        guard let (symbol, offset) = names.place(of: address), let here = names.extent(of: symbol),
            let there = moved.extent(of: symbol), here.length == there.length, offset < here.length
        else { return nil }
        let address = there.address + offset
        guard let line = lines.last(where: { $0.address <= address }), line.address >= there.address, line.place != "-"
        else { return nil }
        return line.place
    }
}
