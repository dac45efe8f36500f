import Agreement
import Appraisal

extension Expectation {
    /// What an expectation may look at; one of them.
    static let subjects = [
        "verdict", "first", "always", "never", "licence", "consequence", "escrow", "phase", "standing", "ask", "check",
        "trained", "share",
    ]
    /// Further fields.
    static let details = ["when", "at", "chip", "findings", "from", "by", "is", "most", "least", "confidence"]

    /// Reads an expectation.
    ///
    /// - Parameters:
    ///   - field: the expectation.
    ///   - chips: how many chips make evidence; 0 for none.
    ///   - context: the names.
    /// - Throws: the first `AgreementError`.
    init(_ field: YAMLField, chips: Int, _ context: SuiteContext) throws(AgreementError) {
        let field = try field.mapping(Expectation.subjects + Expectation.details)
        let asked = Expectation.subjects.filter { field.optional($0) != nil }
        guard let name = asked.first, asked.count == 1 else {
            throw field.error(
                asked.isEmpty ? "nothing is expected" : "several things are expected: \(asked.joined(separator: ", "))",
                mend: "expect one of \(Expectation.subjects.joined(separator: ", "))")
        }
        (line, column) = field.place ?? (1, 1)
        let value = try field.member(name)
        let tick = try context.tick(field.optional("at"))
        var used = ["when", name]
        if chips == 0, ["verdict", "first", "always", "never", "licence", "share"].contains(name) {
            throw value.error("the test has no evidence that a \(name) could rest on", mend: "add series or a fleet")
        }
        switch name {
        case "verdict":
            used += ["at", "chip", "findings"]
            kind = .verdict(
                at: tick,
                chip: try field.optional("chip").map { (chip) throws(AgreementError) in
                    try context.chip(chip, of: chips)
                }, try context.word(value, what: "verdict"), try Findings(field, value, context))
        case "first":
            used += ["from", "by"]
            kind = .first(try Target(value, context), try Expectation.range(field))
        case "always":
            used += ["from", "by"]
            kind = .always(try context.word(value, what: "verdict"), try Expectation.range(field))
        case "never":
            used += ["from", "by"]
            kind = .never(try Target(value, context), try Expectation.range(field))
        case "licence":
            used += ["at", "is"]
            kind = .licence(
                chip: try context.chip(value, of: chips), at: tick,
                try context.name(
                    field.member("is"), among: ["none", "valid", "expired", "spent", "training spent"],
                    what: "state of a licence"))
        case "consequence":
            used += ["at"]
            kind = .rung(
                at: tick, try context.name(value, among: ["none"] + Rung.allCases.map(\.rawValue), what: "consequence"))
        case "escrow":
            used += ["at", "is"]
            kind = .escrow(
                try context.name(value, among: context.agreement.escrow.map(\.name), what: "escrow"), at: tick,
                try context.name(field.member("is"), among: ["held", "returned", "forfeited"], what: "state of escrow"))
        case "phase":
            used += ["at"]
            let names = context.agreement.phases.map(\.name)
            kind = .phase(
                at: tick, try context.name(value, among: names + names.map { "\($0), over" }, what: "phase"))
        case "standing":
            used += ["at"]
            kind = .standing(
                at: tick, try context.name(value, among: ["in force", "continues", "ended"], what: "standing"))
        case "ask":
            used += ["is"]
            let answer = try field.member("is")
            kind = .answer(
                try Inquiry(value, context),
                answer.isList
                    ? try answer.items { (item) throws(AgreementError) in try item.text() }.joined(separator: ", ")
                    : try answer.text())
        case "check":
            kind = .check(try Expectation.concerns(value, context), isStrict: value.scalar == "holds strictly")
        case "share":
            used += ["at", "most", "least", "confidence"]
            kind = .share(try ShareBound(value, field, at: tick, context))
        default:
            used += ["most"]
            _ = try context.name(value, among: ["operations"], what: "thing that a fleet trains with")
            kind = .trained(most: try field.member("most").quantity())
        }
        for detail in Expectation.details where !used.contains(detail) {
            if let extra = field.optional(detail) {
                throw extra.error("\(name) does not take \(detail)", mend: "take it out")
            }
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
