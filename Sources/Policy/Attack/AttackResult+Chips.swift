import Appraisal

extension AttackResult {
    /// What emulated chips made of a breach that was found on written evidence.
    package enum Confirmation: Hashable, Sendable {
        /// They did it, so many operations passed, and the verdict stayed kept.
        case confirmed(operations: UInt128)
        /// The verifier noticed.
        case noticed(AttackSearch.Notice)
        /// They did less than it takes: so many operations passed.
        case short(operations: UInt128)
        /// They can't try it, for this reason.
        case untried(String)

        /// In words.
        package var words: String {
            switch self {
            case .confirmed(let operations): "emulated chips did it, too: \(operations) operations passed"
            case .noticed(let notice): "not with emulated chips: \(AttackResult.words(notice))"
            case .short(let operations): "not with emulated chips: no more than \(operations) operations passed"
            case .untried(let reason): "not tried on emulated chips: \(reason)"
            }
        }
    }

    /// A mix of cheats that passes unnoticed.
    package struct MixBreach: Sendable {
        /// The smallest mix.
        package let mix: CheatMix
        /// Operations that passed, and that the agreement does not permit.
        package let gained: UInt128
        /// What it costs, in points.
        package let cost: Int
        /// The scenario, as a file.
        package let scenario: String
        /// Until when nobody notices, in ticks.
        package let deadline: UInt64
        /// What would have noticed it; nil where no change of the agreement that is known would.
        package let mend: Mend?
        /// Why the parties accept it; nil where they do not.
        package let accepted: String?
    }

    /// What came of a cheat of the library on an emulated chip.
    package struct CheatOutcome: Hashable, Sendable {
        /// The cheat's name.
        package let name: String
        /// What came of it.
        package let kind: Kind

        /// What came of it.
        package enum Kind: Hashable, Sendable {
            /// The verifier noticed; so many operations passed.
            case noticed(AttackSearch.Notice, gained: UInt128)
            /// Nobody noticed, and nothing passed that the agreement does not permit.
            case harmless
            /// Nobody noticed, and so many operations passed.
            case unnoticed(gained: UInt128)
            /// Nobody noticed, so many operations passed, and no agreement can have it noticed today.
            case residual(gained: UInt128)
            /// Emulated chips can't try it, for this reason.
            case untried(String)
        }

        /// In words.
        package var words: String {
            switch kind {
            case .noticed(let notice, let gained):
                AttackResult.words(notice) + (gained > 0 ? "; gains \(gained) operations" : "")
            case .harmless: "gains nothing"
            case .unnoticed(let gained): "UNNOTICED, gains \(gained) operations"
            case .residual(let gained): "unnoticed under any agreement today, gains \(gained) operations"
            case .untried(let reason): "not tried: \(reason)"
            }
        }

        /// Whether it is a breach that nobody notices.
        package var isBreach: Bool {
            if case .unnoticed = kind { true } else { false }
        }
    }
}
