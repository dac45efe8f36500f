import Agreement
import Appraisal

extension Inquiry {
    init(_ field: YAMLField, _ context: SuiteContext) throws(AgreementError) {
        let subjects = SuiteForm.questions.names
        let field = try field.mapping(subjects + SuiteForm.questions.details)
        let asked = subjects.filter {
            field.optional($0) != nil && !($0 == "data" && field.optional("training") != nil)
        }
        guard let name = asked.first, asked.count == 1 else {
            throw field.error(
                asked.isEmpty ? "nothing is asked" : "several things are asked: \(asked.joined(separator: ", "))",
                mend: "ask one of \(subjects.joined(separator: ", "))")
        }
        let agreement = context.agreement
        let value = try field.member(name)
        let models = agreement.models.map(\.name) + context.strangers
        switch name {
        case "act":
            self = .act(
                try context.word(value, what: "act that takes signatures"),
                signers: try context.signers(field.member("signers")))
        case "computes":
            self = .computes(
                try context.name(value, among: agreement.beneficiaries + context.strangers, what: "beneficiary"))
        case "training": self = .training(try Training(value, field, context))
        case "uses":
            self = .uses(
                model: try context.name(value, among: models, what: "model"),
                phase: try field.optional("phase").map { (phase) throws(AgreementError) in
                    try context.name(phase, among: agreement.phases.map(\.name), what: "phase")
                })
        case "admits":
            let model = try value.mapping(["generation", "kind", "filter"])
            self = .admits(
                generation: try model.optional("generation")?.unsigned(),
                kind: try model.optional("kind").map { (kind) throws(AgreementError) in
                    try context.word(kind, what: "kind of model")
                }, hasFilter: try model.optional("filter")?.flag() ?? false)
        case "fineTuning": self = .fineTuning(model: try context.name(value, among: models, what: "model"))
        case "filter": self = .filter(model: try context.name(value, among: models, what: "model"))
        case "adapters": self = .adapters(model: try context.name(value, among: models, what: "model"))
        case "class": self = .number(ofClass: try context.name(value, among: context.data, what: "class of data"))
        case "untraced":
            self = .untraced(
                threshold: try context.name(value, among: agreement.thresholds.map(\.name), what: "threshold"))
        case "tokens": self = .tokens(try value.quantity())
        case "burst": self = .burst(try value.duration())
        case "data":
            self = .data(try context.name(value, among: context.data, what: "class of data"))
        case "manifest": self = .manifest(try context.name(value, among: context.data, what: "class of data"))
        case "rate": self = .rate(try value.quantity())
        case "replicas": self = .replicas(try value.unsigned())
        case "chips": self = .chips(try value.unsigned(), set: try context.set(field))
        case "bandwidth": self = .bandwidth(try value.quantity(), set: try context.set(field))
        case "reader":
            let readers = agreement.parties + agreement.beneficiaries + ["verifier", "parties", "public"]
            self = .reads(
                reader: try context.name(value, among: readers, what: "reader"),
                try context.word(field.member("claim"), what: "claim"))
        case "outage": self = .outage(try value.duration())
        case "finding": self = .follows(try context.rule(value))
        case "stake": self = .stake(try context.name(value, among: agreement.escrow.map(\.name), what: "escrow"))
        case "inspection": self = .inspection(try value.unsigned())
        case "monitoring":
            _ = try context.name(value, among: ["level"], what: "part of monitoring that can be asked")
            self = .level
        case "detector": self = .detector(try context.word(value, what: "part of a detector"))
        case "signedDetector":
            self = .signedDetector(try context.word(value, what: "part of a detector over signed meters"))
        case "accepted":
            let gaps = Concern.Kind.gaps
            let id = try context.name(value, among: gaps.map(\.id), what: "gap")
            guard let gap = gaps.first(where: { $0.id == id }) else {
                throw value.error("this gap is not known", mend: "see Specs/Agreement.md")
            }
            self = .accepted(gap)
        default: self = .covers(try CoveredClusters.Cluster(value, context))
        }
        try Inquiry.refuse(field, name, context)
    }

    /// Details that the question does not have would be read by nobody.
    private static func refuse(_ field: YAMLField, _ name: String, _ context: SuiteContext) throws(AgreementError) {
        let own = SuiteForm.questions.details(of: name) + SuiteForm.questions.names
        for detail in SuiteForm.questions.details where !own.contains(detail) {
            if let extra = field.optional(detail) {
                throw extra.error("\(name) does not take \(detail)", mend: "take it out")
            }
        }
    }
}

extension SuiteContext {
    /// Classes of data that a test may name.
    fileprivate var data: [String] {
        agreement.dataClasses.map(\.name) + strangers
    }

    fileprivate func set(_ field: YAMLField) throws(AgreementError) -> String {
        try name(field.member("set"), among: agreement.fixedSets.map(\.name), what: "fixed set")
    }
}

extension Inquiry.Training {
    fileprivate init(_ value: YAMLField, _ field: YAMLField, _ context: SuiteContext) throws(AgreementError) {
        self.init(
            operations: try value.quantity(), scope: try context.word(field.member("over"), what: "scope"),
            span: try field.optional("span")?.duration(),
            kind: try field.optional("kind").map { (kind) throws(AgreementError) in
                try context.word(kind, what: "kind of training")
            } ?? .any,
            formats: try field.optional("formats").map { (list) throws(AgreementError) in
                try list.items { (item) throws(AgreementError) in
                    try context.name(item, among: AgreementForm.formats, what: "number format")
                }
            } ?? [],
            data: try field.optional("data").map { (data) throws(AgreementError) in
                try context.name(data, among: context.data, what: "class of data")
            })
    }
}

extension CoveredClusters.Cluster {
    fileprivate init(_ field: YAMLField, _ context: SuiteContext) throws(AgreementError) {
        let field = try field.mapping(["chips", "performance", "memory", "joined", "bandwidth"])
        self.init(
            chips: try field.member("chips").unsigned(1...(1 << 32)),
            performance: try field.member("performance").quantity(), memory: try field.member("memory").quantity(),
            joined: Set(
                try field.optional("joined").map { (list) throws(AgreementError) in
                    try list.items { (item) throws(AgreementError) in
                        try context.word(item, what: "thing that joins chips")
                    }
                } ?? []),
            bandwidth: try field.optional("bandwidth")?.quantity() ?? 0)
    }
}
