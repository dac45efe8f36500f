import Foundation
import Glitch
import RV32
import Silicon

/// Functions and source lines of images, as far as `tools/build-firmware` has left them.
struct FirmwareNames {
    let symbols: SymbolTable
    let lines: SourceMap

    /// Reads `rom.elf` and `runtime.elf` of a directory, and `lines/` in it; says on standard error what is not there.
    init(in directory: String, of attacked: FirmwareImages) throws(CommandFailure) {
        guard let files = try FirmwareNames.images(in: directory) else {
            StandardError.write("note: no ELF files in \(directory); run tools/build-firmware for names of functions\n")
            symbols = SymbolTable()
            lines = SourceMap()
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
            return
        }
        var lists: [String] = []
        for name in ["rom.lines", "runtime.lines"] {
            lists.append(String(decoding: try InputFile.content(of: "\(folder)/\(name)"), as: UTF8.self))
        }
        guard let map = SourceMap(names: table, files: files, lists: lists) else {
            throw CommandFailure(
                .unusable, "\(folder): rom.lines or runtime.lines is no list of source lines; run tools/build-firmware")
        }
        lines = map
    }

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
