import Accelerator
import Appraisal
import ArgumentParser
import Cluster
import Foundation

/// `interlock workload run`: a small model is trained and served on emulated chips that compute, under a licence.
struct WorkloadRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Train a small model under licence on chips that really compute, serve it, and try to train on.",
        discussion: """
            Each chip has its own guarantee processor. The weights that it holds are hashed
            as they load and must be on its licence; every command of its part of a step
            passes its interlock, quantum by quantum; the arithmetic happens only when all
            commands of all chips have passed. The trained weights leave with tickets that
            tell what all chips trained; by these they are loaded, locked, and answer the
            prompts under the same licence. The verifier judges the chips' signed evidence.
            Then one step more is tried, and the chips refuse, as the run's threshold is
            reached (--without-attempt leaves that out).

            DIR gets evidence/, trust/ and agreement.yaml, so that others can judge too:
            interlock verify DIR/evidence --trust DIR/trust. It also gets the weights with
            their tickets, and the result as text, JSON and a page. Specs/Cluster.md says
            what holds.

            Exit status: 0 trained, served, kept, and refused where it was to be; 1 a chip
            refused before, or something does not hold; 2 unusable input; 3 could not run;
            4 the verdict is indeterminate.

            Examples:

              interlock workload run Specs/*.md --out out --prompt "The chip "
              interlock workload run speech.txt --chips 8 --steps 100
              interlock workload run speech.txt --steps 60 --licensed-steps 40
              interlock workload run speech.txt --steps 2 --interpreted --format json
            """)

    @OptionGroup var training: TrainingOptions

    @Option(help: "All chips (default: tensor × pipeline × data, else 4).")
    var chips: Int?

    @Option(help: "Chips that divide every layer.")
    var tensor: Int = 2

    @Option(help: "Pipeline stages.")
    var pipeline: Int = 2

    @Option(help: "Replicas that divide the batch (default: what --chips leaves).")
    var data: Int?

    @Option(help: "Steps that the licence has room for (default: --steps).")
    var licensedSteps: Int?

    @Option(help: "Policy operations of one opening (default: a step of the busiest chip).")
    var quantum: UInt64?

    @Option(help: "What the model continues; may be repeated (default: how the text begins).")
    var prompt: [String] = []

    @Flag(help: "Execute the firmware images instruction by instruction instead of the same source natively.")
    var interpreted = false

    @Flag(help: "Leave out the attempt to train on.")
    var withoutAttempt = false

    @Option(help: "The directory for what comes of it.", completion: .directory)
    var out: String?

    @Flag(help: "Replace what an earlier run left in the directory.")
    var force = false

    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard !prompt.contains("") else {
            throw ValidationError("--prompt must not be empty; leave it out for the text's start.")
        }
        guard tensor > 0, pipeline > 0, tensor <= 4096, pipeline <= 4096 else {
            throw ValidationError("--tensor and --pipeline must be from 1 to 4096.")
        }
        if let chips {
            guard chips > 0, chips % (tensor * pipeline) == 0 else {
                throw ValidationError(
                    "--chips is \(chips): it must be a multiple of --tensor × --pipeline, \(tensor * pipeline).")
            }
            guard data.map({ $0 == chips / (tensor * pipeline) }) ?? true else {
                throw ValidationError("--chips must be --tensor × --pipeline × --data; leave one of them out.")
            }
        }
    }

    func run() throws {
        let target = try out.map { (path) throws(CommandFailure) in try OutputDirectory(path, replacing: force) }
        let outcome: ClusterOutcome
        do { outcome = try perform() } catch let error as ClusterPlanError {
            throw CommandFailure(.unusable, error.description)
        } catch let error as ClusterStop {
            throw CommandFailure(.couldNotRun, "the cluster stopped at \(error)")
        } catch {
            throw TrainingOptions.failure(error)
        }
        let report = RunReport(outcome)
        let json = try JSONOutput.text(report)
        try target?.write { (directory) throws(CommandFailure) in
            for file in outcome.files { try directory.add(file.bytes, at: file.path) }
            let picture = LossPicture(outcome.losses)
            for (path, text) in [
                ("run.json", json + "\n"), ("run.txt", report.text + "\n"), ("loss.svg", picture.file),
                ("report.html", RunPage(report, picture).html),
            ] {
                try directory.add(Array(text.utf8), at: path)
            }
        }
        switch format {
        case .text:
            print(report.text)
            if let out { print(WorkloadRun.pointer(to: out)) }
        case .json: print(json)
        }
        guard outcome.holds else { throw ExitCode(outcome.verdict == .indeterminate ? 4 : 1) }
    }

    private func perform() throws -> ClusterOutcome {
        let text = try training.text()
        let parallelism = try Parallelism(
            tensor: tensor, pipeline: pipeline, data: data ?? max(1, (chips ?? 4) / (tensor * pipeline)))
        let prompts = prompt.isEmpty ? [TrainingOptions.start(nil, of: text)] : prompt.map { Array($0.utf8) }
        let plan = ClusterPlan(
            learning: text, step: try training.step(on: parallelism), steps: training.steps, rate: training.rate,
            seed: training.seed, prompts: prompts, generated: training.generate, temperature: training.temperature,
            licensedSteps: licensedSteps, quantum: quantum.map { UInt128($0) },
            mode: interpreted ? .interpreted : .native)
        let chips = Figures.chips(parallelism.chips)
        let bar = ProgressBar(total: training.steps, label: "training on \(chips)")
        // Its clock begins with the answers.
        var answers: ProgressBar?
        defer { bar.finish() }
        return try ClusterRun(plan, triesToTrainOn: !withoutAttempt).perform { progress in
            switch progress {
            case .trained(let steps):
                bar.show(steps)
                if steps == training.steps {
                    answers = ProgressBar(total: prompts.count, label: "answering on \(chips)")
                }
            case .answered(let prompts): answers?.show(prompts)
            }
        }
    }

    private static func pointer(to out: String) -> String {
        """

        Where to look
          \(out)/report.html  the losses as a picture, the chips, what was written
          interlock verify \(out)/evidence --trust \(out)/trust --agreement \(out)/agreement.yaml
          interlock lineage verify \(out)/tickets/*.cbor --trust \(out)/trust
        """
    }
}
