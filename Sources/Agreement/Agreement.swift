import Appraisal
import Attestation
import Cryptography

/// What parties agreed on: one YAML file (`Specs/schema/agreement.json`).
public struct Agreement: Hashable, Sendable {
    /// The version of the format.
    public static let version: UInt64 = 1

    /// Its name.
    public let name: String
    /// Who may compute under it.
    public let beneficiary: String
    /// Who signs licences and firmware.
    public let parties: [String]
    /// How many parties must sign a licence.
    public let licenceQuorum: Int
    /// How many parties must sign firmware.
    public let firmwareQuorum: Int
    /// Weighted operations allowed for all chips together.
    public let totalAllowance: UInt128
    /// Of which for training.
    public let trainingAllowance: UInt128
    /// Permitted models.
    public let models: [AppraisalPolicy.Model]
    /// The most ticks between two attestations.
    public let attestationInterval: UInt64
    /// How many ticks more are tolerated.
    public let grace: UInt64
    /// SHA-384 of the file: licences carry it.
    public let digest: Digest384

    /// Reads an agreement.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: what the file is called in messages.
    /// - Throws: `AgreementError`, with the line and the field.
    public init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        let document = try YAMLField(file: file, bytes: bytes).mapping([
            "agreement", "name", "beneficiary", "parties", "quorum", "allowances", "models", "monitoring",
        ])
        let version = try document.member("agreement")
        guard try version.unsigned() == Agreement.version else {
            throw version.error("this version is not known", mend: "write agreement: \(Agreement.version)")
        }
        name = try document.member("name").text()
        beneficiary = try document.member("beneficiary").text()
        let parties = try document.member("parties")
        self.parties = try parties.items { (item) throws(AgreementError) in try item.text() }
        guard (1...8).contains(self.parties.count), Set(self.parties).count == self.parties.count else {
            throw parties.error("there are no parties, too many, or one twice", mend: "list 1 to 8 different parties")
        }
        let most = UInt64(self.parties.count)
        let quorum = try document.member("quorum").mapping(["licence", "firmware"])
        licenceQuorum = Int(try quorum.member("licence").unsigned(1...most))
        firmwareQuorum = Int(try quorum.member("firmware").unsigned(1...most))
        let allowances = try document.member("allowances").mapping(["total", "training"])
        totalAllowance = try allowances.member("total").quantity()
        let training = try allowances.member("training")
        trainingAllowance = try training.quantity()
        guard trainingAllowance <= totalAllowance else {
            throw training.error("the training allowance is above the total", mend: "make it at most the total")
        }
        let models = try document.member("models")
        self.models = try models.items { (item) throws(AgreementError) in
            let item = try item.mapping(["name", "weights", "uses"])
            return AppraisalPolicy.Model(
                name: try item.member("name").text(), weights: try item.member("weights").digest(),
                uses: try item.member("uses").uses())
        }
        guard Set(self.models.map(\.weights)).count == self.models.count else {
            throw models.error("the same weights are listed twice", mend: "list each model once, with all its uses")
        }
        let monitoring = try document.member("monitoring").mapping(["interval", "grace"])
        attestationInterval = try monitoring.member("interval").duration()
        grace = try monitoring.member("grace").duration()
        digest = Digest384(hashing: bytes)
    }

    /// What the verifier asks of evidence under this agreement.
    public var appraisalPolicy: AppraisalPolicy {
        AppraisalPolicy(
            agreement: digest, name: name, licenceQuorum: licenceQuorum, totalAllowance: totalAllowance,
            trainingAllowance: trainingAllowance, models: models, attestationInterval: attestationInterval,
            grace: grace)
    }
}
