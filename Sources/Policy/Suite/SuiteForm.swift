import Agreement
import Appraisal
import Wire

/// The form of suites: which fields there are, and what may stand in them. Readers take the names from here, and the JSON
/// Schema is made of it; what a value means is for the readers.
package enum SuiteForm {
    /// What may stand at a place.
    indirect enum Value: Sendable {
        /// One value that is not empty.
        case text
        /// A whole number below 2^128.
        case quantity
        /// A whole number in a range.
        case count(ClosedRange<UInt64>)
        /// A whole number and a unit.
        case duration
        /// A time since the start, or `end`.
        case tick
        /// RFC 3339.
        case moment
        /// Per cent.
        case share
        /// yes or no.
        case flag
        /// One of these.
        case word([String])
        /// The identifier of a rule.
        case rule
        /// A verdict, or the identifier of a rule.
        case target
        /// Any number of one thing.
        case list(Value)
        /// One of several things.
        case either([Value])
        /// Named members and no others.
        case record([Field])
        /// Names that the suite chooses, each with a value.
        case names(Value)
    }

    /// A named place in a record.
    struct Field: Sendable {
        let name: String
        let value: Value
        let about: String
        let isRequired: Bool

        init(_ name: String, _ value: Value, _ about: String, isRequired: Bool = false) {
            self.name = name
            self.value = value
            self.about = about
            self.isRequired = isRequired
        }
    }

    /// What is asked or expected, by the field that says so, with the fields that go with it.
    struct Subject: Sendable {
        let field: Field
        let others: [Field]

        init(_ name: String, _ value: Value, _ about: String, _ others: [Field] = []) {
            field = Field(name, value, about, isRequired: true)
            self.others = others
        }
    }

    // MARK: Values that several fields take

    static let rules = Rule.allCases.map(\.id)
    static let verdicts = Verdict.allCases.map(\.rawValue)
    static let chips = Value.either([.text, .list(.text)])
    static let signers = Value.either([.count(0...8), .list(.text)])
    static let at = Field("at", .tick, "when, or end")
    static let range = [
        Field("from", .duration, "from when on (0s)"), Field("by", .duration, "until when (end)"),
    ]
    static func isWord(_ words: [String], _ about: String) -> Field {
        Field("is", .word(words), about, isRequired: true)
    }

    // MARK: Records

    /// A suite.
    static let suite = [
        Field("suite", .count(1...1), "the version of this format: 1", isRequired: true),
        Field("name", .text, "a title", isRequired: true),
        Field("agreement", .text, "the agreement's file, relative to this one", isRequired: true),
        Field("start", .moment, "the moment of tick 0 (2026-03-01T00:00:00Z)"),
        Field("strangers", .list(.text), "names that the agreement does not have, and that tests use all the same"),
        Field("licences", .names(.record(licence)), "licences by name, for several tests"),
        Field("survivors", .list(.record(survivor)), "clauses whose mutants no test can notice"),
        Field("tests", .list(.record(test)), "the tests", isRequired: true),
    ]

    static let survivor = [
        Field("clause", .text, "the clause, as a path of names", isRequired: true),
        Field("because", .text, "why no test can notice", isRequired: true),
    ]

    /// A test.
    static let test = [
        Field("name", .text, "what it shows", isRequired: true),
        Field("tags", .list(.text), "words to choose cases by"), Field("skip", .text, "why it is not run"),
        Field("table", .list(.names(.either([.text, .list(.text)]))), "rows of parameters; case names a row"),
        Field("matrix", .names(.list(.text)), "parameters with lists of values: every combination is a case"),
        Field("boundary", .names(.text), "one parameter: cases just below it, at it and just above it"),
        Field("phase", .text, "the phase in which the verifier judges"),
        Field("start", .moment, "the moment of tick 0, instead of the suite's"),
        Field("chips", .count(1...UInt64(WrittenEvidence.maximumChips)), "how many chips (1)"),
        Field("licences", .list(.either([.text, .record(licence)])), "what chips install"),
        Field("series", .list(.record(series)), "what chips compute, and when they answer"),
        Field("incidents", .list(.record(incident)), "what befalls them"),
        Field("revocations", .duration, "up to when the verifier knows what was revoked (always)"),
        Field("fleet", .text, "a scenario, relative to this file, instead of series"),
        Field("seed", .count(0...(1 << 63)), "instead of the scenario's"),
        Field("seeds", .count(1...SuiteFile.maximumSeeds), "how many runs, from that seed on"),
        Field("acts", .list(.record(act)), "what parties do"),
        Field("expect", .list(expectation), "what must hold", isRequired: true),
    ]

    static let licence = [
        Field("chips", chips, "the chips that install it (all)"),
        Field("others", .count(0...16_384), "for how many chips elsewhere it is, too (0)"),
        Field("at", .tick, "when it is installed (0s)"),
        Field("total", .quantity, "operations of each chip (the most that the agreement lets a licence give)"),
        Field("training", .quantity, "of which for training"),
        Field("models", .list(.text), "the models (all of the agreement)"),
        Field("uses", .list(.word(["inference", "training"])), "what they may be used for"),
        Field("validity", .duration, "for how long it is valid"),
        Field("boots", .count(1...UInt64.max), "for how many power cycles"),
        Field("quantum", .quantity, "the most operations of one opening"),
        Field("limits", .flag, "whether it says what the agreement holds chips to (yes)"),
        Field("signers", signers, "who signs (all parties)"),
        Field("agreement", .word(["other"]), "other: it names another agreement"),
    ]

    static let series = [
        Field("chips", chips, "the chips (all)"), Field("model", .text, "the model", isRequired: true),
        Field("use", .word(["inference", "training"]), "what for (inference)"),
        Field("every", .duration, "time between two challenges (the agreement's interval)"),
        Field("answered", .duration, "how long after its challenge a chip answers (0s)"),
        Field(
            "operations", .text, "where a counter stood at each challenge, such as 0+1e15x5 _x2 reset 0",
            isRequired: true),
    ]

    static let incident = [
        Field("at", .duration, "when", isRequired: true), Field("chip", .text, "which chip (chip-0)"),
        Field("do", .word(WrittenEvidence.Incident.words), "what", isRequired: true),
        Field("fault", .word(Fault.allCases.map { "\($0)" }), "what it refuses"),
    ]

    static let act = [
        Field("at", .duration, "when", isRequired: true),
        Field("do", .word(Course.Act.words), "what", isRequired: true), Field("phase", .text, "the phase to enter"),
        Field("step", .word(Rung.allCases.map(\.rawValue)), "the step to carry out"),
        Field("signers", signers, "how many parties sign, or which"),
        Field("escrow", .text, "what is forfeited"), Field("by", .list(.text), "the parties that decide it"),
    ]

    /// What an expectation may look at; one of them.
    static let expectations = [
        Subject(
            "verdict", .word(verdicts), "the verdict at a time",
            [
                at, Field("chip", .text, "of one chip"),
                Field(
                    "findings",
                    .either([
                        .text, .list(.rule),
                        .record([
                            Field("with", .either([.text, .list(.rule)]), "some that must be there"),
                            Field("without", .either([.text, .list(.rule)]), "some that must not"),
                        ]),
                    ]), "with these findings and no others"),
            ]),
        Subject("first", .target, "a verdict or rule first comes up in a time", range),
        Subject(
            "detected", .target, "how soon after a deed a verdict or rule first comes up",
            [
                Field("since", .text, "when the deed was: a time, or cheat 1 for a fleet's first", isRequired: true),
                Field("within", .duration, "how soon it must come up", isRequired: true),
            ]),
        Subject("always", .word(verdicts), "the verdict holds throughout", range),
        Subject("never", .target, "the verdict or rule does not come up", range),
        Subject(
            "licence", .text, "a chip: what its licence is worth, by its latest evidence",
            [isWord(Expectation.licenceStates, "in which state it is"), at]),
        Subject(
            "consequence", .word(["none"] + Rung.allCases.map(\.rawValue)), "the hardest step that is due", [at]),
        Subject(
            "carriedOut", .word(["none"] + Rung.allCases.map(\.rawValue)),
            "the hardest step that was due, and that parties carried out", [at]),
        Subject(
            "escrow", .text, "what is at stake", [isWord(["held", "returned", "forfeited"], "what became of it"), at]),
        Subject("phase", .text, "the phase that acts and findings led to", [at]),
        Subject("standing", .word(["in force", "continues", "ended"]), "whether the agreement is in force", [at]),
        Subject(
            "ask", .either(questions.map { Value.record([$0.field] + $0.others) }), "a question to the agreement",
            [Field("is", .either([.text, .list(.text)]), "its answer", isRequired: true)]),
        Subject(
            "check", .either([.word(["holds", "holds strictly"]), .list(.word(Concern.Kind.allCases.map(\.id)))]),
            "what agreement check tells"),
        Subject(
            "trained", .word(["operations"]), "what a fleet's hosts really trained with",
            [Field("most", .quantity, "at the most", isRequired: true)]),
        Subject(
            "gained", .word(["operations"]), "what really passed and no licence of the agreement permits",
            [Field("most", .quantity, "at the most"), Field("least", .quantity, "at the least")]),
        Subject(
            "share", .target, "in how many of the runs it comes up",
            [
                at, Field("most", .share, "in at most so many"), Field("least", .share, "in at least so many"),
                Field("confidence", .share, "how sure that must be", isRequired: true),
            ]),
    ]

    /// Fields that every expectation may have.
    static let anyExpectation = [
        Field(
            "when",
            .either([.word(Parameters.Side.words), .list(.word(Parameters.Side.words))]),
            "on which side of the boundary"),
        Field("recorded", .flag, "yes: --update may rewrite it"),
    ]

    private static let expectation = Value.either(
        expectations.map { .record([$0.field] + $0.others + anyExpectation) })

    /// What may be asked of an agreement; one of them.
    static let questions = [
        Subject(
            "act", .word(Inquiry.Act.allCases.map(\.rawValue)), "whether so many parties may do it",
            [Field("signers", signers, "how many sign, or who", isRequired: true)]),
        Subject("computes", .text, "whether somebody may compute"),
        Subject(
            "training", .quantity, "what so many operations of training are",
            [
                Field("over", .word(Scope.allCases.map(\.rawValue)), "what they add up over", isRequired: true),
                Field("span", .duration, "in how long"),
                Field("kind", .word(TrainingKind.allCases.map(\.rawValue)), "where it starts from"),
                Field("formats", .list(.word(AgreementForm.formats)), "in which number formats"),
                Field("data", .text, "on which class of data"),
            ]),
        Subject("uses", .text, "a model: what it may be used for", [Field("phase", .text, "in which phase")]),
        Subject(
            "admits",
            .record([
                Field("generation", .count(0...UInt64.max), "its generation"),
                Field("kind", .word(ModelKind.allCases.map(\.rawValue)), "how general it is"),
                Field("filter", .flag, "whether it runs with a filter"),
            ]), "whether the rules for models admit a model"),
        Subject("fineTuning", .text, "a model: whether training may start from it"),
        Subject("filter", .text, "a model: which filter it must run with"),
        Subject("adapters", .text, "a model: which adapters may be added to it"),
        Subject("data", .text, "whether a class may be trained on"),
        Subject("manifest", .text, "a class of data: its root"),
        Subject("class", .text, "an excluded class of data: its number"),
        Subject("untraced", .text, "a threshold: what weights without a ticket count for"),
        Subject("tokens", .quantity, "tokens of inference a second of one chip"),
        Subject("burst", .duration, "how long a rate may be saved up"),
        Subject("rate", .quantity, "operations a second of one chip"),
        Subject("replicas", .count(0...UInt64.max), "copies of a model at once"),
        Subject("chips", .count(0...UInt64.max), "chips that work together", [set]),
        Subject("bandwidth", .quantity, "bytes a second that leave a set", [set]),
        Subject(
            "reader", .text, "what somebody reads",
            [Field("claim", .word(Claim.allCases.map(\.rawValue)), "of which claim", isRequired: true)]),
        Subject("outage", .duration, "time since the last licence: what chips do"),
        Subject("finding", .rule, "what follows it"),
        Subject("stake", .text, "whose it is, and who holds it"),
        Subject("inspection", .count(0...UInt64.max), "of so many chips, how many are looked at"),
        Subject("monitoring", .word(["level"]), "how closely chips are watched"),
        Subject(
            "detector", .word(Inquiry.DetectorPart.allCases.map(\.rawValue)),
            "what the agreement says of its detector of training"),
        Subject(
            "signedDetector", .word(Inquiry.SignedDetectorPart.allCases.map(\.rawValue)),
            "what the agreement says of its detector over signed meters"),
        Subject("accepted", .word(Concern.Kind.gaps.map(\.id)), "a gap: of which fields it is accepted"),
        Subject(
            "cluster",
            .record([
                Field("chips", .count(1...(1 << 32)), "how many", isRequired: true),
                Field("performance", .quantity, "operations a second of each", isRequired: true),
                Field("memory", .quantity, "bytes of each", isRequired: true),
                Field("joined", .list(.word(Join.allCases.map(\.rawValue))), "how they are joined"),
                Field("bandwidth", .quantity, "bytes a second between them"),
            ]), "whether it is covered"),
    ]

    private static let set = Field("set", .text, "of which fixed set", isRequired: true)
}

extension [SuiteForm.Field] {
    /// Their names.
    var names: [String] { map(\.name) }
}

extension [SuiteForm.Subject] {
    /// The names of what is asked.
    var names: [String] { map(\.field.name) }

    /// The names of all fields that go with something, each once.
    var details: [String] {
        var seen: Set<String> = []
        return flatMap(\.others).names.filter { seen.insert($0).inserted }
    }

    /// The names of the fields that go with one.
    func details(of name: String) -> [String] { first { $0.field.name == name }?.others.names ?? [] }
}
