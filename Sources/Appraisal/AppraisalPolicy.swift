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
        /// SHA-384 of each adapter that may be added to it.
        public var adapters: [Digest384]
        /// SHA-384 of the filter that its output must pass; nil for none.
        public var filter: Digest384?
        /// Its generation; 0 where nobody says.
        public var generation: UInt64
        /// How many chips of a licence's set may hold it; 0 for all.
        public var replicas: UInt64

        /// A model.
        public init(
            name: String, weights: Digest384, uses: Licence.Terms.Uses, adapters: [Digest384] = [],
            filter: Digest384? = nil, generation: UInt64 = 0, replicas: UInt64 = 0
        ) {
            self.name = name
            self.weights = weights
            self.uses = uses
            self.adapters = adapters
            self.filter = filter
            self.generation = generation
            self.replicas = replicas
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
    /// How many seconds old what is known of revocations may be; nil where the agreement does not say.
    public var revocationAge: UInt64?
    /// The most that one licence may give.
    public var licenceLimits: LicenceLimits
    /// What every licence must hold chips to beside.
    public var chipLimits: ChipLimits
    /// What tells by signed meters that a chip may be training; nil where nothing does.
    public var detector: FittedDetector?
    /// When the agreement ends; nil where it does not.
    public var sunset: UTCSeconds?

    /// A policy.
    public init(
        agreement: Digest384, name: String, licenceQuorum: Int, totalAllowance: UInt128, trainingAllowance: UInt128,
        models: [Model], attestationInterval: UInt64, grace: UInt64, revocationAge: UInt64? = nil,
        licenceLimits: LicenceLimits = LicenceLimits(), chipLimits: ChipLimits = ChipLimits(),
        detector: FittedDetector? = nil, sunset: UTCSeconds? = nil
    ) {
        self.agreement = agreement
        self.name = name
        self.licenceQuorum = licenceQuorum
        self.totalAllowance = totalAllowance
        self.trainingAllowance = trainingAllowance
        self.models = models
        self.attestationInterval = attestationInterval
        self.grace = grace
        self.revocationAge = revocationAge
        self.licenceLimits = licenceLimits
        self.chipLimits = chipLimits
        self.detector = detector
        self.sunset = sunset
    }
}
