import Agreement
import Attestation
import Cryptography
import Fleet

/// A suite's file on the way into a `PolicySuite`: it names its agreement and scenarios, which the caller reads.
package struct SuiteFile {
    /// The version of the format.
    package static let version: UInt64 = 1
    /// The most seeds of a test.
    package static let maximumSeeds: UInt64 = 1000
    /// How the names of suites' files end, so that directories can be searched for them.
    package static let suffix = ".suite.yaml"

    private let file: String
    private let document: YAMLField
    /// Where the agreement is, relative to the suite's file.
    package let agreementPath: String

    /// Reads the file as far as is possible without the agreement.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: what the file is called in messages.
    /// - Throws: `AgreementError` for the first field that is wrong.
    package init(_ bytes: [UInt8], file: String) throws(AgreementError) {
        self.file = file
        document = try YAMLField(file: file, bytes: bytes).mapping(SuiteForm.suite.names)
        let version = try document.member("suite")
        guard try version.unsigned() == SuiteFile.version else {
            throw version.error("this version is not known", mend: "write suite: \(SuiteFile.version)")
        }
        agreementPath = try document.member("agreement").text()
    }

    /// An error at the field that names the agreement.
    package func agreementError(_ reason: String, mend: String) -> AgreementError {
        do { return try document.member("agreement").error(reason, mend: mend) } catch { return error }
    }

    /// Reads the tests. All that is wrong is told, in the order of the file.
    ///
    /// - Parameters:
    ///   - draft: the agreement.
    ///   - agreementFile: what its file is called in messages.
    ///   - scenario: reads the scenario at a path relative to the suite's file, under the agreement.
    /// - Returns: the suite, or what is wrong with it; at least one error where there is none.
    package func suite(
        under draft: AgreementDraft, named agreementFile: String, scenario: Scenarios
    ) -> Result<PolicySuite, SuiteErrors> {
        var errors: [AgreementError] = []
        var cases: [PolicyCase] = []
        var name = ""
        var survivors: [PolicySuite.Survivor] = []
        do throws(AgreementError) {
            name = try document.member("name").printableText()
            let context = SuiteContext(
                agreement: draft.tested.agreement, strangers: try strangers(to: draft.tested.agreement))
            survivors = try explained()
            let list = try document.member("tests")
            let tests = try list.items { (test) throws(AgreementError) in test }
            guard !tests.isEmpty else { throw list.error("there is no test", mend: "add one") }
            for test in tests {
                do throws(AgreementError) { cases += try self.cases(of: test, context, scenario) } catch {
                    errors.append(error)
                }
            }
        } catch { errors.append(error) }
        var names: Set<String> = []
        for item in cases where !names.insert(item.name).inserted {
            errors.append(
                AgreementError(
                    file: file, line: item.line, column: nil, field: "tests",
                    reason: "two cases have the name \"\(item.name)\"", mend: "call one of them otherwise"))
        }
        guard errors.isEmpty else { return .failure(SuiteErrors(errors: errors)) }
        return .success(
            PolicySuite(
                name: name, file: file, agreementFile: agreementFile, draft: draft,
                cases: cases, survivors: survivors))
    }

    /// Names that the agreement does not have.
    private func strangers(to agreement: Agreement) throws(AgreementError) -> [String] {
        guard let list = document.optional("strangers") else { return [] }
        let known = agreement.names
        return try list.items { (item) throws(AgreementError) -> String in
            let name = try item.printableText()
            guard !known.contains(name) else {
                throw item.error("the agreement has this name", mend: "take it out, or choose another")
            }
            return name
        }
    }

    /// Clauses that are said to survive.
    private func explained() throws(AgreementError) -> [PolicySuite.Survivor] {
        guard let list = document.optional("survivors") else { return [] }
        return try list.items { (item) throws(AgreementError) -> PolicySuite.Survivor in
            let item = try item.mapping(SuiteForm.survivor.names)
            return PolicySuite.Survivor(
                clause: try item.member("clause").printableText(),
                because: try item.member("because").printableText(), line: item.place?.line ?? 1)
        }
    }

    /// Reads a scenario.
    package typealias Scenarios = (YAMLField) throws(AgreementError) -> Scenario

    private func cases(
        of test: YAMLField, _ context: SuiteContext, _ scenario: Scenarios
    ) throws(AgreementError) -> [PolicyCase] {
        let test = try test.mapping(SuiteForm.test.names)
        let title = try test.member("name").text()
        let all = try Parameters.all(of: test)
        if let first = all.first { try refuseUnused(first, in: test) }
        var cases: [PolicyCase] = []
        for parameters in all {
            let filled = try test.substituting(parameters.values)
            let label = title.contains("${") ? [] : parameters.label
            let name = try filled.member("name").text() + (label.isEmpty ? "" : " [\(label.joined(separator: ", "))]")
            cases.append(try policyCase(filled, name: name.printable, parameters, context, scenario))
        }
        return cases
    }

    /// A parameter that the test never uses would make cases that test the same.
    private func refuseUnused(_ parameters: Parameters, in test: YAMLField) throws(AgreementError) {
        for name in parameters.values.keys.sorted() where name != "case" {
            var others = parameters.values
            others[name] = nil
            guard (try? test.substituting(others)) != nil else { continue }
            throw test.error(
                "the parameter \(name.printable) is never used", mend: "write ${\(name.printable)} where it belongs")
        }
    }

    private func policyCase(
        _ test: YAMLField, name: String, _ parameters: Parameters, _ context: SuiteContext, _ scenario: Scenarios
    ) throws(AgreementError) -> PolicyCase {
        let source = try source(of: test, context, scenario)
        let chips =
            switch source {
            case .none: 0
            case .written(let evidence): evidence.chips
            case .fleet(let scenarios): scenarios.first?.chipCount ?? 0
            }
        let expect = try test.member("expect")
        let all = try expect.items { (item) throws(AgreementError) in item }
        var expectations: [Expectation] = []
        for item in all where try parameters.isMeant(item) {
            let expectation = try Expectation(item, chips: chips, cheats: source.cheats, context)
            if expectation.recorded != nil, source.runs > 1 {
                throw item.error("several runs have no one result to record", mend: "take recorded out, or seeds")
            }
            if expectation.isOfHosts, !source.isFleet {
                throw item.error(
                    "only a fleet's hosts tell what they trained with", mend: "make the evidence with a fleet")
            }
            expectations.append(expectation)
        }
        guard !expectations.isEmpty else {
            throw expect.error("nothing is expected of \"\(name)\"", mend: "add an expectation")
        }
        if test.optional("seeds") == nil, expectations.contains(where: \.isStatistical) {
            throw expect.error("one run has no share", mend: "add seeds, such as seeds: 50")
        }
        if chips > 0, !expectations.contains(where: \.assertsVerdict) {
            throw expect.error(
                "there is evidence, and nobody says what its verdict is (\"\(name)\")",
                mend: "add verdict, first, always or never")
        }
        var tags: [String] = []
        if let list = test.optional("tags") {
            tags = try list.items { (item) throws(AgreementError) -> String in try item.printableText() }
        }
        var acts: [Course.Event] = []
        if let list = test.optional("acts") {
            acts = try list.items { (item) throws(AgreementError) -> Course.Event in try Course.Event(item, context) }
        }
        var phase: String?
        if let field = test.optional("phase") {
            phase = try context.name(field, among: context.agreement.phases.map(\.name), what: "phase")
        }
        let start = test.optional("start") ?? document.optional("start")
        return PolicyCase(
            name: name, tags: tags, skip: try test.optional("skip")?.printableText(), line: test.place?.line ?? 1,
            phase: phase, start: try start?.moment() ?? PolicyCase.defaultStart, source: source, acts: acts,
            expectations: expectations)
    }

    private func source(
        of test: YAMLField, _ context: SuiteContext, _ scenario: Scenarios
    ) throws(AgreementError) -> PolicyCase.Source {
        let written = try WrittenEvidence(test, fixtures: document.optional("licences"), context)
        guard let fleet = test.optional("fleet") else {
            if let seed = test.optional("seed") ?? test.optional("seeds") {
                throw seed.error("without a fleet, nothing is drawn", mend: "take it out")
            }
            return written.map { PolicyCase.Source.written($0) } ?? PolicyCase.Source.none
        }
        guard written == nil else {
            throw fleet.error("evidence is both written and made by a fleet", mend: "take one of them out")
        }
        let plan = try scenario(fleet)
        let first = try test.optional("seed")?.unsigned(0...(1 << 63)) ?? plan.seed
        let count = try test.optional("seeds")?.unsigned(1...SuiteFile.maximumSeeds) ?? 1
        return .fleet(
            (0..<count).map { offset in
                var scenario = plan
                scenario.seed = first &+ offset
                return scenario
            })
    }
}

