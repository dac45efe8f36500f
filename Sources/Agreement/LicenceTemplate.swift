import Appraisal
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
    private let limits: AppraisalPolicy.ChipLimits

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: what the file is called in messages.
    /// - Throws: `AgreementError`, with the line and the field.
    public init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        let document = try YAMLField(file: file, bytes: bytes).mapping([
            "agreement", "sequence", "allowances", "models", "ticks", "boots", "quantum", "newestGeneration", "run",
            "data", "rates",
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
            let item = try item.mapping(["weights", "uses", "adapter", "filter", "generation", "replicas"])
            return Licence.Terms.Model(
                weights: try item.member("weights").digest(), uses: try item.member("uses").uses(),
                adapter: try item.digest("adapter"), filter: try item.digest("filter"),
                generation: try item.unsigned("generation") ?? 0, replicas: try item.unsigned("replicas") ?? 0)
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
        limits = try AppraisalPolicy.ChipLimits(document)
    }

    /// The terms for a fixed set of chips under an agreement.
    public func terms(for chips: [ChipID], under agreement: Digest384) -> Licence.Terms {
        var terms = Licence.Terms(
            agreement: agreement, sequence: sequence, chips: chips, totalAllowance: totalAllowance,
            trainingAllowance: trainingAllowance, models: models, firstTick: ticks.lowerBound,
            endTick: ticks.upperBound, firstBoot: boots.lowerBound, lastBoot: boots.upperBound, quantum: quantum)
        limits.bind(&terms)
        return terms
    }
}

extension AppraisalPolicy.ChipLimits {
    /// Reads those that a template has.
    fileprivate init(_ document: YAMLField) throws(AgreementError) {
        let rates = try document.optional("rates")?.mapping(["operations", "tokens", "outside"])
        self.init(
            newestGeneration: try document.unsigned("newestGeneration"),
            run: try document.value("run") { (field) throws(AgreementError) in
                let run = try field.mapping(["threshold", "untraced"])
                return Licence.Terms.RunLimit(
                    threshold: try run.member("threshold").quantity(), untraced: try run.quantity("untraced"))
            }, data: try document.value("data", Licence.Terms.DataLimit.init),
            rates: Licence.Terms.Rates(
                operations: try rates?.value("operations", Licence.Terms.Rate.init),
                tokens: try rates?.value("tokens", Licence.Terms.Rate.init),
                outside: try rates?.value("outside", Licence.Terms.Rate.init)))
    }
}

extension Licence.Terms.DataLimit {
    fileprivate init(_ field: YAMLField) throws(AgreementError) {
        let data = try field.mapping(["manifests", "excluded"])
        let manifests = try data.member("manifests")
        self.init(manifests: try manifests.items { (item) throws(AgreementError) in try item.digest() })
        guard (1...Licence.Terms.DataLimit.capacity).contains(self.manifests.count) else {
            throw manifests.error(
                "there are \(self.manifests.count)", mend: "list 1 to \(Licence.Terms.DataLimit.capacity)")
        }
        for excluded in try data.list("excluded", { (item) throws(AgreementError) in try item.unsigned(0...31) }) {
            excludedClasses |= 1 << UInt32(excluded)
        }
    }
}

extension Licence.Terms.Rate {
    fileprivate init(_ field: YAMLField) throws(AgreementError) {
        let rate = try field.mapping(["perTick", "burst"])
        self.init(perTick: try rate.member("perTick").unsigned(), burst: try rate.member("burst").unsigned())
    }
}
