import Agreement
import ArgumentParser
import Fleet
import Inspection

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say how many chips to inspect, and how often, to catch a breach.",
        discussion: """
            Inspectors draw chips and look at them. What is asked: how many, so that a breach of a given size is found \
            with a given probability. The answer is exact (no chip is drawn twice in one round; each round draws anew \
            from all), and beside it stands what published formulas give (Specs/Inspection.md).

            A breach is a number of chips (--breach), or a training run (--operations, --rate, --run). It lasts as long \
            as --within, and an inspector who looks at one of its chips sees it with the probability --finds.

            With --agreement or --scenario: what the inspections that are agreed achieve. With a breach and a \
            probability, whether they suffice.

            Exit status: 0 a plan, or what is agreed suffices; 1 it does not, or no draw would; 2 unusable input.

            EXAMPLES
              Fifty of 10,000 chips break the agreement; how many to look at?
                $ interlock plan --chips 10000 --breach 50
              The same within a year, with a visit a month, where a look finds nine of ten:
                $ interlock plan --chips 10000 --breach 50 --every 30d --within 365d --finds 0.9
              A run of 1e25 operations in 30 days, on chips of 1e15 a second:
                $ interlock plan --chips 100000 --operations 1e25 --rate 1e15 --run 30d
              What an agreement achieves with 5,000 chips:
                $ interlock plan --agreement agreement.yaml --chips 5000
              Whether a scenario's fleet is inspected enough to find 3 chips within 90 days:
                $ interlock plan --scenario scenario.yaml --breach 3 --within 90d
              The table of the literature, and what its own equation gives:
                $ interlock plan --published
            """)

    @Option(help: "How many chips there are.")
    var chips: Int?

    @Option(help: "How many of them are in breach.")
    var breach: Int?

    @Option(help: "Instead of --breach: the operations of a training run, such as 1e25.")
    var operations: String?

    @Option(help: "Operations a second of one chip, with --operations.")
    var rate: String?

    @Option(name: .customLong("run"), help: "How long the run takes, with --operations, such as 30d.")
    var runTime: String?

    @Option(help: "The probability to find the breach with, above 0 and below 1.")
    var probability: Double = 0.9

    @Option(help: "The probability that a look at a chip in breach finds it, above 0 and at most 1.")
    var finds: Double = 1

    @Option(help: "How long lies between two inspections, such as 30d. Without it, there is one.")
    var every: String?

    @Option(help: "How soon it must be found, such as 365d.")
    var within: String?

    @Option(help: "The agreement whose inspections are judged, a YAML file.", completion: .file(extensions: ["yaml"]))
    var agreement: String?

    @Option(help: "A scenario: its agreement, and its number of chips.", completion: .file(extensions: ["yaml"]))
    var scenario: String?

    @Flag(help: "Print the published table, beside what its own equation gives, and the exact numbers.")
    var published = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard probability > 0, probability < 1 else {
            throw ValidationError("--probability takes 0 to 1, both excluded.")
        }
        guard finds > 0, finds <= 1 else { throw ValidationError("--finds takes a probability above 0, at most 1.") }
        guard chips.map({ (1...Stock.maximumCount).contains($0) }) ?? true else {
            throw ValidationError("--chips takes 1 to \(Stock.maximumCount).")
        }
        guard (operations == nil) == (rate == nil), (operations == nil) == (runTime == nil) else {
            throw ValidationError("--operations, --rate and --run go together.")
        }
        guard breach == nil || operations == nil else { throw ValidationError("Give --breach, or --operations.") }
        if published {
            guard chips == nil, breach == nil, operations == nil, every == nil, within == nil, agreement == nil,
                scenario == nil
            else { throw ValidationError("--published stands alone.") }
            return
        }
        guard agreement == nil || scenario == nil else { throw ValidationError("Give --agreement, or --scenario.") }
        guard scenario == nil || chips == nil else { throw ValidationError("A scenario has its own number of chips.") }
        guard scenario != nil || chips != nil else { throw ValidationError("Say how many --chips there are.") }
        guard agreement == nil && scenario == nil || every == nil else {
            throw ValidationError("The agreement says how often; leave --every out.")
        }
        guard agreement != nil || scenario != nil || breach != nil || operations != nil else {
            throw ValidationError("Say what is to be found: --breach, or --operations with --rate and --run.")
        }
        guard every == nil || within != nil else { throw ValidationError("--every needs --within.") }
    }

    func run() throws {
        guard !published else {
            let text = PublishedText()
            switch format {
            case .text: print(text.text)
            case .json: print(text.json.text, terminator: "")
            }
            return
        }
        if let scenario {
            let read = try Scenario.read(scenario).0
            return try judge(read.agreement, chips: read.chipCount, file: scenario)
        }
        guard let chips else { return }
        if let agreement { return try judge(try Agreement.read(agreement), chips: chips, file: agreement) }
        guard let breaching = try breaching(),
            let stock = Stock(chips: chips, breaching: breaching, sensitivity: finds)
        else { throw tooMany }
        let every = try PlanCommand.ticks(every, "--every")
        let within = try PlanCommand.ticks(within, "--within")
        guard every.map({ $0 > 0 && within ?? 0 >= $0 }) ?? true else {
            throw CommandFailure(.unusable, "--every: no inspection falls within that time; give less than --within")
        }
        let text = PlanText(stock: stock, probability: probability, every: every, within: within)
        switch format {
        case .text: print(text.text)
        case .json: print(text.json.text, terminator: "")
        }
        throw ExitCode(text.isPossible ? 0 : 1)
    }

    private func judge(_ agreement: Agreement, chips: Int, file: String) throws {
        let breaching = try breaching()
        if let breaching, !(1...chips).contains(breaching) { throw tooMany }
        let horizon = try PlanCommand.ticks(within, "--within") ?? 365 * 86_400
        let text = RegimeText(
            agreement: agreement, chips: chips, breaching: breaching, sensitivity: finds, probability: probability,
            horizon: horizon)
        switch format {
        case .text: print(text.text)
        case .json: print(text.json.text, terminator: "")
        }
        throw ExitCode(text.suffices ? 0 : 1)
    }

    /// How many chips are in breach, where that is said.
    private func breaching() throws(CommandFailure) -> Int? {
        guard let operations, let rate, let duration = try PlanCommand.ticks(runTime, "--run") else { return breach }
        let run = TrainingRun(
            operations: try PlanCommand.quantity(operations, "--operations"),
            rate: try PlanCommand.quantity(rate, "--rate"), duration: Double(duration))
        guard let chips = run?.chips else {
            throw CommandFailure(.unusable, "--operations: no number of chips does that; check --rate and --run")
        }
        return chips
    }

    private var tooMany: CommandFailure {
        CommandFailure(
            .unusable,
            operations == nil
                ? "--breach: give 1 to as many chips as there are"
                : "--operations: the run needs more chips than there are; give a longer --run, or more --chips")
    }

    private static func ticks(_ text: String?, _ option: String) throws(CommandFailure) -> UInt64? {
        guard let text else { return nil }
        do { return try YAMLField(file: option, bytes: Array(text.utf8)).duration() } catch {
            throw CommandFailure(.unusable, "\(option): \"\(text)\" is no duration; give one such as 30d or 12h")
        }
    }

    private static func quantity(_ text: String, _ option: String) throws(CommandFailure) -> Double {
        guard let value = Quantity.parse(text), value > 0 else {
            throw CommandFailure(.unusable, "\(option): \"\(text)\" is no quantity; give a whole number such as 1e25")
        }
        return Double(value)
    }
}
