import Attestation

/// What came of appraising one chip.
public struct ChipAppraisal: Sendable {
    /// The chip.
    public let chip: ChipID
    /// Its name in the trust directory, or its identifier.
    public let name: String
    /// Whether it keeps the agreement.
    public let verdict: Verdict
    /// What was found about it.
    public let findings: [Finding]
    /// What came of each check, in the order of `Check`.
    public let checks: [(check: Check, outcome: Check.Outcome)]
    /// The trust vector.
    public let vector: TrustVector
    /// The claims of its latest authentic evidence, without log entries.
    public let latest: Claims?
    /// How many pieces of its evidence are authentic.
    public let evidenceCount: Int
    /// Whether its latest evidence answers a challenge.
    public let isFresh: Bool
}
