import Appraisal
import Attestation
import Cryptography

/// How an agreement goes on: its phase, what is due on findings, what is in escrow, whether it is in force.
///
/// A pure function of what parties did and when the verifier found what. Ticks count from the start.
public struct Course: Hashable, Sendable {
    /// Something that parties did.
    public enum Act: Hashable, Sendable {
        /// So many parties signed that the phase with this name starts.
        case enter(phase: String, signers: Int)
        /// So many parties signed that the phase is taken back.
        case goBack(signers: Int)
        /// Inspectors looked, and found nothing.
        case inspectedClean
        /// These decided that something in escrow is lost.
        case forfeit(escrow: String, by: [String])
        /// So many parties carry out a step that is due.
        case carryOut(Rung, signers: Int)
        /// So many parties gave notice.
        case leave(signers: Int)

        /// What suites call them.
        package static let words = ["enter", "go back", "inspect", "forfeit", "carry out", "leave"]
    }

    /// When parties did something.
    public struct Event: Hashable, Sendable {
        /// When, in ticks.
        public let tick: UInt64
        /// What.
        public let act: Act

        /// An event.
        public init(tick: UInt64, act: Act) {
            self.tick = tick
            self.act = act
        }
    }

    /// When the verifier first found something.
    public struct Detection: Hashable, Sendable {
        /// The rule.
        public let rule: Rule
        /// When, in ticks.
        public let tick: UInt64

        /// A detection.
        public init(rule: Rule, tick: UInt64) {
            self.rule = rule
            self.tick = tick
        }
    }

    private let agreement: Agreement
    private let start: UTCSeconds
    private let events: [Event]
    private let detections: [Detection]

    /// A course.
    ///
    /// - Parameters:
    ///   - agreement: what was agreed.
    ///   - start: the moment of tick 0.
    ///   - events: what parties did, in any order.
    ///   - detections: what the verifier found, in any order.
    public init(of agreement: Agreement, from start: UTCSeconds, events: [Event], detections: [Detection]) {
        self.agreement = agreement
        self.start = start
        self.events = events.enumerated().sorted { ($0.element.tick, $0.offset) < ($1.element.tick, $1.offset) }.map(
            \.element)
        self.detections = detections.sorted { ($0.tick, $0.rule) < ($1.tick, $1.rule) }
    }

    /// The hardest step that is due by a tick on what was found by then; nil for none.
    public func rung(at tick: UInt64) -> Rung? {
        detections.filter { $0.tick <= tick }.compactMap { detection -> Rung? in
            guard let consequence = agreement.consequence(of: detection.rule), let within = consequence.within,
                within > 0
            else { return nil }
            let steps = min((tick - detection.tick) / within, UInt64(consequence.ladder.count))
            return steps == 0 ? nil : consequence.ladder[Int(steps) - 1]
        }.max()
    }

    /// The hardest step that parties carried out by a tick, each when it was due and by as many as it takes; nil for none.
    /// Whoever forfeits something in escrow carries out `forfeit`.
    public func carriedOut(by tick: UInt64) -> Rung? {
        let isForfeited = agreement.escrow.contains { escrow($0.name, at: tick) == "forfeited" }
        return (carriedOut(through: tick).map(\.step) + (isForfeited ? [.forfeit] : [])).max()
    }

    /// What became of a licence that was installed at a tick: suspended or revoked by parties; nil where neither.
    public func end(ofLicenceFrom installation: UInt64, by tick: UInt64) -> Rung? {
        carriedOut(through: tick).filter { $0.tick >= installation && [.suspend, .revoke].contains($0.step) }.map(
            \.step
        )
        .max()
    }

    private func carriedOut(through tick: UInt64) -> [(tick: UInt64, step: Rung)] {
        events.compactMap { event in
            guard case .carryOut(let step, let signers) = event.act, event.tick <= tick,
                let due = rung(at: event.tick), step <= due, let needed = signatures(for: step), signers >= needed
            else { return nil }
            return (event.tick, step)
        }
    }

    /// How many parties a step takes; nil where the agreement gives it to none, or to those who decide on what is in
    /// escrow.
    private func signatures(for step: Rung) -> Int? {
        switch step {
        case .warn: 1
        // A narrower licence.
        case .throttle: agreement.quorum.licence
        case .suspend, .revoke: agreement.quorum.revoke
        case .forfeit: nil
        }
    }

