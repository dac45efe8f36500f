/// What became of a submission.
public enum CommitOutcome: Hashable, Sendable {
    /// It is written; the receipt where it had authentic evidence.
    case written(Receipt?)
    /// The same evidence was there: this is its receipt. The answer, where there was one, is written.
    case known(Receipt)
    /// The nonce had been used: nothing is written.
    case nonceUsed
    /// The chip has reported, or signed a ticket, since the appraisal: nothing is written; appraise again.
    case overtaken
}
