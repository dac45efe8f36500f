import ArgumentParser
import Foundation
import Glitch
import Silicon

struct GlitchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glitch",
        abstract: "Inject one fault a run into the chip's real firmware while it decides.",
        discussion: """
            Each window is a decision that an attacker wants otherwise: an image that must not boot, a licence that \
            must not be installed, an opening that must not be granted, usage that must be charged and told. Every \
            instruction of it is hit by every fault of every model, or by a seeded sample of them, or by two of them \
            (Specs/Glitch.md). The table is the same for any --jobs.

            Exit status: 0 no fault gets past a check, or just those of --expect do; 1 some do; 2 unusable input; \
            3 could not run.

            EXAMPLES
              Every skip of one instruction during secure boot:
                $ interlock glitch --window boot --model skip
              A sample of everything, with every bypass and a heat map over the disassembly in files:
                $ interlock glitch --sample 2000 --out glitch
              A hundred thousand pairs of faults:
                $ interlock glitch --pairs 100000
              Every flipped bit of every instruction, in hours, and on from where it was broken off:
                $ interlock glitch --model opcode --out glitch
                $ interlock glitch --model opcode --out glitch --resume
            """)

    @Option(help: "What is decided, or told: boot, licence, open, meter, measure, or all.")
    var window: Choice<Window> = .all

    @Option(help: "Only the attacks that have this in their name, as \"too few signers\".")
    var attack: String?

    @Option(help: "What goes wrong: one of the models of Specs/Glitch.md, as skip or opcode, or all.")
    var model: Choice<FaultModel> = .all

    @Flag(help: "Attack chips that take two signatures by each signer, P-384 and ML-DSA-87, one of which is forged.")
    var hybrid = false

    @Option(help: "How many runs go side by side; the result is the same for any number.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "How many faults of each attack and model to try; all where it is not given.")
    var sample: Int?

    @Option(help: "Tries so many pairs of faults in place of single ones.")
    var pairs: Int?

    @Option(help: "How many instructions the second fault of a pair is behind the first at most.")
    var within: Int = 64

    @Option(help: "The seed that the sample is drawn by.")
    var seed: UInt64 = 1

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    @Option(
        help: """
            A directory that gets glitch.json, the heat map glitch.html, timing.json, and in parts/ what is done as soon \
            as it is.
            """,
        completion: .directory)
    var out: String?

    @Option(help: "An earlier glitch.json with the same plan: exit 0 where the bypasses are the same.")
    var expect: String?

    @Option(
        help: "Where tools/build-firmware left names of functions, and source lines in lines/.",
        completion: .directory)
    var symbols: String = ".build/firmware"

    @Option(
        help: "A directory of tools/build-firmware with the images that are attacked; the built-in ones if not given.",
        completion: .directory)
    var firmware: String?

    @Flag(help: "Replace what --out has.")
    var force = false

    @Flag(help: "Take what --out has in parts/ of the same images, plan and seed, and do what is missing.")
    var resume = false

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256.") }
        guard sample ?? 1 > 0 else { throw ValidationError("--sample takes 1 or more.") }
        guard pairs ?? 1 > 0, within > 0 else { throw ValidationError("--pairs and --within take 1 or more.") }
        guard pairs == nil || sample == nil else { throw ValidationError("--pairs are a sample: leave --sample out.") }
        guard !resume || out != nil && !force else {
            throw ValidationError("--resume takes up what --out has: name --out, and leave --force out.")
        }
        guard pairs == nil || model.values.contains(where: FaultModel.simple.contains) else {
            throw ValidationError(
                "--pairs are made of \(FaultModel.simple.map(\.rawValue).joined(separator: ", ")); name one of them.")
        }
    }

    func run() throws {
        let expected = try expect.map { try GlitchRecord(parsing: $0) }
        let attacked = try firmware.map { directory in
            FirmwareImages(
                rom: try InputFile.content(of: "\(directory)/rom.bin"),
                runtime: try InputFile.content(of: "\(directory)/runtime.bin"))
        }
        let names = try FirmwareNames(in: firmware ?? symbols, of: attacked ?? .builtIn)
        let campaign = Campaign(
            windows: window.values, models: model.values,
            plan: pairs.map { .pairs($0, within: within) } ?? .single(sample: sample), seed: seed,
            isHybrid: hybrid, firmware: attacked ?? .builtIn, attack: attack)
        let parts = try out.map { try GlitchParts(in: $0, resumes: resume, replaces: force, jobs: jobs) }
        let bar = AttackProgress()
        let clock = ContinuousClock()
        let start = clock.now
        let report: CampaignReport
        do {
            report = try campaign.run(jobs: jobs, store: parts?.store ?? .none, progress: bar.show)
        } catch let failure as CommandFailure { throw failure } catch let none as NoSuchAttack {
            throw CommandFailure(
                .unusable,
                "--attack \"\(none.name)\": no attack is called so; there are \(none.others.map { "\"\($0)\"" }.joined(separator: ", "))"
            )
        } catch {
            throw CommandFailure(.couldNotRun, "the campaign could not run: \(error)")
        }
        let seconds = (clock.now - start) / .seconds(1)
        bar.finish()
        let record = GlitchRecord(report, campaign, names: names)
        if let out {
            try OutputFile.write(Array(record.json().utf8), to: "\(out)/glitch.json", replacing: true)
            let page = HeatMap(report, record, names).html
            try OutputFile.write(Array(page.utf8), to: "\(out)/glitch.html", replacing: true)
            let timing = try JSONOutput.text(parts?.timings ?? []) + "\n"
            try OutputFile.write(Array(timing.utf8), to: "\(out)/timing.json", replacing: true)
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
}
