import Foundation
import Glitch
import RV32
import Silicon

/// Functions and source lines of images, as far as `tools/build-firmware` has left them.
struct FirmwareNames {
    let symbols: SymbolTable
    let lines: SourceMap
    /// Names of functions for people, by symbol.
    private let readable: [Substring: Substring]

    /// Reads `rom.elf` and `runtime.elf` of a directory, and `lines/` in it; says on standard error what is not there.
    init(in directory: String, of attacked: FirmwareImages) throws(CommandFailure) {
        guard let files = try FirmwareNames.images(in: directory) else {
            StandardError.write("note: no ELF files in \(directory); run tools/build-firmware for names of functions\n")
            symbols = SymbolTable()
            lines = SourceMap()
            readable = [:]
            return
        }
        guard let table = SymbolTable(rom: files[0], runtime: files[1], of: attacked) else {
            throw CommandFailure(
                .unusable, "\(directory): these files are not those of its images; run tools/build-firmware")
        }
        symbols = table
        let folder = "\(directory)/lines"
        guard let files = try FirmwareNames.images(in: folder) else {
            StandardError.write("note: no source lines; run tools/build-firmware --lines \(folder)\n")
            lines = SourceMap()
            readable = [:]
            return
        }
        var lists: [String] = []
        var readable: [Substring: Substring] = [:]
        for name in ["rom", "runtime"] {
            lists.append(String(decoding: try InputFile.content(of: "\(folder)/\(name).lines"), as: UTF8.self))
            let names = String(decoding: try InputFile.content(of: "\(folder)/\(name).names"), as: UTF8.self)
            for line in names.split(separator: "\n") {
                let parts = line.split(separator: "\t", maxSplits: 1)
                if parts.count == 2 { readable[parts[0]] = parts[1] }
            }
        }
        self.readable = readable
        guard let map = SourceMap(names: table, files: files, lists: lists) else {
            throw CommandFailure(
                .unusable, "\(folder): rom.lines or runtime.lines is no list of source lines; run tools/build-firmware")
        }
        lines = map
    }

    /// The name of a function for people: the symbol itself where none is known.
    func readable(_ symbol: String) -> String { readable[symbol[...]].map(String.init) ?? symbol }

    /// The two files, or nil where one is missing.
    private static func images(in directory: String) throws(CommandFailure) -> [ELFImage]? {
        let paths = ["rom.elf", "runtime.elf"].map { "\(directory)/\($0)" }
        guard paths.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else { return nil }
        var images: [ELFImage] = []
        for path in paths {
            let content = try InputFile.content(of: path)
            do { images.append(try ELFImage(parsing: content)) } catch {
                throw CommandFailure(.unusable, "\(path): \(error)")
            }
        }
        return images
    }
}
