import Appraisal
import Attestation
import Cryptography

extension YAMLField {
    func list<Item>(
        _ name: String, _ read: (YAMLField) throws(AgreementError) -> Item
    ) throws(AgreementError) -> [Item] {
        guard let list = optional(name) else { return [] }
        return try list.items(read)
    }

    func value<Value>(
        _ name: String, _ read: (YAMLField) throws(AgreementError) -> Value
    ) throws(AgreementError) -> Value? {
        guard let field = optional(name) else { return nil }
        return try read(field)
    }

    /// One text, or a list of them.
    func texts() throws(AgreementError) -> [String] {
        isList ? try items { (item) throws(AgreementError) in try item.text() } : [try text()]
    }

    func texts(_ name: String) throws(AgreementError) -> [String]? { try optional(name)?.texts() }
    func text(_ name: String) throws(AgreementError) -> String? { try optional(name)?.text() }
    func quantity(_ name: String) throws(AgreementError) -> UInt128? { try optional(name)?.quantity() }
    func unsigned(_ name: String) throws(AgreementError) -> UInt64? { try optional(name)?.unsigned() }
    func duration(_ name: String) throws(AgreementError) -> UInt64? { try optional(name)?.duration() }
    func digest(_ name: String) throws(AgreementError) -> Digest384? { try optional(name)?.digest() }
    func flag(_ name: String) throws(AgreementError) -> Bool? { try optional(name)?.flag() }
    func signatures(_ name: String) throws(AgreementError) -> Int? {
        guard let field = optional(name) else { return nil }
        return Int(try field.unsigned(1...8))
    }

    func word<Word: RawRepresentable<String>>(_ name: String) throws(AgreementError) -> Word? {
        guard let field = optional(name) else { return nil }
        return try field.word()
    }

    /// A word that the form of the document permits here.
    func word<Word: RawRepresentable<String>>() throws(AgreementError) -> Word {
        guard let word = Word(rawValue: try text()) else {
            throw error("this word is not known", mend: "see Specs/Agreement.md")
        }
        return word
    }

    func words<Word: RawRepresentable<String>>(_ name: String) throws(AgreementError) -> [Word] {
        try list(name) { (item) throws(AgreementError) in try item.word() }
    }

    func finding() throws(AgreementError) -> Agreement.FindingName {
        let text = try text()
        if let severity = Severity(rawValue: text) { return .severity(severity) }
        if let rule = Rule(rawValue: text) { return .rule(rule) }
        throw error("this is no finding", mend: "see Specs/Findings.md")
    }
}

struct Allowances {
    let total: UInt128
    let training: UInt128

    init(_ field: YAMLField) throws(AgreementError) {
        total = try field.member("total").quantity()
        let training = try field.member("training")
        self.training = try training.quantity()
        guard self.training <= total else {
            throw training.error("the training allowance is above the total", mend: "make it at most the total")
        }
    }
}

extension Agreement.Signatory {
    init(_ field: YAMLField) throws(AgreementError) {
        guard field.isMapping else {
            self.init(name: try field.text(), key: nil, bloc: nil)
            return
        }
        self.init(name: try field.member("name").text(), key: try field.digest("key"), bloc: try field.text("bloc"))
    }
}

extension Agreement.Quorum {
    init(_ field: YAMLField, of parties: Int) throws(AgreementError) {
        for name in ["licence", "firmware", "renew", "revoke", "phase", "change"] {
            _ = try field.optional(name)?.unsigned(1...UInt64(parties))
        }
        let licence = Int(try field.member("licence").unsigned())
        self.init(
            licence: licence, firmware: Int(try field.member("firmware").unsigned()),
            renew: try field.signatures("renew") ?? licence, revoke: try field.signatures("revoke"),
            phase: try field.signatures("phase"), change: try field.signatures("change"))
    }
}

extension Agreement.Model {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            name: try field.member("name").text(), weights: try field.member("weights").digest(),
            uses: try field.member("uses").uses(), generation: try field.unsigned("generation"),
            kind: try field.word("kind"), filter: try field.digest("filter"),
            adapters: try field.list("adapters") { (item) throws(AgreementError) in try item.digest() },
            fineTuning: try field.flag("fineTuning"))
    }
}

extension Agreement.ModelRules {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            frontier: try field.unsigned("frontier"), behind: try field.unsigned("behind"),
            kind: try field.word("kind"), filter: try field.flag("filter") ?? false)
    }
}

extension Agreement.Detector {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            features: try field.words("features"), falseAlarms: try field.member("falseAlarms").share(),
            windows: try field.member("windows").unsigned())
    }
}