/// All that is wrong with a suite, in the order of its file.
package struct SuiteErrors: Error, Sendable {
    /// At least one error.
    package let errors: [AgreementError]

    /// Errors.
    package init(errors: [AgreementError]) { self.errors = errors }
}

extension Agreement {
    /// Names that no stranger may have.
    fileprivate var names: Set<String> {
        Set(
            parties + beneficiaries + models.map(\.name) + phases.map(\.name) + fixedSets.map(\.name)
                + dataClasses.map(\.name))
    }
}

extension Course.Event {
    fileprivate init(_ field: YAMLField, _ context: SuiteContext) throws(AgreementError) {
        let field = try field.mapping(SuiteForm.act.names)
        let act = try field.member("do")
        let signers = { () throws(AgreementError) -> Int in try context.signers(field.member("signers")) }
        let kind: Course.Act
        switch try context.name(act, among: Course.Act.words, what: "act") {
        case "enter":
            kind = .enter(
                phase: try context.name(
                    field.member("phase"), among: context.agreement.phases.map(\.name), what: "phase"),
                signers: try signers())
        case "go back": kind = .goBack(signers: try signers())
        case "inspect": kind = .inspectedClean
        case "forfeit":
            kind = .forfeit(
                escrow: try context.name(
                    field.member("escrow"), among: context.agreement.escrow.map(\.name), what: "escrow"),
                by: try context.parties(field.member("by")).map { context.agreement.parties[$0] })
        case "carry out":
            kind = .carryOut(try context.word(field.member("step"), what: "step"), signers: try signers())
        default: kind = .leave(signers: try signers())
        }
        self.init(tick: try field.member("at").duration(), act: kind)
    }
}
