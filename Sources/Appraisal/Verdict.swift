/// Whether the agreement is kept, as far as the evidence tells.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Everything that must be checked was checked, and nothing speaks against it.
    case kept
    /// At least one breach is shown by evidence that the chip itself signed.
    case broken
    /// Evidence is missing, late, unreadable or not trusted: neither kept nor broken.
    case indeterminate
}
