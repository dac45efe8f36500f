import Appraisal
import Attestation
import Cryptography
import Licensing
import Transparency

/// How the service judges, apart from what it trusts.
public struct ServiceRules: Sendable {
    /// Which time an appraisal goes by.
    public enum Clock: String, Hashable, Sendable, CaseIterable {
        /// The service's own clock: certificates must be valid now, and old evidence is stale.
        case now
        /// The ticks of the evidence, for chips whose clock does not run with ours: emulated ones.
        case evidence
    }

    /// What the agreement asks, where there is one.
    public let policy: AppraisalPolicy?
    /// Why trusted documents are not of the agreement; nil where they are.
    public let mismatch: @Sendable (TrustStore) -> String?
    /// Which time an appraisal goes by.
    public let clock: Clock
    /// Which signatures evidence must bear.
    public let signatures: Question.Signatures
    /// What is made of knowledge on other hardware's revocation that is old or missing.
    public let revocation: RevocationPolicy
    /// Keys that are trusted to sign any CoRIM; the vendor's is for reference values.
    public let corimAnchors: [VerifyingKey]
    /// How long a session may be answered, in seconds.
    public let sessionSeconds: Int64
    /// The most requests a second of each client, beyond a burst of ten seconds' worth; nil for no limit.
    public let clientRate: Int?
    /// What licences are given under, and who signs the log; nil where the service gives none.
    public let licensing: Licensing?
    /// The verifier's version, as results name it.
    public let build: String

    /// What the licensing loop needs.
    public struct Licensing: Sendable {
        /// What licences are given under.
        public let rules: LicensingRules
        /// Signs the heads of the transparency log.
        public let signer: NoteSigner

        /// Rules, and the key of the log.
        public init(rules: LicensingRules, signer: NoteSigner) {
            self.rules = rules
            self.signer = signer
        }
    }

    /// Rules.
    public init(
        policy: AppraisalPolicy? = nil, mismatch: @escaping @Sendable (TrustStore) -> String? = { _ in nil },
        clock: Clock = .now, signatures: Question.Signatures = .hybrid,
        revocation: RevocationPolicy = RevocationPolicy(), corimAnchors: [VerifyingKey] = [],
        sessionSeconds: Int64 = 150, clientRate: Int? = nil, licensing: Licensing? = nil, build: String
    ) {
        self.policy = policy
        self.mismatch = mismatch
        self.clock = clock
        self.signatures = signatures
        self.revocation = revocation
        self.corimAnchors = corimAnchors
        self.sessionSeconds = sessionSeconds
        self.clientRate = clientRate
        self.licensing = licensing
        self.build = build
    }
}
