import Agreement
import Accelerator
import Appraisal
import Attestation
import Cryptography

/// A scenario's file on the way into a `Scenario`: it names its agreement, which the caller reads.
package struct ScenarioFile {
    /// Every field of the document, in the order of the specification.
    package static let fields = [
        "scenario", "name", "seed", "epoch", "duration", "vendor", "agreement", "fleet", "models", "licences",
        "workloads", "restarts", "cheats", "expect",
    ]

    private let document: YAMLField
    /// Where the agreement is, relative to the scenario's file.
    package let agreementPath: String

    /// Reads the file as far as is possible without the agreement.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: what the file is called in messages.
    /// - Throws: `AgreementError` for the first field that is wrong.
    package init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        document = try YAMLField(file: file, bytes: bytes).mapping(ScenarioFile.fields)
        let version = try document.member("scenario")
        guard try version.unsigned() == Scenario.version else {
            throw version.error("this version is not known", mend: "write scenario: \(Scenario.version)")
        }
        agreementPath = try document.member("agreement").text()
    }

    /// An error at the field that names the agreement.
    package func agreementError(_ reason: String, mend: String) -> AgreementError {
        do { return try document.member("agreement").error(reason, mend: mend) } catch { return error }
    }

    /// The scenario under its agreement.
    package func scenario(under agreement: Agreement) throws(AgreementError) -> Scenario {
        let context = try context(agreement)
        let licences = try document.member("licences").items { (item) throws(AgreementError) in
            try LicencePlan(item, context)
        }
        guard Set(licences.map(\.sequence)).count == licences.count else {
            throw try document.member("licences").error("a sequence occurs twice", mend: "number licences 1, 2, 3, …")
        }
        let epoch = try document.member("epoch")
        guard let moment = UTCSeconds(rfc3339: try epoch.text()) else {
            throw epoch.error("this is no date and time", mend: "write it as 2026-03-01T00:00:00Z (RFC 3339)")
        }
        guard (UTCSeconds(1_767_225_600)...4_102_444_800).contains(moment) else {
            throw epoch.error("certificates are not valid then", mend: "give a moment in the years 2026 to 2099")
        }
        let vendor = try document.member("vendor")
        guard DistinguishedName(commonName: try vendor.text()) != nil else {
            throw vendor.error("certificates can't carry this name", mend: "give at most 64 characters")
        }
        return Scenario(
            name: try document.member("name").text(), seed: try document.member("seed").unsigned(), epoch: moment,
            duration: context.duration, vendor: try vendor.text(), agreement: agreement, chipCount: context.chipCount,
            models: context.models, licences: licences,
            workloads: try list("workloads") { (item) throws(AgreementError) in try WorkloadPlan(item, context) },
            restarts: try list("restarts") { (item) throws(AgreementError) in try RestartPlan(item, context) },
            cheats: try list("cheats") { (item) throws(AgreementError) in try CheatPlan(item, context, licences) },
            expected: try list("expect") { (item) throws(AgreementError) in try ExpectedFinding(item, context) })
    }

    private func list<Item>(
        _ name: String, _ body: (YAMLField) throws(AgreementError) -> Item
    ) throws(AgreementError) -> [Item] {
        try document.optional(name)?.items(body) ?? []
    }

    /// What other fields refer to: chips, models, parties, the duration.
    private func context(_ agreement: Agreement) throws(AgreementError) -> ScenarioContext {
        let chips = try document.member("fleet").mapping(["chips"]).member("chips")
        let duration = try document.member("duration")
        let length = try duration.duration()
        guard (1...Scenario.maximumDuration).contains(length) else {
            throw duration.error("a run takes 1s to 366d", mend: "give a duration in that range, such as 1h")
        }
        let list = try document.member("models")
        let models = try list.items { (item) throws(AgreementError) in try ModelPlan(item) }
        guard !models.isEmpty, Set(models.map(\.name)).count == models.count else {
            throw list.error("the list is empty, or a name occurs twice", mend: "list each model once")
        }
        return ScenarioContext(
            chipCount: Int(try chips.unsigned(1...UInt64(Scenario.maximumChips))), duration: length, models: models,
            agreement: agreement)
    }
}
