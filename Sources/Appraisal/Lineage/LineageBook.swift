public import Attestation
public import Cryptography

/// What all tickets together tell: which training made which weights, over chips, licences and time.
///
/// A checkpoint's training is the union of what its tickets tell and of what those of the weights that it comes from tell, so
/// that a ticket that was left out, or exchanged for another of the same weights, takes nothing away. It is kept as tickets
/// come, in any order: another ticket costs by the spans of its run, not by how many there are. About 3 KB a ticket.
public struct LineageBook: Sendable {
    /// What is known of a checkpoint.
    struct Checkpoint: Sendable {
        /// The union of all spans, its tickets' and those of what it comes from.
        var spans: [Lineage.Span] = []
        /// The first of its tickets.
        let first: ToldLineage
        /// How many tickets it has.
        var count = 0
        /// The union of its tickets' spans.
        var told: [Lineage.Span] = []
        /// Operations by the ticket that tells of least.
        var least = UInt128.max
        /// Bytes from outside while it was trained, by the ticket that tells of most.
        var outside: UInt128 = 0
    }

    /// A run: a checkpoint that no other comes from.
    public struct Run: Hashable, Sendable {
        /// The weights.
        public let weights: Digest384
        /// All training that made them.
        public let operations: UInt128
        /// On how many chips.
        public let chips: Int
        /// Bytes from chips that nobody admitted, meanwhile.
        public let outside: UInt128
        /// The tick of the first of their tickets.
        public let tick: UInt64
    }

    /// What a ticket tells of another chip.
    struct Claim: Hashable, Sendable {
        /// When, in ticks of the chip that tells it.
        let tick: UInt64
        /// How far the other chip's meter must have come by then.
        let reading: UInt128
        /// The ticket.
        let ticket: String
    }

    /// What a ticket changes.
    public struct Effect: Sendable {
        let told: ToldLineage
        /// The spans of the checkpoints whose training is more with it.
        let spans: [Digest384: [Lineage.Span]]
    }

    private(set) var checkpoints: [Digest384: Checkpoint] = [:]
    /// The checkpoints that come from weights, whether or not there is a ticket of these.
    private var heirs: [Digest384: Set<Digest384>] = [:]
    /// The checkpoints that no other comes from.
    private var ends: Set<Digest384> = []
    private var known: Set<Digest384> = []
    /// Tickets by the chip that signed them, in the order of their ticks.
    private var own: [ChipID: [ToldLineage]] = [:]
    /// How far tickets say that a chip's training meter had come.
    private var reached: [ChipID: [Claim]] = [:]
    /// How much others say that they had sent to a chip, by sender.
    private var sent: [ChipID: [ChipID: [Claim]]] = [:]
    /// What tickets tell of each chip's training.
    private var trained: [ChipID: [Lineage.Span]] = [:]
    /// Operations of training that tickets tell of, on all chips, each counted once.
    public private(set) var told: UInt128 = 0
    /// The checkpoint with most training, and how much that is.
    public private(set) var greatest: (weights: Digest384, operations: UInt128)?
    /// How many tickets there are.
    public var count: Int { known.count }

    /// No tickets.
    public init() {}

    /// Whether a ticket is in it.
    public func contains(_ ticket: Digest384) -> Bool { known.contains(ticket) }

    /// All training that made weights, as far as tickets tell; nil where there is no ticket of them.
    public func operations(of weights: Digest384) -> UInt128? {
        checkpoints[weights].map { Lineage.total(of: $0.spans) }
    }

    /// The runs, those with most training first.
    public func runs(limit: Int) -> [Run] {
        let runs = ends.compactMap { weights in
            checkpoints[weights].map { (weights, $0) }
        }.map { weights, checkpoint in
            Run(
                weights: weights, operations: Lineage.total(of: checkpoint.spans),
                chips: Set(checkpoint.spans.map(\.chip)).count, outside: checkpoint.outside,
                tick: checkpoint.first.lineage.tick)
        }
        return Array(
            runs.sorted { ($1.operations, $0.weights) < ($0.operations, $1.weights) }.prefix(limit))
    }

    /// What a ticket would change. Nothing is changed yet.
    public func effect(of told: ToldLineage) -> Effect {
        guard let weights = told.lineage.weights else { return Effect(told: told, spans: [:]) }
        let sources = told.sources.flatMap { checkpoints[$0]?.spans ?? [] }
        let before = checkpoints[weights]?.spans ?? []
        let after = Lineage.union(of: before + told.lineage.spans + sources)
        guard after != before else { return Effect(told: told, spans: [:]) }
        var spans = [weights: after]
        var changed = [weights]
        // Unions only grow, so that this ends whatever comes from what, with the same in any order.
        while let source = changed.popLast() {
            for heir in heirs[source] ?? [] {
                let before = spans[heir] ?? checkpoints[heir]?.spans ?? []
                let after = Lineage.union(of: before + (spans[source] ?? []))
                guard after != before else { continue }
                spans[heir] = after
                changed.append(heir)
            }
        }
        return Effect(told: told, spans: spans)
    }

