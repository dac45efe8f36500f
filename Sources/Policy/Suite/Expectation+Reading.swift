import Agreement
import Appraisal

extension Expectation {
    /// States of a licence.
    static let licenceStates = ["none", "valid", "expired", "spent", "training spent", "suspended", "revoked"]

    /// Reads an expectation.
    ///
    /// - Parameters:
    ///   - field: the expectation.
    ///   - chips: how many chips make evidence; 0 for none.
    ///   - cheats: when a fleet's hosts cheat.
    ///   - context: the names.
    /// - Throws: the first `AgreementError`.
    init(_ field: YAMLField, chips: Int, cheats: [UInt64], _ context: SuiteContext) throws(AgreementError) {
        let subjects = SuiteForm.expectations.names
        let details = SuiteForm.expectations.details + SuiteForm.anyExpectation.names
        let field = try field.mapping(subjects + details)
        let asked = subjects.filter { field.optional($0) != nil }
        guard let name = asked.first, asked.count == 1 else {
            throw field.error(
                asked.isEmpty ? "nothing is expected" : "several things are expected: \(asked.joined(separator: ", "))",
                mend: "expect one of \(subjects.joined(separator: ", "))")
        }
        (line, column) = field.place ?? (1, 1)
        let value = try field.member(name)
        let tick = try context.tick(field.optional("at"))
        let ofEvidence = ["verdict", "first", "detected", "always", "never", "licence", "gained", "share"]
        if chips == 0, ofEvidence.contains(name) {
            throw value.error("the test has no evidence that a \(name) could rest on", mend: "add series or a fleet")
        }
        switch name {
        case "verdict":
            kind = .verdict(
                at: tick,
                chip: try field.optional("chip").map { (chip) throws(AgreementError) in
                    try context.chip(chip, of: chips)
                }, try context.word(value, what: "verdict"), try Findings(field, value, context))
        case "first":
            kind = .first(try Target(value, context), try Expectation.range(field))
        case "detected":
            kind = .detected(
                try Target(value, context), since: try Expectation.deed(field.member("since"), cheats),
                within: try field.member("within").duration())
        case "always":
            kind = .always(try context.word(value, what: "verdict"), try Expectation.range(field))
        case "never":
            kind = .never(try Target(value, context), try Expectation.range(field))
        case "licence":
            kind = .licence(
                chip: try context.chip(value, of: chips), at: tick,
                try context.name(
                    field.member("is"), among: Expectation.licenceStates, what: "state of a licence"))
        case "consequence":
            kind = .rung(
                at: tick, try context.name(value, among: ["none"] + Rung.allCases.map(\.rawValue), what: "consequence"))
        case "carriedOut":
            kind = .carriedOut(
                by: tick, try context.name(value, among: ["none"] + Rung.allCases.map(\.rawValue), what: "consequence"))
        case "escrow":
            kind = .escrow(
                try context.name(value, among: context.agreement.escrow.map(\.name), what: "escrow"), at: tick,
                try context.name(field.member("is"), among: ["held", "returned", "forfeited"], what: "state of escrow"))
        case "phase":
            let names = context.agreement.phases.map(\.name)
            kind = .phase(
                at: tick, try context.name(value, among: names + names.map { "\($0), over" }, what: "phase"))
        case "standing":
            kind = .standing(
                at: tick, try context.name(value, among: ["in force", "continues", "ended"], what: "standing"))
        case "ask":
            let answer = try field.member("is")
            kind = .answer(
                try Inquiry(value, context),
                answer.isList
                    ? try answer.items { (item) throws(AgreementError) in try item.printableText() }.joined(
                        separator: ", ")
                    : try answer.printableText())
        case "check":
            kind = .check(try Expectation.concerns(value, context), isStrict: value.scalar == "holds strictly")
        case "share":
            kind = .share(try ShareBound(value, field, at: tick, context))
        case "gained":
            _ = try context.name(value, among: ["operations"], what: "thing that a cheat gains")
            let (least, most) = (try field.optional("least")?.quantity(), try field.optional("most")?.quantity())
            guard least != nil || most != nil, least ?? 0 <= most ?? .max else {
                throw value.error("no amount is within these bounds", mend: "give most, or least, or both in order")
            }
            kind = .gained((least ?? 0)...(most ?? .max))
        default:
            _ = try context.name(value, among: ["operations"], what: "thing that a fleet trains with")
            kind = .trained(most: try field.member("most").quantity())
        }
        let used = SuiteForm.expectations.details(of: name) + SuiteForm.anyExpectation.names
        for detail in details where detail != name && !used.contains(detail) {
            if let extra = field.optional(detail) {
                throw extra.error("\(name) does not take \(detail)", mend: "take it out")
            }
        }
        recorded = try field.optional("recorded")?.flag() == true ? try Expectation.slots(field, name) : nil
    }

