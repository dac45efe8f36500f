import Cryptography

/// What a verifier trusts and knows: endorsements, reference values, keys, licences, chips and challenges.
///
/// Only the roots must be there. Whatever else is missing is nil here, and an appraisal states it as a gap.
public struct TrustStore: Hashable, Sendable {
    /// The vendor's root certificates, at least one.
    public var roots: [Certificate]
    /// The vendor's ML-DSA-87 root certificates; without one, no hybrid evidence is trusted.
    public var latticeRoots: [LatticeCertificate]
    /// Approved firmware.
    public var referenceValues: ReferenceValues?
    /// The parties.
    public var parties: TrustedParties?
    /// The licences that the parties issued, as far as they are known here.
    public var licences: [Licence]
    /// The chips that the agreement is about.
    public var chips: ChipRegister?
    /// The nonces that were sent.
    public var challenges: [Challenge]?
    /// What is no longer trusted.
    public var revocations: Revocations?
    /// The certificate revocation lists of the vendor's roots.
    public var revocationLists: [RevocationList]
    /// Time.
    public var timing: AppraisalTiming?
    /// The CoRIMs that documents came from; appraisal does not look at them.
    public var corims: [CorimRecord]

    /// A store of its parts.
    public init(
        roots: [Certificate], latticeRoots: [LatticeCertificate] = [],
        referenceValues: ReferenceValues? = nil, parties: TrustedParties? = nil, licences: [Licence] = [],
        chips: ChipRegister? = nil, challenges: [Challenge]? = nil,
        revocations: Revocations? = nil, revocationLists: [RevocationList] = [], timing: AppraisalTiming? = nil,
        corims: [CorimRecord] = []
    ) {
        self.roots = roots
        self.latticeRoots = latticeRoots
        self.referenceValues = referenceValues
        self.parties = parties
        self.licences = licences
        self.chips = chips
        self.challenges = challenges
        self.revocations = revocations
        self.revocationLists = revocationLists
        self.timing = timing
        self.corims = corims
    }
}
