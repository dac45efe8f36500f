/// One thing that an audit found.
public struct AuditFinding: Hashable, Sendable {
    /// What it is. Identifiers keep their meaning (`Specs/Transparency.md`).
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A line is no entry.
        case unreadable = "LOG-01"
        /// An entry is missing, moved or repeated.
        case outOfOrder = "LOG-02"
        /// An entry is not the one that the next one names.
        case changed = "LOG-03"
        /// A document is not the one whose digest the entry has.
        case documentChanged = "LOG-04"
        /// An entry is older than the one before it.
        case timeWentBack = "LOG-05"
        /// The log's own head is not signed by the operator.
        case headUnsigned = "LOG-06"
        /// The operator signed more entries than there are.
        case omitted = "LOG-07"
        /// Entries stand beyond the head.
        case beyondHead = "LOG-08"
        /// The head is of other entries.
        case notOfHead = "LOG-09"
        /// The operator signed two histories.
        case forked = "LOG-10"
        /// A copy has another entry.
        case differs = "LOG-11"
        /// A copy or head is not usable: nothing follows from it.
        case unusable = "LOG-12"
        /// A witness did not sign the head.
        case notWitnessed = "LOG-13"
        /// A signature in a witness's name is not its.
        case witnessForged = "LOG-14"
        /// There was nobody else's word to compare with.
        case alone = "LOG-15"
    }

    /// What it means.
    public enum Weight: Int, Hashable, Sendable, Comparable {
        /// What was not there can't be told.
        case doubt
        /// Input that can't be used.
        case unusable
        /// The log was changed, or its operator tells different people different things.
        case breach

        /// Whether the first is lighter.
        public static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
    }

    /// What it is.
    public let kind: Kind
    /// The entry, from 0, where it is about one: the first that is concerned.
    public let place: Int?
    /// One sentence.
    public let statement: String
    /// What it means.
    public let weight: Weight

    init(_ kind: Kind, at place: Int? = nil, weight: Weight = .breach, _ statement: String) {
        self.kind = kind
        self.place = place
        self.statement = statement
        self.weight = weight
    }
}
