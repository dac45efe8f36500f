import Attestation
import Cryptography

/// What the agreement asks, beyond what licences say (RFC 9334, section 8.5).
public struct AppraisalPolicy: Hashable, Sendable {
    /// A permitted model.
    public struct Model: Hashable, Sendable {
        /// Its name in the agreement.
        public var name: String
        /// SHA-384 of its weights.
        public var weights: Digest384
        /// What it may be used for.
        public var uses: Licence.Terms.Uses

        /// A model.
        public init(name: String, weights: Digest384, uses: Licence.Terms.Uses) {
            self.name = name
            self.weights = weights
            self.uses = uses
        }
    }

    /// SHA-384 of the agreement's file.
    public var agreement: Digest384
    /// The agreement's name.
    public var name: String
    /// How many parties must sign a licence.
    public var licenceQuorum: Int
    /// Weighted operations for all chips and licences together.
    public var totalAllowance: UInt128
    /// Of which for training.
    public var trainingAllowance: UInt128
    /// The permitted models.
    public var models: [Model]
    /// The most ticks between two attestations of a chip; 0 for no rule.
    public var attestationInterval: UInt64
    /// How many ticks more are tolerated.
    public var grace: UInt64

    /// A policy.
    public init(
        agreement: Digest384, name: String, licenceQuorum: Int, totalAllowance: UInt128, trainingAllowance: UInt128,
        models: [Model], attestationInterval: UInt64, grace: UInt64
    ) {
        self.agreement = agreement
        self.name = name
        self.licenceQuorum = licenceQuorum
        self.totalAllowance = totalAllowance
        self.trainingAllowance = trainingAllowance
        self.models = models
        self.attestationInterval = attestationInterval
        self.grace = grace
    }
}
