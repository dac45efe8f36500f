import ArgumentParser
import Foundation
import Glitch
import RV32
import Silicon

struct GlitchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glitch",
        abstract: "Inject one fault a run into the chip's real firmware while it decides.",
        discussion: """
            Each window is a decision that must end in a refusal: an image that must not boot, a licence that must \
            not be installed, an opening that must not be granted. Every instruction of it is hit by every fault of \
            every model, or by a seeded sample of them (Specs/Glitch.md). The table is the same for any --jobs.

            Exit status: 0 no fault gets past a check, or just those of --expect do; 1 some do; 2 unusable input; \
            3 could not run.

            EXAMPLES
              Every skip of one instruction during secure boot:
                $ interlock glitch --window boot --model skip
              A sample of everything, with every bypass in a file:
                $ interlock glitch --sample 2000 --out glitch
            """)

    @Option(help: "What is decided: boot, licence, open, meter, or all.")
    var window: Choice<Window> = .all

    @Option(help: "What goes wrong: skip, skip2, opcode, branch, fetch, register, load, or all.")
    var model: Choice<FaultModel> = .all

    @Option(help: "How many runs go side by side; the result is the same for any number.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "How many faults of each attack and model to try; all where it is not given.")
    var sample: Int?

    @Option(help: "The seed that the sample is drawn by.")
    var seed: UInt64 = 1

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    @Option(help: "A directory that gets glitch.json, with every bypass.", completion: .directory)
    var out: String?

    @Option(help: "An earlier glitch.json with the same plan: exit 0 where the bypasses are the same.")
    var expect: String?

    @Option(
        help: "Where rom.elf and runtime.elf of tools/build-firmware are, for the names of functions.",
        completion: .directory)
    var symbols: String = ".build/firmware"

    @Option(
        help: "Where other images are than the built-in ones, as tools/build-firmware DIR makes them.",
        completion: .directory)
    var firmware: String?

    @Flag(help: "Replace glitch.json.")
    var force = false

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256.") }
        guard sample ?? 1 > 0 else { throw ValidationError("--sample takes 1 or more.") }
    }

    func run() throws {
        let expected = try expect.map { try GlitchRecord(parsing: $0) }
        let images = try firmware.map { directory in
            FirmwareImages(
                rom: try InputFile.content(of: "\(directory)/rom.bin"),
                runtime: try InputFile.content(of: "\(directory)/runtime.bin"))
        }
        let attacked = images ?? .builtIn
        let table = try symbolTable(of: attacked)
        let campaign = Campaign(
            windows: window.values, models: model.values, sample: sample, seed: seed,
            firmware: attacked)
        let bar = AttackProgress()
        let clock = ContinuousClock()
        let start = clock.now
        let report: CampaignReport
        do { report = try campaign.run(jobs: jobs, progress: bar.show) } catch {
            throw CommandFailure(.couldNotRun, "the campaign could not run: \(error)")
        }
        let seconds = (clock.now - start) / .seconds(1)
        bar.finish()
        let record = GlitchRecord(report, sample: sample, seed: seed, symbols: table)
        if let out {
            try? FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
            try OutputFile.write(Array(record.json().utf8), to: "\(out)/glitch.json", replacing: force)
        }
        switch format {
        case .text: print(GlitchText(record).lines.joined(separator: "\n"))
        case .json: print(try record.json(), terminator: "")
        }
        // Not part of the result: it differs from run to run.
        StandardError.write("\(report.runs) runs, \(Int(Double(report.runs) / max(seconds, 0.001))) /s\n")
        let isGood = expected.map { $0.bypasses.map(\.bypass) == report.bypasses } ?? record.bypasses.isEmpty
        if !isGood { throw ExitCode(1) }
    }

    private func symbolTable(of attacked: FirmwareImages) throws -> SymbolTable {
        let symbols = firmware ?? symbols
        let files = ["rom.elf", "runtime.elf"].map { "\(symbols)/\($0)" }
        guard files.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else {
            StandardError.write("note: no ELF files in \(symbols); run tools/build-firmware for names of functions\n")
            return SymbolTable()
        }
        let images = try files.map { path in
            do { return try ELFImage(parsing: InputFile.content(of: path)) } catch let error as ELFError {
                throw CommandFailure(.unusable, "\(path): \(error)")
            }
        }
        guard let table = SymbolTable(rom: images[0], runtime: images[1], of: attacked) else {
            throw CommandFailure(
                .unusable, "\(symbols): these files are not those of the images; run tools/build-firmware")
        }
        return table
    }
}
