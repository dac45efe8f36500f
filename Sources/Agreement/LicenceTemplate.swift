import Attestation
import Cryptography

/// The terms of a licence as a person writes them: one YAML file (`Specs/schema/licence-terms.json`).
public struct LicenceTemplate: Hashable, Sendable {
    /// SHA-384 of the agreement's file, where the template names it.
    public let agreement: Digest384?
    private let sequence: UInt64
    private let totalAllowance: UInt128
    private let trainingAllowance: UInt128
    private let models: [Licence.Terms.Model]
    private let ticks: Range<UInt64>
    private let boots: ClosedRange<UInt64>
    private let quantum: UInt128

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: what the file is called in messages.
    /// - Throws: `AgreementError`, with the line and the field.
    public init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        let document = try YAMLField(file: file, bytes: bytes).mapping([
            "agreement", "sequence", "allowances", "models", "ticks", "boots", "quantum",
        ])
        agreement = try document.optional("agreement")?.digest()
        sequence = try document.member("sequence").unsigned(1...UInt64.max)
        let allowances = try document.member("allowances").mapping(["total", "training"])
        totalAllowance = try allowances.member("total").quantity()
        let training = try allowances.member("training")
        trainingAllowance = try training.quantity()
        guard trainingAllowance <= totalAllowance else {
            throw training.error("the training allowance is above the total", mend: "make it at most the total")
        }
        let models = try document.member("models")
        self.models = try models.items { (item) throws(AgreementError) in
            let item = try item.mapping(["weights", "uses"])
            return Licence.Terms.Model(
                weights: try item.member("weights").digest(), uses: try item.member("uses").uses())
        }
        guard self.models.count <= 16 else { throw models.error("there are more than 16", mend: "list at most 16") }
        let ticks = try document.member("ticks").mapping(["from", "until"])
        let (from, until) = (try ticks.member("from").unsigned(), try ticks.member("until").unsigned())
        guard from < until else { throw ticks.error("the validity is empty", mend: "make from less than until") }
        self.ticks = from..<until
        let boots = try document.member("boots").mapping(["from", "through"])
        let (first, last) = (try boots.member("from").unsigned(), try boots.member("through").unsigned())
        guard first <= last else { throw boots.error("the validity is empty", mend: "make from at most through") }
        self.boots = first...last
        let quantum = try document.member("quantum")
        self.quantum = try quantum.quantity()
        guard self.quantum > 0 else { throw quantum.error("nothing may pass", mend: "give at least 1") }
    }

    /// The terms for a fixed set of chips under an agreement.
    public func terms(for chips: [ChipID], under agreement: Digest384) -> Licence.Terms {
        Licence.Terms(
            agreement: agreement, sequence: sequence, chips: chips, totalAllowance: totalAllowance,
            trainingAllowance: trainingAllowance, models: models, firstTick: ticks.lowerBound,
            endTick: ticks.upperBound, firstBoot: boots.lowerBound, lastBoot: boots.upperBound, quantum: quantum)
    }
}