    /// What has become of something in escrow by a tick: `held`, `returned` or `forfeited`; `none` where there is none.
    public func escrow(_ name: String, at tick: UInt64) -> String {
        guard let escrow = agreement.escrow.first(where: { $0.name == name }) else { return "none" }
        let rules = Set(escrow.forfeitedOn.flatMap(\.rules))
        let cause = detections.first { rules.contains($0.rule) }?.tick ?? .max
        var votes: Set<String> = []
        for event in events where event.tick <= tick && event.tick >= cause {
            guard case .forfeit(name, let deciders) = event.act else { continue }
            votes.formUnion(deciders.filter(escrow.deciders.contains))
        }
        // Until it goes back, it can be lost; what was found before that keeps it where it is.
        let isReturned = cause >= escrow.returnedAfter && tick >= escrow.returnedAfter
        if isReturned { return "returned" }
        return cause <= tick && votes.count >= escrow.quorum ? "forfeited" : "held"
    }

    /// Whether it is in force at a tick: `in force`, `continues` between the others, or `ended`.
    public func standing(at tick: UInt64) -> String {
        let (now, overflow) = start.value.addingReportingOverflow(Int64(clamping: tick))
        if let sunset = agreement.sunset, overflow || now >= sunset.value { return "ended" }
        guard let exit = agreement.exit else { return "in force" }
        let hasLeft = events.contains { event in
            guard case .leave(let signers) = event.act, event.tick <= tick else { return false }
            return signers >= exit.signatures && tick - event.tick >= exit.notice
        }
        return !hasLeft ? "in force" : exit.then == .ends ? "ended" : "continues"
    }

    /// The name of the phase at a tick; nil where there are none. A phase beyond its longest time is `over`.
    public func phase(at tick: UInt64) -> String? {
        guard let first = agreement.phases.first else { return nil }
        var state = State(phase: first, since: 0)
        var moments = events.map { ($0.tick, Moment.act($0.act)) } + detections.map { ($0.tick, Moment.found($0.rule)) }
        moments = moments.filter { $0.0 <= tick }.enumerated().sorted {
            ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
        }.map(\.element)
        for (now, moment) in moments {
            settle(&state, at: now)
            switch moment {
            case .found(let rule):
                if state.phase.back?.findings.contains(where: { $0.rules.contains(rule) }) ?? false {
                    state.goBack(at: now)
                }
            case .act(.goBack(let signers)):
                if state.phase.back?.signatures.map({ signers >= $0 }) ?? false { state.goBack(at: now) }
            case .act(.inspectedClean): state.isInspected = true
            case .act(.enter(let name, let signers)): enter(name, signers, &state, at: now)
            case .act(.forfeit), .act(.leave), .act(.carryOut): break
            }
        }
        settle(&state, at: tick)
        let isOver = state.phase.most.map { tick - state.since > $0 } ?? false
        return state.phase.name + (isOver ? ", over" : "")
    }

    private enum Moment {
        case act(Act)
        case found(Rule)
    }

    private struct State {
        var phase: Agreement.Phase
        var since: UInt64
        var isInspected = false
        var backBy: UInt64?

        mutating func goBack(at tick: UInt64) {
            let (due, overflow) = tick.addingReportingOverflow(phase.back?.within ?? 0)
            backBy = min(backBy ?? .max, overflow ? .max : due)
        }
    }

    /// Takes the phase back, where that is due.
    private func settle(_ state: inout State, at tick: UInt64) {
        guard let due = state.backBy, due <= tick, let back = state.phase.back,
            let phase = agreement.phase(named: back.phase)
        else { return }
        state = State(phase: phase, since: due)
    }

    private func enter(_ name: String, _ signers: Int, _ state: inout State, at tick: UInt64) {
        let phases = agreement.phases
        guard let next = phases.firstIndex(of: state.phase).map({ $0 + 1 }), next < phases.count,
            phases[next].name == name, signers >= agreement.quorum.phase ?? .max
        else { return }
        if let entry = phases[next].entry {
            guard tick - state.since >= entry.after ?? 0, signers >= entry.signatures ?? 0,
                !entry.inspected || state.isInspected
            else { return }
            if let kept = entry.kept {
                let isBroken = detections.contains {
                    $0.rule.severity == .breach && $0.tick <= tick && tick - $0.tick < kept
                }
                guard tick >= kept, !isBroken else { return }
            }
        }
        state = State(phase: phases[next], since: tick)
    }
}
