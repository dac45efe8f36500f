import Agreement
import Appraisal
import Attestation
import Wire

extension WrittenEvidence {
    /// Reads the evidence of a test; nil where it has none.
    init?(_ test: YAMLField, fixtures: YAMLField?, _ context: SuiteContext) throws(AgreementError) {
        guard test.optional("series") != nil else {
            for name in ["chips", "licences", "incidents", "revocations"] {
                if let field = test.optional(name) {
                    throw field.error("without series, no evidence comes of it", mend: "add series, or take it out")
                }
            }
            return nil
        }
        let count =
            try test.optional("chips").map { (field) throws(AgreementError) in
                Int(try field.unsigned(1...UInt64(WrittenEvidence.maximumChips)))
            } ?? 1
        chips = count
        licences =
            try test.optional("licences").map { (field) throws(AgreementError) in
                try field.items { (item) throws(AgreementError) in
                    try LicenceGrant(WrittenEvidence.fixture(item, fixtures, context), of: count, context)
                }
            } ?? []
        work = try test.member("series").items { (item) throws(AgreementError) in
            try Work(item, of: count, context)
        }
        incidents =
            try test.optional("incidents").map { (field) throws(AgreementError) in
                try field.items { (item) throws(AgreementError) in try Incident(item, of: count, context) }
            } ?? []
        revocations = try test.optional("revocations")?.duration()
        for chip in 0..<count {
            let own = work.filter { $0.chips.contains(chip) }
            guard Set(own.map { [$0.every, $0.delay] }).count <= 1 else {
                throw try test.member("series").error(
                    "chip-\(chip) can't attest at two intervals", mend: "give its series the same every and answered")
            }
        }
    }

    /// A licence itself, or the fixture with its name.
    private static func fixture(
        _ item: YAMLField, _ fixtures: YAMLField?, _ context: SuiteContext
    ) throws(AgreementError) -> YAMLField {
        guard !item.isMapping else { return item }
        let names = try fixtures?.members([]).map(\.name) ?? []
        let name = try context.name(item, among: names, what: "licence of the suite")
        return fixtures?.optional(name) ?? item
    }
}

extension WrittenEvidence.LicenceGrant {
    init(_ field: YAMLField, of count: Int, _ context: SuiteContext) throws(AgreementError) {
        let field = try field.mapping(SuiteForm.licence.names)
        let limits = context.agreement.licenceLimits
        chips = try context.chips(field.optional("chips"), of: count)
        others = Int(try field.optional("others")?.unsigned(0...16_384) ?? 0)
        tick = try context.tick(field.optional("at")) ?? 0
        total = try Self.bounded(field, "total", limits.total) { (member) throws(AgreementError) in
            try member.quantity()
        }
        training = min(total, try field.optional("training")?.quantity() ?? limits.training ?? 0)
        let validity = try Self.bounded(field, "validity", limits.validity) { (member) throws(AgreementError) in
            try member.duration()
        }
        quantum = try Self.bounded(field, "quantum", limits.quantum) { (member) throws(AgreementError) in
            try member.quantity()
        }
        boots = try field.optional("boots")?.unsigned(1...UInt64.max) ?? limits.boots ?? 1
        let (end, overflow) = tick.addingReportingOverflow(validity)
        guard validity > 0, !overflow, quantum > 0 else {
            throw field.error("the licence permits nothing", mend: "make validity and quantum at least 1")
        }
        ticks = tick..<end
        let uses = try field.optional("uses")?.uses()
        let listed = try field.optional("models").map { (list) throws(AgreementError) in
            try list.items { (item) throws(AgreementError) in try context.model(item) }
        }
        let policy = context.agreement.appraisalPolicy
        var models = listed ?? policy.models.flatMap(\.licensed)
        guard models.count <= 16 else { throw field.error("there are more than 16 models", mend: "list at most 16") }
        if let uses { for place in models.indices { models[place].uses = uses } }
        let isLimited = try field.optional("limits")?.flag() ?? true
        self.limits = isLimited ? policy.chipLimits : AppraisalPolicy.ChipLimits()
        self.models = isLimited ? models : models.map { .init(weights: $0.weights, uses: $0.uses) }
        let all = context.agreement.parties.indices
        if let signers = field.optional("signers") {
            self.signers =
                signers.isList
                ? try context.parties(signers)
                : Array(all.prefix(Int(try signers.unsigned(1...UInt64(all.count)))))
        } else {
            signers = Array(all)
        }
        guard !signers.isEmpty else { throw field.error("nobody signs", mend: "list at least one party") }
        switch try field.optional("agreement")?.text() {
        case nil: isOfOtherAgreement = false
        case "other": isOfOtherAgreement = true
        default:
            throw try field.member("agreement").error("this is not known", mend: "write other, or take it out")
        }
    }

