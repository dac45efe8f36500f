/// One change between two versions of an agreement.
public struct Change: Hashable, Sendable {
    /// What it does.
    public enum Effect: String, Hashable, Sendable, CaseIterable {
        /// The agreement binds less, or somebody can break it more easily.
        case weaker
        /// Each way somebody loses: a person must weigh it. It counts as weaker.
        case mixed
        /// The agreement binds more.
        case stronger
        /// Nothing depends on it.
        case neutral
    }

    /// What it does.
    public let effect: Effect
    /// The field, with the names of items.
    public let field: String
    /// What changed, in words.
    public let what: String
    /// Who gains, and what; empty where nobody does.
    public let gains: String
    /// The line in the file that is left: of the new version, or where it is gone there of the old one.
    public let line: Int?

    /// Whether a change of this kind weakens the agreement.
    public var weakens: Bool { effect == .weaker || effect == .mixed }
}
