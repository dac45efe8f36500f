import Agreement
import Cryptography
import Fleet

/// Looks for the cheapest mix of the library's cheats that emulated chips do unnoticed, and that gains something.
struct MixSearch {
    /// What became of a mix.
    struct Trial {
        /// What noticed; nil where nothing did.
        let notice: AttackSearch.Notice?
        /// Operations that passed, and that the agreement does not permit.
        let gained: UInt128

        /// Whether it is a breach that nobody notices.
        var isBreach: Bool { notice == nil && gained > 0 }
    }

    /// The most cheats of a mix.
    static let maximumCheats = 3

    private let search: AttackSearch
    private let fleet: CheatFleet
    private var known: [CheatMix: Result<Trial, AttackFleet.Untried>] = [:]
    private(set) var tried = 0

    /// A search.
    ///
    /// - Throws: `Untried` where honest chips can't run, or are suspected of something.
    init(_ search: AttackSearch) throws(AttackFleet.Untried) {
        self.search = search
        let agreement = search.agreement
        fleet = try CheatFleet(under: agreement, search.terms, seed: search.seed)
        // What honest chips are suspected of is no cheat's.
        let record = try EvidenceRecord(emulating: try fleet.text(nil), under: agreement)
        if let notice = record.notice(under: agreement, phase: search.terms.phase, from: 0, through: fleet.duration) {
            throw AttackFleet.Untried(
                reason: "honest chips are suspected: \(notice.rule?.id ?? notice.verdict.rawValue)")
        }
    }

    /// Tries each cheat of the library alone.
    mutating func alone() -> [AttackResult.CheatOutcome] {
        CheatKind.allCases.map { cheat in
            let kind: AttackResult.CheatOutcome.Kind
            switch trial(of: CheatMix(cheats: [cheat])) {
            case .failure(let untried): kind = .untried(untried.reason)
            case .success(let trial):
                kind =
                    trial.notice.map { .noticed($0, gained: trial.gained) }
                    ?? (trial.gained == 0
                        ? .harmless
                        : cheat.isResidual ? .residual(gained: trial.gained) : .unnoticed(gained: trial.gained))
            }
            return .init(name: cheat.rawValue, kind: kind)
        }
    }

    /// Tries mixes, the small ones first; ends at the first breach.
    ///
    /// - Parameter budget: how many mixes are tried at the most; making a breach small comes on top.
    /// - Returns: the breach, as small as it gets; nil where none was found.
    mutating func cheapest(budget: Int) -> AttackResult.MixBreach? {
        var stream = SeededStream(seed: search.seed, name: "policy/attack/mixes")
        // A cheat that is a breach alone needs no other.
        let parts = CheatKind.allCases.filter { kind in
            switch trial(of: CheatMix(cheats: [kind])) {
            case .success(let trial): !trial.isBreach
            case .failure: false
            }
        }
        let gaining = parts.filter { gain(of: $0) > 0 }
        tried = 0
        for mix in pairs(of: parts, gaining, &stream).prefix(max(1, budget / 2)) {
            if case .success(let trial) = trial(of: mix), trial.isBreach { return found(mix) }
        }
        var draws = 0
        while tried < budget, draws < budget * 8, !parts.isEmpty {
            draws += 1
            let mix = larger(of: parts, gaining, &stream)
            if case .success(let trial) = trial(of: mix), trial.isBreach { return found(mix) }
        }
        return nil
    }

    private mutating func gain(of kind: CheatKind) -> UInt128 {
        if case .success(let trial) = trial(of: CheatMix(cheats: [kind])) { trial.gained } else { 0 }
    }

    /// All mixes of two parts: first those in which a cheat that gains something is covered up or helped, in an order that
    /// the seed gives.
    private func pairs(
        of parts: [CheatKind], _ gaining: [CheatKind], _ stream: inout SeededStream
    ) -> [CheatMix] {
        var mixes: [(rank: Int, key: UInt64, mix: CheatMix)] = []
        for first in parts {
            let others =
                CheatMix.Cover.allCases.filter { $0 != .spread }.map { CheatMix(cheats: [first], covers: [$0]) }
                + parts.filter { $0 != first }.map { CheatMix(cheats: [first, $0]) }
            for mix in others {
                let gains = mix.cheats.contains(where: gaining.contains)
                let rank = gains ? (mix.covers.isEmpty ? 1 : 0) : 2
                mixes.append((rank, stream.number(below: .max), mix))
            }
        }
        return mixes.sorted { ($0.rank, $0.key) < ($1.rank, $1.key) }.map(\.mix)
    }

    /// A mix of three parts or more, by chance.
    private func larger(
        of parts: [CheatKind], _ gaining: [CheatKind], _ stream: inout SeededStream
    ) -> CheatMix {
        let first = gaining.isEmpty ? parts : gaining
        var mix = CheatMix(cheats: [first[Int(stream.number(below: UInt64(first.count)))]])
        for _ in 0..<stream.number(below: UInt64(MixSearch.maximumCheats)) {
            mix.cheats.append(parts[Int(stream.number(below: UInt64(parts.count)))])
        }
        mix.covers = CheatMix.Cover.allCases.filter { $0 != .spread && stream.number(below: 3) == 0 }
        if mix.cheats.count > 1, stream.number(below: 3) == 0 { mix.covers.append(.spread) }
        return mix
    }

    private mutating func trial(of mix: CheatMix) -> Result<Trial, AttackFleet.Untried> {
        if let trial = known[mix] { return trial }
        tried += 1
        let agreement = search.agreement
        let result = Result { () throws(AttackFleet.Untried) in
            let record = try EvidenceRecord(emulating: try fleet.text(mix), under: agreement)
            return Trial(
                notice: record.notice(
                    under: agreement, phase: search.terms.phase, from: fleet.time, through: fleet.duration),
                gained: record.gained(under: agreement, phase: search.terms.phase))
        }
        known[mix] = result
        return result
    }

    /// The breach without any part that it does not need.
    private mutating func found(_ mix: CheatMix) -> AttackResult.MixBreach? {
        var mix = mix
        var isShrinking = true
        while isShrinking {
            isShrinking = false
            for smaller in mix.smaller {
                guard case .success(let trial) = trial(of: smaller), trial.isBreach else { continue }
                mix = smaller
                isShrinking = true
                break
            }
        }
        guard case .success(let trial) = trial(of: mix), let text = try? fleet.text(mix) else { return nil }
        return AttackResult.MixBreach(
            mix: mix, gained: trial.gained, cost: mix.cost(search.terms), scenario: text, deadline: fleet.duration,
            mend: mend(of: mix, text), accepted: search.accepted(mix))
    }

    /// A change of the agreement under which the same chips would be noticed.
    private func mend(of mix: CheatMix, _ text: String) -> AttackResult.Mend? {
        let quarter = max(1, fleet.duration / 4)
        let asked = [
            (path: "monitoring.interval", text: "\(quarter)s"),
            (path: "monitoring.grace", text: "\(min(search.agreement.grace, quarter))s"),
        ]
        for changes in [asked, AttackGoal.alone.mend(under: search.agreement, search.terms)] {
            guard !changes.isEmpty, let mended = search.mended(by: changes),
                let record = try? EvidenceRecord(emulating: text, under: mended),
                let notice = record.notice(under: mended, phase: search.terms.phase, from: 0, through: fleet.duration)
            else { continue }
            return AttackResult.Mend(changes: changes.map { "\($0.path): \($0.text)" }, notice: notice)
        }
        return nil
    }
}