extension Agreement.SignedDetector {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            features: try field.words("features"), falseAlarms: try field.member("falseAlarms").share(),
            intervals: try field.member("intervals").unsigned())
    }
}

extension Agreement.Threshold {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            name: try field.member("name").text(), scope: try field.member("over").word(),
            period: try field.duration("period"), training: try field.word("training") ?? .any,
            operations: try field.member("operations").quantity(), untraced: try field.quantity("untraced"),
            formats: try field.texts("formats") ?? [],
            data: try field.texts("data") ?? [], beyond: try field.word("beyond") ?? .prohibited)
    }
}

extension Agreement.DataClass {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            name: try field.member("name").text(), manifest: try field.member("manifest").digest(),
            number: try field.unsigned("class"))
    }
}

extension Agreement.FixedSet {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            name: try field.member("name").text(), chips: try field.member("chips").unsigned(),
            bandwidthOutside: try field.quantity("bandwidthOutside"))
    }
}

extension AppraisalPolicy.LicenceLimits {
    init(_ field: YAMLField?, chips: UInt64?) throws(AgreementError) {
        self.init(
            total: try field?.quantity("total"), training: try field?.quantity("training"), chips: chips,
            validity: try field?.duration("validity"), boots: try field?.unsigned("boots"),
            quantum: try field?.quantity("quantum"))
    }
}

extension Agreement.Disclosure {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            reader: try field.member("to").text(), exact: try field.words("exact"),
            rounded: try field.words("rounded"), digits: try field.unsigned("digits"),
            proved: try field.words("proved"))
    }
}

extension Agreement.Outage {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(grace: try field.member("grace").duration(), then: try field.member("then").word())
    }
}

extension Agreement.Consequence {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            finding: try field.member("finding").finding(), ladder: try field.words("ladder"),
            within: try field.duration("within"))
    }
}

extension Agreement.Escrow {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            name: try field.member("name").text(), owner: try field.member("owner").text(),
            holder: try field.member("holder").text(), returnedAfter: try field.member("returnedAfter").duration(),
            forfeitedOn: try field.list("forfeitedOn") { (item) throws(AgreementError) in try item.finding() },
            deciders: try field.texts("by") ?? [], quorum: Int(try field.member("quorum").unsigned(1...8)))
    }
}

extension Agreement.Inspections {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            share: try field.member("share").share(), every: try field.member("every").duration(),
            drawn: try field.member("drawn").word())
    }
}

extension Agreement.Phase {
    init(_ field: YAMLField) throws(AgreementError) {
        let allowances = try field.value("allowances", Allowances.init)
        self.init(
            name: try field.member("name").text(), entry: try field.value("entry", Entry.init),
            back: try field.value("back", Back.init), most: try field.duration("most"),
            isFinal: try field.flag("final") ?? false, totalAllowance: allowances?.total,
            trainingAllowance: allowances?.training, models: try field.texts("models"),
            interval: try field.duration("interval"))
    }
}

extension Agreement.Phase.Entry {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            after: try field.duration("after"), kept: try field.duration("kept"),
            signatures: try field.signatures("signatures"), inspected: try field.flag("inspected") ?? false)
    }
}

extension Agreement.Phase.Back {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            phase: try field.member("to").text(),
            findings: try field.list("finding") { (item) throws(AgreementError) in try item.finding() },
            signatures: try field.signatures("signatures"), within: try field.member("within").duration())
    }
}

extension Agreement.Exit {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            notice: try field.member("notice").duration(),
            signatures: Int(try field.member("signatures").unsigned(1...8)), then: try field.member("then").word())
    }
}

extension CoveredClusters {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            performance: try field.member("performance").quantity(), memory: try field.member("memory").quantity(),
            bandwidth: try field.member("bandwidth").quantity(), examples: try field.list("examples", Example.init))
    }
}

extension CoveredClusters.Example {
    init(_ field: YAMLField) throws(AgreementError) {
        self.init(
            name: try field.member("name").text(),
            cluster: CoveredClusters.Cluster(
                chips: try field.member("chips").unsigned(), performance: try field.member("performance").quantity(),
                memory: try field.member("memory").quantity(), joined: Set(try field.words("joined")),
                bandwidth: try field.quantity("bandwidth") ?? 0),
            isCovered: try field.member("covered").flag())
    }
}

extension Agreement.Accepted {
    init(_ field: YAMLField) throws(AgreementError) {
        let gap = try field.member("gap")
        guard let kind = Concern.Kind(rawValue: try gap.text()) else {
            throw gap.error("this is no gap", mend: "see Specs/Agreement.md")
        }
        self.init(gap: kind, field: try field.text("field"), because: try field.member("because").text())
    }
}