    /// Takes a ticket; what is known of it already changes nothing.
    public mutating func take(_ told: ToldLineage) { take(effect(of: told)) }

    /// Takes a ticket, by what it changes.
    public mutating func take(_ effect: Effect) {
        let told = effect.told
        guard known.insert(told.digest).inserted else { return }
        if let weights = told.lineage.weights {
            checkpoints[weights, default: Checkpoint(first: told)].add(told)
            for source in told.sources { heirs[source, default: []].insert(weights) }
            ends.subtract(told.sources)
            if (heirs[weights] ?? []).isEmpty { ends.insert(weights) }
        }
        for (weights, spans) in effect.spans {
            checkpoints[weights]?.spans = spans
            let total = Lineage.total(of: spans)
            if greatest.map({ (total, weights) > ($0.operations, $0.weights) }) ?? true { greatest = (weights, total) }
        }
        let tick = told.lineage.tick
        let place = own[told.lineage.chip]?.partitioningIndex { $0.lineage.tick > tick } ?? 0
        own[told.lineage.chip, default: []].insert(told, at: place)
        for span in told.trained {
            LineageBook.add(
                Claim(tick: tick, reading: span.to, ticket: told.name), to: &reached[span.chip, default: []])
            let more = LineageBook.add(span, to: &trained[span.chip, default: []])
            self.told = self.told.addingOrMost(more)
        }
        for item in told.lineage.sent where item.bytes > 0 {
            LineageBook.add(
                Claim(tick: tick, reading: item.bytes, ticket: told.name),
                to: &sent[item.peer, default: [:]][told.lineage.chip, default: []])
        }
    }

    /// The tickets that concern a chip.
    ///
    /// - Parameters:
    ///   - chip: the chip.
    ///   - since: its own tickets from this tick on.
    ///   - due: what others tell of it from before this tick.
    /// - Returns: what they tell.
    public func view(of chip: ChipID, since: UInt64, due: UInt64) -> TicketView {
        let tickets = own[chip] ?? []
        let start = tickets.partitioningIndex { $0.lineage.tick >= since }
        return TicketView(
            own: Array(tickets[start...]), reached: LineageBook.last(of: reached[chip] ?? [], before: due),
            received: (sent[chip] ?? [:]).sorted { $0.key < $1.key }.compactMap { sender, claims in
                LineageBook.last(of: claims, before: due).map { (sender, $0) }
            })
    }

    /// Adds a span to a union of spans of its chip.
    ///
    /// - Returns: how many operations the union has more.
    private static func add(_ span: Lineage.Span, to union: inout [Lineage.Span]) -> UInt128 {
        let start = union.partitioningIndex { $0.to >= span.from }
        let end = union.partitioningIndex { $0.from > span.to }
        var whole = span
        var known: UInt128 = 0
        for other in union[start..<end] {
            whole.from = min(whole.from, other.from)
            whole.to = max(whole.to, other.to)
            known += other.to - other.from
        }
        union.replaceSubrange(start..<end, with: [whole])
        return whole.to - whole.from - known
    }

    /// Adds a claim to those of one meter, which rise in tick and reading; what another says already is left out.
    private static func add(_ claim: Claim, to claims: inout [Claim]) {
        let place = claims.partitioningIndex { $0.tick > claim.tick }
        if place > 0, claims[place - 1].reading >= claim.reading { return }
        let start = claims[..<place].partitioningIndex { $0.tick >= claim.tick }
        let end = claims[place...].partitioningIndex { $0.reading > claim.reading }
        claims.replaceSubrange(start..<end, with: [claim])
    }

    private static func last(of claims: [Claim], before due: UInt64) -> Claim? {
        let place = claims.partitioningIndex { $0.tick >= due }
        return place > 0 ? claims[place - 1] : nil
    }
}

extension LineageBook.Checkpoint {
    /// Another of its tickets.
    fileprivate mutating func add(_ ticket: ToldLineage) {
        count += 1
        told = Lineage.union(of: told + ticket.lineage.spans)
        least = min(least, ticket.lineage.total)
        outside = max(outside, ticket.lineage.outside)
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index from which on the condition holds, in a collection where it holds from somewhere on.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
