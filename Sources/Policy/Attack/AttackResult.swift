import Agreement
import Appraisal

/// What a search found.
package struct AttackResult: Sendable {
    /// What would have noticed a breach.
    package struct Mend: Hashable, Sendable {
        /// Fields of the agreement with other values.
        package let changes: [String]
        /// What the verifier then finds.
        package let notice: AttackSearch.Notice
    }

    /// A breach that passes unnoticed.
    package struct Breach: Sendable {
        /// The smallest plan.
        package let plan: AttackPlan
        let scenario: AttackScenario
        /// Operations that it gains at the most, with the same chips, licences and blocs.
        package let gained: UInt128
        /// What it costs, in points.
        package let cost: Int
        /// What would have noticed it; nil where no change of the agreement that is known would.
        package let mend: Mend?
        /// Why the parties accept it; nil where they do not.
        package let accepted: String?
        /// What emulated chips made of it; nil where they were not asked.
        package internal(set) var confirmation: Confirmation?
    }

    /// What came of a goal.
    package enum Kind: Sendable {
        /// A breach passes unnoticed.
        case unnoticed(Breach)
        /// Each scenario was noticed, the simplest by this.
        case noticed(AttackSearch.Notice)
        /// No licence within the agreement's limits lets chips do it.
        case impossible
    }

    /// A goal, and what came of it.
    package struct Outcome: Sendable {
        /// The goal.
        package let goal: AttackGoal
        /// The goal in words.
        package let title: String
        /// What came of it.
        package internal(set) var kind: Kind
    }

    /// The agreement.
    package let agreement: Agreement
    /// What was taken for granted.
    package let terms: AttackTerms
    /// The seed.
    package let seed: UInt64
    /// How many scenarios were judged.
    package let judged: Int
    /// The goals, in a fixed order.
    package let outcomes: [Outcome]
    /// The cheats of the library on emulated chips; empty where they were not asked.
    package internal(set) var cheats: [CheatOutcome] = []
    /// The cheapest mix of them that passes unnoticed; nil where none was found.
    package internal(set) var mix: MixBreach?
    /// How many mixes emulated chips tried.
    package internal(set) var mixesTried = 0

    /// Whether nothing passes unnoticed that nobody accepted.
    package var holds: Bool { breaches.isEmpty && !cheats.contains(where: \.isBreach) && openMix == nil }

    /// The mix, where nobody accepted it.
    package var openMix: MixBreach? { mix.flatMap { $0.accepted == nil ? $0 : nil } }

    /// Breaches that nobody accepted, the cheapest first.
    package var breaches: [(title: String, breach: Breach)] { all.filter { $0.breach.accepted == nil } }

    /// Breaches that the parties accept, the cheapest first.
    package var accepted: [(title: String, breach: Breach)] { all.filter { $0.breach.accepted != nil } }

    private var all: [(title: String, breach: Breach)] {
        let found = outcomes.compactMap { outcome -> (title: String, breach: Breach)? in
            guard case .unnoticed(let breach) = outcome.kind else { return nil }
            return (outcome.title, breach)
        }
        return found.enumerated().sorted {
            ($0.element.breach.cost, $0.offset) < ($1.element.breach.cost, $1.offset)
        }.map(\.element)
    }
}
