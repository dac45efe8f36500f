import Accelerator
import Attestation
import ChipABI
import Cryptography
import Silicon
import Telemetry
import Wire

/// The host software around one chip: it powers, licences, feeds and attests it, and cheats where the scenario says so.
///
/// A host touches nothing but its chip, so that the hosts of a fleet can be run in any order or side by side.
package struct ChipDriver {
    /// The longest that a host leaves the interlock open without a word to the firmware: half of the watchdog's window.
    static let longestOpening: UInt64 = 300 * HostTime.nanosecondsEachTick
    /// How long a host without work leaves it open.
    static let longestIdleness: UInt64 = 30 * HostTime.nanosecondsEachTick

    let world: FleetWorld
    /// The chip's number.
    let number: Int
    /// The chip; a cheat may put its copy in its place for a while.
    var chip: Chip
    /// The time at this host.
    var now = HostTime(nanoseconds: 0)
    /// How the chip's clock was slowed down; nil where it goes right.
    var slowClock: (since: UInt64, factor: UInt64)?
    /// What has become of the chip so far.
    var history: ChipHistory
    /// The cheat in progress, by its place in the scenario.
    var cheat: Int?
    /// Whether the work in progress is what the agreement forbids, whatever licences say.
    var isForbidden = false
    /// How much of the work in progress the agreement permits; nil where `isForbidden` says it of all.
    var bound: Bound?
    /// Whether the host shows its training data to the chip.
    var provesData = true
    /// What becomes of the chip's answers.
    var handover = Handover.honest

    var queue = EventQueue()
    var inference: [(model: Int, source: RequestSource)] = []
    var training: [(run: TrainingRun, cheat: Int?)] = []
    /// Whether work goes on.
    var pause = Pause.none

    /// Whether the host waits as its licence's rates ask, and does not run into them.
    var isPaced = true
    /// What it knows of these rates.
    var paces: Paces
    /// Who watches the chip's counters; nil where the agreement has no detector.
    var watch: TrainingWatch?
    /// What models were trained to, by place, with their tickets; none where licences have no threshold of a run.
    var checkpoints: [Int: LineageTicket] = [:]

    var gate = Gate.closed
    var loaded: Loaded?
    /// The licence that the chip took last, by its place in the scenario, and then among those that cheats got from parties;
    /// nil where a cheat brought another.
    var licence: Int?

    /// What work waits for after a refusal.
    enum Pause: Equatable {
        /// Nothing.
        case none
        /// An attestation: it takes the entries of a full log.
        case attestation
        /// A licence or a restart, which may change the chip's mind.
        case licence

        init(after answer: Deed.Answer) {
            self = answer == .refused(.logFull) ? .attestation : .licence
        }
    }

    /// What a host hands to the verifier in answer to challenges.
    enum Handover {
        /// What the chip signed.
        case honest
        /// Nothing for the next challenge.
        case nothingOnce
        /// Nothing from now on.
        case nothing
        /// For the next challenge, what it handed over before.
        case replay
        /// For the next challenge, the chip's answer with a bit of it turned.
        case altered
        /// For the next challenge, what another chip signed.
        case other(Chip)
    }

    /// The interlock, as its host believes it to be.
    enum Gate: Equatable {
        case closed
        case open(WorkloadClass, since: HostTime)
    }

    /// The weights on the chip.
    struct Loaded: Equatable {
        let model: Int
        var isTrained: Bool
    }

    /// Who challenges the chip; nil where the run's own challenges are put to it.
    var verifier: LiveVerifier?
    /// Called whenever a challenge has been dealt with.
    let progress: @Sendable () -> Void

    init(world: FleetWorld, number: Int, chip: Chip, progress: @escaping @Sendable () -> Void) {
        self.progress = progress
        self.world = world
        self.number = number
        self.chip = chip
        history = ChipHistory(chip: number)
        paces = Paces(world.limits.rates, at: 0)
        watch = world.watch
    }

    var scenario: Scenario { world.scenario }

    // MARK: The chip's mailbox and accelerator

    /// Sends a command at the present time.
    mutating func send(_ command: MailboxCommand, _ request: [UInt8] = []) -> Deed.Answer {
        keepTime()
        do throws(Chip.Refusal) {
            _ = try chip.send(command, request)
            if command == .installLicence { licence = nil }
            return .done
        } catch {
            return error.answer
        }
    }

    /// Time comes to the chip.
    mutating func keepTime() {
        let tick = now.tick
        chip.advance(to: slowClock.map { $0.since + (tick - min(tick, $0.since)) / $0.factor } ?? tick)
    }

    /// Asks for an opening as large as the licence allows.
    mutating func open(_ use: WorkloadClass) -> Deed.Answer {
        let answer = send(.openInterlock, [UInt8(use.rawValue)] + [UInt8](repeating: 0xff, count: 16))
        gate = answer == .done ? .open(use, since: now) : .closed
        return answer
    }

    /// Closes the interlock where it is open.
    mutating func close() {
        guard gate != .closed else { return }
        gate = .closed
        _ = send(.closeInterlock)
    }

    /// Loads weights and has the chip measure them.
    mutating func load(_ model: Int) -> Deed.Answer {
        keepCheckpoint()
        close()
        loaded = nil
        write(model)
        let answer = send(.measureModel)
        if answer == .done { loaded = Loaded(model: model, isTrained: false) }
        return answer
    }

    /// Loads a model with its parts; nothing is measured.
    mutating func write(_ model: Int) {
        let plan = scenario.models[model]
        loadParts(of: model)
        write(plan.weights, plan.byteCount)
    }

    /// Loads what has a digest; nothing is measured.
    mutating func write(_ weights: Digest384, _ byteCount: UInt64) {
        loaded = nil
        guard chip.load(weights: weights, bytes: byteCount) else { return }
        history.executed[.weightBytesWritten] += UInt128(byteCount)
        history.executed[.memoryBytesWritten] += UInt128(byteCount)
        spend(byteCount / AcceleratorRates.loadBandwidth)
    }

    /// Time goes on while the accelerator works.
    mutating func spend(_ nanoseconds: UInt64) {
        now.advance(by: nanoseconds)
        history.work.busy += nanoseconds
    }

    /// Executes a command for a use, with as many openings as it takes. `duration` is how many nanoseconds the whole
    /// command takes, where the caller knows it already.
    mutating func execute(
        _ kind: CommandKind, _ cost: Counters, carrying load: CommandLoad = CommandLoad(), for use: WorkloadClass,
        taking duration: UInt64? = nil
    ) -> Deed.Answer {
        var duration = duration
        var load = load
        var rest = cost
        // Whether nothing has passed yet through the present opening.
        var isFresh = false
        while true {
            if case .open(use, let since) = gate, now.nanoseconds - since.nanoseconds < ChipDriver.longestOpening {
            } else {
                if isPaced {
                    let operations = min(
                        rest.policyOperations, licence.map { world.terms(ofLicence: $0).quantum } ?? .max)
                    let wait = paces.wait(for: operations, tokens: load.tokens, at: now.tick)
                    now.advance(by: wait * HostTime.nanosecondsEachTick)
                }
                let answer = open(use)
                guard answer == .done else { return answer }
                isFresh = true
            }
            if use == .training, load.dataBytes > 0, provesData { proveData(load.dataBytes) }
            switch chip.execute(kind, rest, carrying: load) {
            case .done:
                paces.add(operations: 0, tokens: load.tokens, at: now.tick)
                tellPace()
                account(rest, kind, use, taking: duration)
                return .done
            case .partial(let left):
                tellPace()
                gate = .closed
                paces.add(operations: 0, tokens: load.tokens, at: now.tick)
                // What it carries went with its first part.
                load = CommandLoad()
                let part = rest - left
                account(part, kind, use, taking: nil)
                rest = left
                duration = nil
                // What passes may round to no operation, and yet to a few bytes.
                let isStuck = isFresh && part.policyOperations == 0
                isFresh = false
                if isStuck, let answer = executeFragment(kind, &rest, use) { return answer }
            case .blocked(.closed): gate = .closed
            // The opening's tokens are spent; the next one has as many as the rate allows by then.
            case .blocked(.tokens) where isPaced && !isFresh: gate = .closed
            case .blocked(let block):
                gate = .closed
                return .blocked(block)
            }
        }
    }

    /// Has the chip take note at once of what passed: it counts that as of the moment at which it hears of it, and a host
    /// that goes by its rates would wait the longer.
    private mutating func tellPace() {
        guard isPaced, !world.limits.rates.isEmpty else { return }
        close()
    }

    /// Spends what is left of an allowance and is less than a proportional part of a command can use.
    ///
    /// - Returns: nil where the command goes on, or the answer where it does not.
    private mutating func executeFragment(
        _ kind: CommandKind, _ rest: inout Counters, _ use: WorkloadClass
    ) -> Deed.Answer? {
        let answer = open(use)
        guard answer == .done else { return answer }
        guard let fragment = rest.fragment(worth: chip.openingLeft) else { return .silence }
        guard case .done = chip.execute(kind, fragment) else { return .silence }
        account(fragment, kind, use, taking: nil)
        rest -= fragment
        return nil
    }

    private mutating func account(
        _ cost: Counters, _ kind: CommandKind, _ use: WorkloadClass, taking duration: UInt64?
    ) {
        history.executed += cost
        paces.add(operations: cost.policyOperations, tokens: 0, at: now.tick)
        pass(cost.policyOperations, isTraining: use == .training || kind.isTraining)
        if use == .training {
            history.trained += cost.policyOperations
            if cost[.weightBytesWritten] > 0 { loaded?.isTrained = true }
        }
        let duration = duration ?? AcceleratorRates.nanoseconds(cost)
        let start = now.nanoseconds
        watch?.add(cost, from: start, lasting: duration)
        spend(duration)
    }

    private mutating func pass(_ operations: UInt128, isTraining: Bool) {
        let permitted = bound?.permitted(of: operations, at: now.tick) ?? (isForbidden ? 0 : operations)
        pass(permitted, isTraining: isTraining, isForbidden: false)
        pass(operations - permitted, isTraining: isTraining, isForbidden: true)
    }

    private mutating func pass(_ operations: UInt128, isTraining: Bool, isForbidden: Bool) {
        guard operations > 0 else { return }
        let isTimely =
            licence.map { place in
                let terms = world.terms(ofLicence: place)
                return terms.firstTick <= now.tick && now.tick < terms.endTick
            } ?? false
        let place = history.passed.lastIndex { item in
            item.model == loaded?.model && item.isTraining == isTraining && item.licence == licence
                && item.isTimely == isTimely && item.isForbidden == isForbidden
        }
        if let place {
            history.passed[place].operations += operations
        } else {
            history.passed.append(
                .init(
                    model: loaded?.model, isTraining: isTraining, licence: licence, isTimely: isTimely,
                    isForbidden: isForbidden, operations: operations))
        }
    }

    /// Notes something worth telling.
    mutating func note(_ act: String, _ answer: Deed.Answer, cheat: Int? = nil) {
        history.deeds.append(Deed(tick: now.tick, cheat: cheat ?? self.cheat, act: act, answer: answer))
    }
}
