import Accelerator
import Attestation
import ChipABI
import Cryptography
import Silicon
import Wire

extension ChipDriver {
    /// A piece of work that a cheat repeats.
    struct Piece {
        let kind: CommandKind
        let cost: Counters
        let load: CommandLoad

        /// A command.
        init(_ command: Command) { (kind, cost, load) = (command.kind, command.cost, command.load) }

        /// Work of a kind that carries nothing.
        init(_ kind: CommandKind, _ cost: Counters) { (self.kind, self.cost, load) = (kind, cost, CommandLoad()) }

        /// The work of one command under the name of another kind.
        init(_ command: Command, callingIt kind: CommandKind) {
            self.kind = kind
            load = CommandLoad()
            var cost = command.cost
            cost[.commands(command.kind)] = 0
            cost[.commands(kind)] = 1
            self.cost = cost
        }
    }

    /// Loads a model where it is not loaded, and does pieces of work over and over until the chip refuses.
    ///
    /// - Parameters:
    ///   - pieces: what is done each time.
    ///   - times: how often.
    ///   - pause: seconds between one time and the next.
    ///   - model: the model, by its place in the scenario.
    ///   - use: what the interlock is opened for.
    ///   - isForbidden: whether the agreement forbids it, whatever licences say.
    ///   - act: what it is called.
    mutating func labour(
        _ pieces: [Piece], times: UInt64, pausing pause: UInt64 = 0, with model: Int, for use: WorkloadClass,
        isForbidden: Bool, _ act: String
    ) {
        var answer = loaded == Loaded(model: model, isTrained: false) ? Deed.Answer.done : load(model)
        self.isForbidden = isForbidden
        defer { self.isForbidden = false }
        for time in 0..<times {
            for piece in pieces where answer == .done {
                answer = execute(piece.kind, piece.cost, carrying: piece.load, for: use)
            }
            guard answer == .done else { break }
            if time + 1 < times { now.advance(by: pause * HostTime.nanosecondsEachTick) }
        }
        note(act, answer)
    }

    /// A forward pass of a model over a batch of sequences of 512 tokens; none where its shape does not fit.
    func pass(_ model: Int, batch: Int = 1) -> Pass? {
        try? Pass(model: scenario.models[model].transformer, batch: batch, tokens: 512, counting: .causal)
    }

    /// A command in the number format of a model.
    func command(_ operation: Accelerator.Operation, _ model: Int) -> Command {
        Command(operation, format: scenario.models[model].format)
    }

    /// A chip with all that outlives power of this one, its keys too, switched on.
    func copied() -> Chip {
        let twin = Chip(chip.state, firmware: .builtIn, mode: chip.mode, cache: PublicKeyCache())
        twin.advance(to: now.tick)
        twin.powerOn()
        return twin
    }

    /// Has another chip in this one's place for a while; what it executes is none of this one's meter, and nobody watches its
    /// counters: they are none of this one's either.
    mutating func on(_ other: Chip, _ body: (inout ChipDriver) -> Void) {
        let own = (chip, gate, loaded, pause)
        let metered = (history.executed, history.trained)
        let watch = self.watch.take()
        let paces = paces
        (chip, gate, loaded) = (other, .closed, nil)
        self.paces = Paces(world.limits.rates, at: other.tick)
        body(&self)
        (chip, gate, loaded, pause) = own
        self.paces = paces
        (history.executed, history.trained) = metered
        self.watch = watch
    }

    /// Writes to flash from outside, with a programmer clipped to it, while the chip is off; then switches it on.
    mutating func reprogram(_ act: String, _ bytes: [(offset: UInt32, bytes: [UInt8])]) {
        close()
        powerOff()
        for part in bytes { chip.overwriteFlash(part.bytes, at: part.offset) }
        powerOn()
        note(act, chip.bootStatus == .ready ? .done : .silence)
    }
}