    /// A member, or where it is left out the most that the agreement lets a licence give.
    private static func bounded<Value>(
        _ field: YAMLField, _ name: String, _ limit: Value?, _ read: (YAMLField) throws(AgreementError) -> Value
    ) throws(AgreementError) -> Value {
        if let member = field.optional(name) { return try read(member) }
        guard let limit else {
            throw field.error("the agreement does not bound \(name)", mend: "say it here")
        }
        return limit
    }
}

extension WrittenEvidence.Work {
    init(_ field: YAMLField, of count: Int, _ context: SuiteContext) throws(AgreementError) {
        let field = try field.mapping(SuiteForm.series.names)
        chips = try context.chips(field.optional("chips"), of: count)
        weights = try context.model(field.member("model")).weights
        let use = try field.optional("use").map { (use) throws(AgreementError) in
            try context.name(use, among: ["inference", "training"], what: "use")
        }
        isTraining = use == "training"
        let every = try field.optional("every")?.duration() ?? context.agreement.attestationInterval
        delay = try field.optional("answered")?.duration() ?? 0
        guard every > 0, delay < every else {
            throw field.error("a chip answers before its next challenge", mend: "make answered less than every")
        }
        self.every = every
        let operations = try field.member("operations")
        do { series = try Series(operations.text()) } catch let refusal as Series.Refusal {
            throw operations.error(refusal.reason, mend: refusal.mend)
        } catch let error as AgreementError {
            throw error
        } catch {
            throw operations.error("this is no series", mend: "write values such as 0+1e15x5")
        }
        let (_, overflow) = every.multipliedReportingOverflow(by: UInt64(Series.maximumCount + 1))
        guard !overflow else { throw field.error("the series is too long", mend: "make every shorter") }
    }
}

extension WrittenEvidence.Incident {
    init(_ field: YAMLField, of count: Int, _ context: SuiteContext) throws(AgreementError) {
        let field = try field.mapping(SuiteForm.incident.names)
        tick = try field.member("at").duration()
        chip =
            try field.optional("chip").map { (chip) throws(AgreementError) in try context.chip(chip, of: count) } ?? 0
        let act = try field.member("do")
        switch try context.name(act, among: Self.words, what: "incident") {
        case "restart": kind = .restart
        case "replay": kind = .replay
        case "clone": kind = .clone
        case "corrupt": kind = .corrupt
        case "tamper": kind = .tamper
        default:
            let fault = try field.member("fault")
            let faults = Fault.allCases.map { "\($0)" }
            let name = try context.name(fault, among: faults, what: "fault of Specs/Faults.md")
            guard let value = Fault.allCases.first(where: { "\($0)" == name }) else {
                throw fault.error("this fault is not known", mend: "see Specs/Faults.md")
            }
            kind = .refuse(value)
            return
        }
        if let fault = field.optional("fault") {
            throw fault.error("only a refusal has a fault", mend: "take it out, or write do: refuse")
        }
    }
}
