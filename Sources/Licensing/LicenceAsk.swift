import Appraisal
import Attestation
import Cryptography

/// What is asked for; what is left out is as much as the agreement permits.
public struct LicenceAsk: Hashable, Sendable {
    /// Which set of chips: 0 is the fixed set, from 1 on the further sets of the register.
    public var set = 0
    /// Operations of each chip.
    public var total: UInt128?
    /// Of which for training.
    public var training: UInt128?
    /// The most that one opening passes.
    public var quantum: UInt128?
    /// Ticks of validity.
    public var validity: UInt64?
    /// Boots of validity.
    public var boots: UInt64?
    /// The models, by their names in the agreement.
    public var models: [String]?

    /// As much as the agreement permits, for all chips.
    public init() {}
}

/// How a chip stands, by the latest evidence with which it answered a challenge that the service drew.
public struct ChipCondition: Hashable, Sendable {
    /// What it stated.
    public let claims: Claims
    /// SHA-384 of the evidence.
    public let evidence: Digest384
    /// When it came.
    public let received: UTCSeconds

    /// A condition.
    public init(claims: Claims, evidence: Digest384, received: UTCSeconds) {
        self.claims = claims
        self.evidence = evidence
        self.received = received
    }
}

/// What the ledger and the trusted documents say, for whoever prepares a licence.
public struct LicensingView {
    /// The sets that licences may be for: the fixed set first.
    public let sets: [ChipSet]
    /// What is trusted beside.
    public let trust: TrustStore
    /// What all chips have metered.
    public let usage: FleetUse
    /// The computer's clock, by which evidence was received.
    public let clock: UTCSeconds
    /// How a chip stands; nil where its latest evidence answers no challenge that the service drew, or there is none.
    public let condition: (ChipID) throws -> ChipCondition?

    /// A view.
    public init(
        trust: TrustStore, usage: FleetUse, clock: UTCSeconds, condition: @escaping (ChipID) throws -> ChipCondition?
    ) {
        sets = trust.chips?.licensable ?? []
        self.trust = trust
        self.usage = usage
        self.clock = clock
        self.condition = condition
    }

    /// What people call a chip.
    func name(_ chip: ChipID) -> String { trust.chips?.name(of: chip) ?? "\(chip)" }
}
