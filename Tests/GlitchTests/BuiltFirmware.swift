import Foundation
import Glitch
import RV32
import Silicon
import Testing

/// Firmware as `tools/build-firmware` makes it here and now, whole or without some of its countermeasures.
struct BuiltFirmware {
    let images: FirmwareImages
    let symbols: SymbolTable
    let rom: MachineCode
    let runtime: MachineCode

    /// The firmware that ships.
    static let shipped = Result { try BuiltFirmware(leavingOut: []) }
    /// Firmware without any countermeasure.
    static let unhardened = Result { try BuiltFirmware(leavingOut: Countermeasure.allCases) }

    /// Builds it; takes some ten seconds.
    init(leavingOut countermeasures: [Countermeasure]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("firmware-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let process = Process()
        process.executableURL = root.appendingPathComponent("tools/build-firmware").standardizedFileURL
        process.arguments =
            countermeasures.isEmpty
            ? [folder.path]
            : ["--unhardened", countermeasures.map(\.rawValue).joined(separator: " "), folder.path]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "tools/build-firmware fails")
        let file = { (name: String) in [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))) }
        images = FirmwareImages(rom: try file("rom.bin"), runtime: try file("runtime.bin"))
        let files = try ["rom.elf", "runtime.elf"].map { try ELFImage(parsing: file($0)) }
        symbols = try #require(SymbolTable(rom: files[0], runtime: files[1], of: images))
        (rom, runtime) = (MachineCode(files[0]), MachineCode(files[1]))
    }

    /// The countermeasures that its code does not have.
    var absent: Set<Countermeasure> { Set(Countermeasure.allCases.filter { !$0.isPresent(in: self) }) }
}