    /// When a deed was: a time, or that of a fleet's cheat.
    private static func deed(_ field: YAMLField, _ cheats: [UInt64]) throws(AgreementError) -> UInt64 {
        let text = try field.text()
        guard text.hasPrefix("cheat ") else { return try field.duration() }
        guard let number = Int(text.dropFirst(6)), cheats.indices.contains(number - 1) else {
            throw field.error(
                "\"\(text.prefix(64).description.printable)\" is no cheat of this test",
                mend: cheats.isEmpty ? "give a time" : "use cheat 1 to cheat \(cheats.count), or give a time")
        }
        return cheats[number - 1]
    }

    /// Where what `--update` may rewrite stands.
    private static func slots(_ field: YAMLField, _ name: String) throws(AgreementError) -> [Slot] {
        switch name {
        case "verdict":
            guard let findings = field.optional("findings"), !findings.isMapping else {
                throw field.error("a recorded verdict has its findings", mend: "add findings, such as findings: none")
            }
            return [Slot(try field.member(name)), Slot(findings)]
        case "licence", "escrow", "ask": return [Slot(try field.member("is"))]
        case "consequence", "carriedOut", "phase", "standing", "check": return [Slot(try field.member(name))]
        default:
            throw try field.member("recorded").error(
                "\(name) says a bound, and no result to record", mend: "take recorded out")
        }
    }

    private static func range(_ field: YAMLField) throws(AgreementError) -> ClosedRange<UInt64> {
        let from = try field.optional("from")?.duration() ?? 0
        let end = try field.optional("by")?.duration() ?? .max
        guard from <= end else { throw field.error("the time runs backwards", mend: "make from at most by") }
        return from...end
    }

    /// `holds`, `holds strictly`, or the identifiers of what stands.
    private static func concerns(_ field: YAMLField, _ context: SuiteContext) throws(AgreementError) -> [String] {
        if !field.isList {
            _ = try context.name(field, among: ["holds", "holds strictly"], what: "result of agreement check")
            return []
        }
        let ids = Concern.Kind.allCases.map(\.id)
        return try field.items { (item) throws(AgreementError) in
            try context.name(item, among: ids, what: "concern of agreement check")
        }.sorted()
    }
}

extension Expectation.ShareBound {
    fileprivate init(
        _ value: YAMLField, _ field: YAMLField, at tick: UInt64?, _ context: SuiteContext
    ) throws(AgreementError) {
        target = try Expectation.Target(value, context)
        self.tick = tick
        switch (field.optional("most"), field.optional("least")) {
        case (let most?, nil): (isUpper, share) = (true, try most.share())
        case (nil, let least?): (isUpper, share) = (false, try least.share())
        default: throw value.error("it is not said how often", mend: "give most or least, such as most: 5 %")
        }
        confidence = try field.member("confidence").share()
        guard confidence < 1_000_000 else {
            throw try field.member("confidence").error("nothing is that sure", mend: "give less, such as 95 %")
        }
    }
}

extension Expectation.Target {
    fileprivate init(_ field: YAMLField, _ context: SuiteContext) throws(AgreementError) {
        if let verdict = field.scalar.flatMap(Verdict.init(rawValue:)) {
            self = .verdict(verdict)
        } else {
            self = .rule(try context.rule(field))
        }
    }
}

extension Expectation.Findings {
    /// Which findings a verdict rests on. A verdict that is not kept must say why.
    fileprivate init(_ field: YAMLField, _ verdict: YAMLField, _ context: SuiteContext) throws(AgreementError) {
        guard let findings = field.optional("findings") else {
            guard verdict.scalar == Verdict.kept.rawValue else {
                throw verdict.error(
                    "it is not said on which findings the verdict rests", mend: "add findings, such as [IL-COMP-27]")
            }
            self = .exactly([])
            return
        }
        guard findings.isMapping else {
            let rules = try context.rules(findings)
            guard !rules.isEmpty || verdict.scalar == Verdict.kept.rawValue else {
                throw findings.error("a verdict that is not kept rests on something", mend: "list its findings")
            }
            self = .exactly(rules.sorted())
            return
        }
        let parts = try findings.mapping(["with", "without"])
        self = .some(
            with: try parts.optional("with").map { (list) throws(AgreementError) in try context.rules(list) } ?? [],
            without: try parts.optional("without").map { (list) throws(AgreementError) in try context.rules(list) }
                ?? [])
    }
}
