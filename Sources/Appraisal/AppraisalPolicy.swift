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

    /// The most that one licence may give under the agreement; nil where the agreement does not say.
    public struct LicenceLimits: Hashable, Sendable {
        /// Operations of each chip.
        public var total: UInt128?
        /// Of which for training.
        public var training: UInt128?
        /// Chips of its set.
        public var chips: UInt64?
        /// Ticks of its validity.
        public var validity: UInt64?
        /// Boots of its validity.
        public var boots: UInt64?
        /// Operations of one opening.
        public var quantum: UInt128?

        /// Limits.
        public init(
            total: UInt128? = nil, training: UInt128? = nil, chips: UInt64? = nil, validity: UInt64? = nil,
            boots: UInt64? = nil, quantum: UInt128? = nil
        ) {
            self.total = total
            self.training = training
            self.chips = chips
            self.validity = validity
            self.boots = boots
            self.quantum = quantum
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
    /// The most that one licence may give.
    public var licenceLimits: LicenceLimits
    /// When the agreement ends; nil where it does not.
    public var sunset: UTCSeconds?

    /// A policy.
    public init(
        agreement: Digest384, name: String, licenceQuorum: Int, totalAllowance: UInt128, trainingAllowance: UInt128,
        models: [Model], attestationInterval: UInt64, grace: UInt64, licenceLimits: LicenceLimits = LicenceLimits(),
        sunset: UTCSeconds? = nil
    ) {
        self.agreement = agreement
        self.name = name
        self.licenceQuorum = licenceQuorum
        self.totalAllowance = totalAllowance
        self.trainingAllowance = trainingAllowance
        self.models = models
        self.attestationInterval = attestationInterval
        self.grace = grace
        self.licenceLimits = licenceLimits
        self.sunset = sunset
    }
}
