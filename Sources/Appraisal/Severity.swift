/// What a finding means for the verdict.
public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// The agreement is broken.
    case breach
    /// It can't be told whether the agreement is kept.
    case doubt
    /// Worth knowing; the verdict does not change.
    case note
}
