import Appraisal
import Attestation
import Cryptography

/// What parties agreed on: one YAML file (`Specs/Agreement.md`, `Specs/schema/agreement.json`).
public struct Agreement: Hashable, Sendable {
    /// The version of the format.
    public static let version: UInt64 = 1

    /// Its name.
    public let name: String
    /// Who may compute under it.
    public let beneficiaries: [String]
    /// Who signs.
    public let signatories: [Signatory]
    /// How many of them must sign each act.
    public let quorum: Quorum
    /// Weighted operations allowed for all chips together.
    public let totalAllowance: UInt128
    /// Of which for training.
    public let trainingAllowance: UInt128
    /// Permitted models.
    public let models: [Model]
    /// What every one of them must satisfy.
    public let modelRules: ModelRules?
    /// The most ticks between two attestations.
    public let attestationInterval: UInt64
    /// How many ticks more are tolerated.
    public let grace: UInt64
    /// How many seconds old what verifiers know of revocations may be; nil where the agreement does not say.
    public let revocationAge: UInt64?
    /// How closely chips are watched, where the agreement says so.
    public let level: MonitoringLevel?
    /// What tells from raw counters that a chip may be training; nil where nothing does.
    public let detector: Detector?
    /// What tells from signed meters that a chip may be training; nil where nothing does.
    public let signedDetector: SignedDetector?
    /// Limits on training.
    public let thresholds: [Threshold]
    /// What alone may be trained on; nil for anything.
    public let permittedData: [DataClass]?
    /// What may never be trained on.
    public let excludedData: [DataClass]
    /// Weighted operations a second of one chip; nil for no limit.
    public let operationsPerSecond: UInt128?
    /// Tokens of inference a second of one chip; nil for no limit.
    public let tokensPerSecond: UInt128?
    /// How many ticks of what rates leave unused a chip may save up, from 1.
    public let burst: UInt64
    /// Copies of one model at once; nil for no limit.
    public let replicas: UInt64?
    /// Which chips may work together.
    public let fixedSets: [FixedSet]
    /// The most that one licence may give; its number of chips is the largest fixed set's.
    public let licenceLimits: AppraisalPolicy.LicenceLimits
    /// Who sees which claim; nobody is said to where it is empty.
    public let disclosure: [Disclosure]
    /// What happens when no licence arrives.
    public let outage: Outage?
    /// What follows which finding.
    public let consequences: [Consequence]
    /// What is held, and when it is lost.
    public let escrow: [Escrow]
    /// How chips are inspected.
    public let inspections: Inspections?
    /// Its steps, in their order; none where it has one phase.
    public let phases: [Phase]
    /// When it ends.
    public let sunset: UTCSeconds?
    /// How a party leaves.
    public let exit: Exit?
    /// Which clusters it covers.
    public let coveredClusters: CoveredClusters?
    /// Gaps that the parties know of.
    public let accepted: [Accepted]
    /// SHA-384 of the file: licences carry it.
    public let digest: Digest384

    /// Reads an agreement.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: what the file is called in messages.
    /// - Throws: the first `AgreementError`, with the line and the field.
    public init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        let document = try YAMLField(file: file, bytes: bytes)
        if let problem = AgreementForm.shape.problems(of: document).first { throw problem }
        try self.init(document, digest: Digest384(hashing: bytes))
    }

    /// Reads a document that has the form of an agreement.
    init(_ document: YAMLField, digest: Digest384) throws(AgreementError) {
        name = try document.member("name").text()
        beneficiaries = try document.member("beneficiary").texts()
        signatories = try document.list("parties", Signatory.init)
        quorum = try Quorum(document.member("quorum"), of: signatories.count)
        let allowances = try Allowances(document.member("allowances"))
        (totalAllowance, trainingAllowance) = (allowances.total, allowances.training)
        models = try document.list("models", Model.init)
        modelRules = try document.value("modelRules", ModelRules.init)
        let monitoring = try document.member("monitoring")
        attestationInterval = try monitoring.member("interval").duration()
        grace = try monitoring.member("grace").duration()
        revocationAge = try monitoring.optional("revocationAge")?.duration()
        level = try monitoring.word("level")
        detector = try monitoring.value("detector", Detector.init)
        signedDetector = try monitoring.value("signedDetector", SignedDetector.init)
        thresholds = try document.list("thresholds", Threshold.init)
        let data = document.optional("data")
        permittedData = data?.optional("permitted") == nil ? nil : try data?.list("permitted", DataClass.init)
        excludedData = try data?.list("excluded", DataClass.init) ?? []
        let throttle = document.optional("throttle")
        operationsPerSecond = try throttle?.quantity("operationsPerSecond")
        tokensPerSecond = try throttle?.quantity("tokensPerSecond")
        burst = max(1, try throttle?.duration("burst") ?? 1)
        replicas = try throttle?.unsigned("replicas")
        fixedSets = try document.list("fixedSets", FixedSet.init)
        licenceLimits = try AppraisalPolicy.LicenceLimits(
            document.optional("licences"), chips: fixedSets.map(\.chips).max())
        disclosure = try document.list("disclosure", Disclosure.init)
        outage = try document.value("outage", Outage.init)
        consequences = try document.list("consequences", Consequence.init)
        escrow = try document.list("escrow", Escrow.init)
        inspections = try document.value("inspections", Inspections.init)
        phases = try document.list("phases", Phase.init)
        sunset = try document.optional("sunset")?.member("at").moment()
        exit = try document.value("exit", Exit.init)
        coveredClusters = try document.value("coveredClusters", CoveredClusters.init)
        accepted = try document.list("accepted", Accepted.init)
        self.digest = digest
    }

    /// The names of those who sign.
    public var parties: [String] { signatories.map(\.name) }
    /// Who may compute under it, in words.
    public var beneficiary: String { beneficiaries.joined(separator: " and ") }
    /// How many parties must sign a licence.
    public var licenceQuorum: Int { quorum.licence }
    /// How many parties must sign firmware.
    public var firmwareQuorum: Int { quorum.firmware }

    /// The classes of data that it names.
    package var dataClasses: [DataClass] { (permittedData ?? []) + excludedData }

    /// What the verifier asks of evidence under this agreement.
    public var appraisalPolicy: AppraisalPolicy {
        AppraisalPolicy(
            agreement: digest, name: name, licenceQuorum: licenceQuorum, totalAllowance: totalAllowance,
            trainingAllowance: trainingAllowance,
            models: models.map { model in
                AppraisalPolicy.Model(
                    name: model.name, weights: model.weights, uses: model.uses, adapters: model.adapters,
                    filter: model.filter, generation: model.generation ?? 0, replicas: replicas ?? 0)
            }, attestationInterval: attestationInterval, grace: grace, revocationAge: revocationAge,
            licenceLimits: licenceLimits, chipLimits: chipLimits(cappedAt: loosestCap),
            detector: signedDetector?.fitted, sunset: sunset)
    }
}
