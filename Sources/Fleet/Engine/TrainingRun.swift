import Accelerator
import Silicon

/// A chip's part of a training run, command by command.
struct TrainingRun {
    /// A command ready to be sent: its kind and what it costs.
    struct Piece {
        let kind: CommandKind
        let cost: Counters
        let load: CommandLoad
        let nanoseconds: UInt64
    }

    /// The model, by its place in the scenario.
    let model: Int
    /// When it may start.
    let start: HostTime
    /// How many refused openings the host tries again after; a host that keeps to its licence gives up at once.
    var patience: Int
    private let body: [Piece]
    private let tail: [Piece]
    private let piecesEachStep: Int
    private let steps: Int
    private var step = 0
    private var piece = 0

    /// The part of the chip with a rank among those that take part.
    init(_ plan: TrainingPlan, rank: Int, start: HostTime, patience: Int = 0) throws(ShapeError) {
        let parallelism = plan.step.parallelism
        let stream = try plan.step.commands(
            tensorRank: rank % parallelism.tensor, stage: rank / parallelism.tensor % parallelism.pipeline)
        let piece = { (command: Command) in
            let cost = command.cost
            return Piece(
                kind: command.kind, cost: cost, load: command.load, nanoseconds: AcceleratorRates.nanoseconds(cost))
        }
        model = plan.model
        self.start = start
        self.patience = patience
        body = stream.body.map(piece)
        tail = stream.tail.map(piece)
        piecesEachStep = body.count * stream.repetitions + tail.count
        steps = plan.steps
    }

    /// The next command; nil once the run is finished.
    var next: Piece? {
        guard step < steps else { return nil }
        let repeated = piecesEachStep - tail.count
        return piece < repeated ? body[piece % body.count] : tail[piece - repeated]
    }

    /// Goes to the command after this one; tells whether it ended a step.
    mutating func advance() -> Bool {
        piece += 1
        guard piece == piecesEachStep else { return false }
        piece = 0
        step += 1
        return true
    }
}
