import Appraisal

/// The form of an agreement: every field, what it says, and who gains where it changes.
package enum AgreementForm {
    /// Number formats, as meters count them.
    package static let formats = ["fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"]
    /// What evidence claims, as disclosure profiles call it.
    static let claims = Claim.allCases.map(\.rawValue)

    /// The document.
    package static let shape = Shape.record(members)

    /// The document's fields.
    package static let members: [Member] =
        [
            .required("agreement", .count(1...1), "version of this format", .label),
            .required("name", .text, "what it is called", .label),
            .required(
                "beneficiary", .oneOrMore(count: 1...16), "who may compute under it",
                .permission("the newcomer: it may compute")),
            .required(
                "parties", .list(.nameOrRecord(party), count: 1...8, key: "name"), "who signs, by name",
                .unordered("whoever holds more votes among the others")),
            .required("quorum", .record(quorum), "how many parties must sign each act", .record),
            .required("allowances", .record(allowances), "weighted operations of all chips together", .record),
            .required(
                "models", .list(.record(model), count: 0...256, key: "weights"), "the models that may run",
                .permission("the beneficiary: one more model may run")),
            .required("monitoring", .record(monitoring), "how often chips prove themselves", .record),
        ] + optional

    private static let optional: [Member] = [
        .optional("modelRules", .record(modelRules), "what every listed model must satisfy", .record),
        .optional(
            "thresholds", .list(.record(threshold), count: 1...64, key: "name"), "limits on training",
            .floor("the beneficiary: one limit on training fewer")),
        .optional("data", .record(data), "what may be trained on", .record),
        .optional("throttle", .record(throttle), "how fast, and how many copies at once", .record),
        .optional(
            "fixedSets", .list(.record(fixedSet), count: 1...64, key: "name"), "which chips may work together",
            .permission("the beneficiary: one more set of chips")),
        .optional("licences", .record(licences), "the most that one licence may give", .record),
        .optional(
            "disclosure", .list(.record(disclosure), count: 1...32, key: "to"), "who sees which claim",
            .balance(rises: "the reader: it sees more", falls: "whoever cheats: one reader fewer")),
        .optional("outage", .record(outage), "what happens when no licence arrives", .record),
        .optional(
            "consequences", .list(.record(consequence), count: 1...128, key: "finding"), "what follows a finding",
            .floor("whoever cheats: a finding without a consequence")),
        .optional(
            "escrow", .list(.record(escrow), count: 1...32, key: "name"), "what is held, and when it is lost",
            .floor("its owner: it is no longer at stake")),
        .optional("inspections", .record(inspections), "how chips are inspected", .record),
        .optional(
            "phases", .list(.record(phase), count: 2...32, key: "name", isOrdered: true),
            "steps, each of which can be taken back", .unordered("whoever the other course of steps favours")),
        .optional("sunset", .record(sunset), "when it ends", .record),
        .optional("exit", .record(exit), "how a party leaves", .record),
        .optional("coveredClusters", .record(clusters), "which clusters it covers", .record),
        .optional(
            "accepted", .list(.record(accepted), count: 1...128), "gaps that the parties know of, and why",
            .permission("whoever cheats: one more gap is accepted")),
    ]

    private static let party: [Member] = [
        .required("name", .text, "its name", .label),
        .optional(
            "key", .digest, "SHA-384 of its raw public keys",
            .floor("whoever the trust directory takes for it")),
        .optional(
            "bloc", .text, "parties of one bloc vote as one", .unordered("whoever votes for more than one party")),
    ]

    private static func signatures(_ name: String, _ about: String, _ gain: String) -> Member {
        .optional(name, .count(1...8), about, .floor(gain))
    }

    private static let quorum: [Member] = [
        .required(
            "licence", .count(1...8), "to issue a licence", .floor("a single party: fewer must agree to a licence")),
        .required(
            "firmware", .count(1...8), "to sign firmware, beside its maker",
            .floor("a single party: fewer must agree to what chips run")),
        signatures("renew", "to renew a licence; as for issuing where left out", "a single party: fewer must renew"),
        .optional(
            "revoke", .count(1...8), "to end a licence before its time",
            .balance(
                rises: "whoever cheats: more must agree before a licence ends",
                falls: "a single party: fewer can end what was promised to the beneficiary")),
        signatures("phase", "to go to the next phase, or back", "a single party: fewer decide on phases"),
        signatures(
            "change", "to change the agreement or to end it", "a single party: fewer can change every other term"),
    ]

    private static let allowances: [Member] = [
        .required("total", .quantity, "all operations", .permission("the beneficiary: more operations")),
        .required("training", .quantity, "of which for training", .permission("the beneficiary: more training")),
    ]

    private static let model: [Member] = [
        .required("name", .text, "its name", .label),
        .required("weights", .digest, "SHA-384 of its weights", .unordered("whoever runs the other model")),
        .required(
            "uses", .list(.word(["inference", "training"]), count: 1...2), "what it may be used for",
            .permission("the beneficiary: one more use")),
        .optional(
            "generation", .count(0...1_000), "its generation, counted like modelRules.frontier",
            .limit("the beneficiary: a newer model")),
        .optional(
            "kind", .word(["narrow", "general"]), "narrow or general", .limit("the beneficiary: a more general model")),
        .optional(
            "filter", .digest, "SHA-384 of the output filter that must run with it",
            .limit("the beneficiary: the model answers without its filter")),
        .optional(
            "adapters", .list(.digest, count: 1...8), "SHA-384 of each adapter that may be added to it, one at a time",
            .permission("the beneficiary: one more adapter")),
        .optional(
            "fineTuning", .flag, "whether training may start from these weights",
            .limit("the beneficiary: it may change the model")),
    ]

    private static let modelRules: [Member] = [
        .optional(
            "frontier", .count(0...1_000), "the newest generation that there is",
            .limit("the beneficiary: newer models")),
        .optional(
            "behind", .count(0...1_000), "how many generations older a model must be",
            .floor("the beneficiary: newer models")),
        .optional(
            "kind", .word(["narrow", "general"]), "the most general kind",
            .limit("the beneficiary: more general models")),
        .optional(
            "filter", .flag, "whether every model must have a filter",
            .floor("the beneficiary: models without a filter")),
    ]

    private static let monitoring: [Member] = [
        .required(
            "interval", .duration, "the longest time between two attestations of a chip",
            .permission("whoever cheats: a breach stays unseen longer")),
        .required(
            "grace", .duration, "how much later an answer may come",
            .permission("whoever cheats: silence is noticed later")),
        .optional(
            "revocationAge", .duration, "how old what verifiers know of revocations may be",
            .limit("whoever has a revoked key: it counts longer")),
        .optional(
            "level", .word(["minimal", "periodic", "real-time"]), "how closely the chips are watched",
            .floor("whoever cheats: chips are watched less closely")),
        .optional("detector", .record(detector), "what tells from raw counters that a chip may be training", .record),
        .optional(
            "signedDetector", .record(signedDetector), "what tells from signed meters that a chip may be training",
            .record),
    ]

    private static let detector: [Member] = [
        .required(
            "features", .list(.word(DetectorFeature.allCases.map(\.rawValue)), count: 1...9),
            "what it looks at in each window of 16 s", .floor("whoever disguises training: less is looked at")),
        .required(
            "falseAlarms", .share, "of windows of known inference above its threshold",
            .balance(
                rises: "whoever wants honest work suspected: more of it is",
                falls: "whoever disguises training: more of it passes")),
        .required(
            "windows", .count(1...1_000), "how many windows in a row must be training-consistent",
            .limit("whoever disguises training: it must last longer to be noticed")),
    ]

    private static let signedDetector: [Member] = [
        .required(
            "features", .list(.word(FittedDetector.Feature.allCases.map(\.rawValue)), count: 1...4),
            "what it looks at in each interval between two attestations",
            .floor("whoever disguises training: less is looked at")),
        .required(
            "falseAlarms", .share, "of intervals of known inference above its threshold",
            .balance(
                rises: "whoever wants honest work suspected: more of it is",
                falls: "whoever disguises training: more of it passes")),
        .required(
            "intervals", .count(1...1_000), "how many intervals in a row must be training-consistent",
            .limit("whoever disguises training: it must last longer to be noticed")),
    ]

    private static let threshold: [Member] = [
        .required("name", .text, "its name", .label),
        .required(
            "over", .word(["chip", "run", "period", "fleet"]), "what is added up",
            .unordered("the beneficiary: another sum may grow")),
        .optional(
            "period", .duration, "how long a period is", .floor("the beneficiary: the count starts anew more often")),
        .optional(
            "training", .word(["any", "pretraining", "posttraining"]), "which training counts",
            .unordered("the beneficiary: other training is free")),
        .required("operations", .quantity, "the most weighted operations", .limit("the beneficiary: more training")),
        .optional(
            "untraced", .quantity,
            "of a run: what weights without a ticket count for; left out, they may not be trained",
            .balance(
                rises: "the beneficiary: weights of unknown past may be trained, or count for more",
                falls: "whoever launders checkpoints: a hidden past counts for less")),
        .optional(
            "formats", .list(.word(formats), count: 1...8), "only operations in these number formats",
            .unordered("the beneficiary: other formats are free")),
        .optional(
            "data", .texts(), "only training on these classes of data",
            .unordered("the beneficiary: other data is free")),
        .optional(
            "beyond", .word(["reported", "monitored", "prohibited"]), "what training above it is",
            .floor("the beneficiary: training above the limit is taken more lightly")),
    ]

    private static let dataClass: [Member] = [
        .required("name", .text, "its name", .label),
        .required("manifest", .digest, "Merkle root of its digests", .unordered("whoever trains on the other data")),
    ]

    private static let excludedClass: [Member] =
        dataClass + [
            .optional(
                "class", .count(0...31), "its number in manifests, by which chips refuse it",
                .unordered("whoever trains on data that is called so"))
        ]

    private static let data: [Member] = [
        .optional(
            "permitted", .list(.record(dataClass), count: 1...64, key: "name"), "nothing else may be trained on",
            .limit("the beneficiary: more data")),
        .optional(
            "excluded", .list(.record(excludedClass), count: 1...64, key: "name"), "never to be trained on",
            .floor("the beneficiary: data that was excluded")),
    ]

    private static let throttle: [Member] = [
        .optional(
            "operationsPerSecond", .quantity, "of one chip, at the most", .limit("the beneficiary: faster chips")),
        .optional(
            "tokensPerSecond", .quantity, "tokens of inference of one chip, at the most",
            .limit("the beneficiary: more answers, or more for another machine to train on")),
        .optional(
            "burst", .duration, "how long a chip may save up what rates leave unused; 1s where left out",
            .permission("the beneficiary: more at once")),
        .optional(
            "replicas", .count(1...1_000_000), "copies of one model at once",
            .limit("the beneficiary: more copies at once")),
    ]

    private static let fixedSet: [Member] = [
        .required("name", .text, "its name", .label),
        .required(
            "chips", .count(1...(1 << 24)), "how many chips", .permission("the beneficiary: more chips together")),
        .optional(
            "bandwidthOutside", .quantity, "bytes a second to chips outside",
            .limit("the beneficiary: chips outside can take part")),
    ]

    private static let licences: [Member] = [
        .optional(
            "total", .quantity, "operations of each chip", .limit("the beneficiary: more between two signatures")),
        .optional(
            "training", .quantity, "of which for training", .limit("the beneficiary: more training between signatures")),
        .optional(
            "validity", .duration, "how long it is valid",
            .limit("whoever cheats: it computes longer before a refusal to renew bites")),
        .optional("boots", .count(1...UInt64.max), "how many boots", .limit("whoever cheats: more restarts")),
        .optional(
            "quantum", .quantity, "operations of one opening", .limit("whoever cheats: more passes at one opening")),
    ]

    private static let disclosure: [Member] = [
        .required("to", .text, "a party, a beneficiary, or: verifier, parties, public", .label),
        .optional(
            "exact", .list(.word(claims), count: 1...12), "claims that it reads",
            .balance(rises: "the reader: it sees more", falls: "whoever cheats: less can be checked")),
        .optional(
            "rounded", .list(.word(claims), count: 1...12), "claims that it reads rounded",
            .balance(rises: "the reader: it sees more", falls: "whoever cheats: less can be checked")),
        .optional(
            "digits", .count(1...38), "to how many digits they are rounded",
            .balance(rises: "the reader: it sees more", falls: "whoever cheats: less can be checked")),
        .optional(
            "proved", .list(.word(claims), count: 1...12), "claims of which it only learns that they hold",
            .balance(rises: "the reader: it learns more", falls: "whoever cheats: less can be checked")),
    ]

    private static let outage: [Member] = [
        .required(
            "grace", .duration, "how long chips go on without a new licence",
            .permission("whoever withholds evidence: chips go on longer")),
        .required(
            "then", .word(["closed", "throttled"]), "what chips do after that",
            .permission("the beneficiary: chips go on at a lower rate")),
    ]

    private static let consequence: [Member] = [
        .required("finding", .finding, "a rule, or breach, or doubt: all of that severity", .label),
        .required(
            "ladder", .list(.word(Rung.allCases.map(\.rawValue)), count: 1...5, isOrdered: true),
            "what follows, step by step", .floor("whoever cheats: a step of the ladder fewer")),
        .optional(
            "within", .duration, "how soon each step is taken",
            .limit("whoever cheats: consequences come later")),
    ]

    private static let escrow: [Member] = [
        .required("name", .text, "its name", .label),
        .required("owner", .text, "whose it is", .unordered("whoever has less at stake")),
        .required("holder", .text, "who holds it", .unordered("the new holder")),
        .required(
            "returnedAfter", .duration, "when it goes back, without a finding",
            .balance(rises: "the holder: it keeps it longer", falls: "the owner: it is at stake for less long")),
        .required(
            "forfeitedOn", .list(.finding, count: 1...64), "the findings by which it is lost",
            .balance(rises: "the holder: more ways to keep it", falls: "the owner: fewer ways to lose it")),
        .required("by", .texts(1...8), "who decides that it is lost", .unordered("whoever decides")),
        .required(
            "quorum", .count(1...8), "how many of them must agree",
            .balance(
                rises: "the owner: more must agree before it is lost",
                falls: "a single party: fewer can take what was promised back")),
    ]

    private static let inspections: [Member] = [
        .required("share", .share, "of the chips, each time", .floor("whoever cheats: fewer chips are looked at")),
        .required("every", .duration, "how often", .limit("whoever cheats: chips are looked at less often")),
        .required(
            "drawn", .word(["announced", "scheduled", "random"]), "how chips and times are chosen",
            .floor("whoever cheats: it knows when to behave")),
    ]

    private static let entry: [Member] = [
        .optional("after", .duration, "after this long in the phase before", .floor("whoever wants the step sooner")),
        .optional("kept", .duration, "after this long without a breach", .floor("whoever broke the agreement lately")),
        .optional("signatures", .count(1...8), "of this many parties", .floor("a single party: fewer decide")),
        .optional("inspected", .flag, "after an inspection without a finding", .floor("whoever was not inspected")),
    ]

    private static let back: [Member] = [
        .required("to", .text, "the phase that it goes back to", .unordered("whoever that phase favours")),
        .optional(
            "finding", .list(.finding, count: 1...64), "on any of these",
            .balance(rises: "whoever wants the step taken back", falls: "whoever cheats: the step stays taken")),
        .optional(
            "signatures", .count(1...8), "or by this many parties",
            .balance(
                rises: "whoever cheats: more must agree to go back", falls: "a single party: fewer can take it back")),
        .required(
            "within", .duration, "how soon it is taken back",
            .limit("whoever cheats: the step stays taken longer")),
    ]

    private static let phaseAllowances: [Member] = [
        .required("total", .quantity, "all operations", .limit("the beneficiary: more operations in this phase")),
        .required("training", .quantity, "of which for training", .limit("the beneficiary: more training in it")),
    ]

    private static let phase: [Member] = [
        .required("name", .text, "its name", .label),
        .optional("entry", .record(entry), "what must hold before it starts; all of it", .record),
        .optional("back", .record(back), "how it is taken back", .record),
        .optional("most", .duration, "how long it lasts at the most", .limit("whoever the phase favours")),
        .optional("final", .flag, "whether it is the last", .unordered("whoever the phase favours")),
        .optional("allowances", .record(phaseAllowances), "instead of the agreement's", .record),
        .optional(
            "models", .texts(0...64), "the names of the models that may run in it",
            .limit("the beneficiary: more models in this phase")),
        .optional(
            "interval", .duration, "instead of monitoring.interval",
            .limit("whoever cheats: a breach stays unseen longer")),
    ]

    private static let sunset: [Member] = [
        .required("at", .moment, "no licence is valid after that", .limit("the beneficiary: it computes longer"))
    ]

    private static let exit: [Member] = [
        .required(
            "notice", .duration, "how long before it takes effect",
            .balance(rises: "the others: leaving takes longer", falls: "the leaver: the others have less time")),
        .required(
            "signatures", .count(1...8), "how many parties it takes; 1: any party may leave",
            .balance(rises: "the others: a party can't leave alone", falls: "the leaver: it needs nobody")),
        .required(
            "then", .word(["continues", "ends"]), "what becomes of the agreement between the others",
            .unordered("whoever gains by the end of the agreement")),
    ]

    private static let clusters: [Member] = [
        .required(
            "performance", .quantity, "covered above this total processing performance (2 × MAC rate in TOPS × bits)",
            .limit("whoever builds clusters: larger ones are not covered")),
        .required(
            "memory", .quantity, "or above this many bytes of accelerator memory",
            .limit("whoever builds clusters: larger ones are not covered")),
        .required(
            "bandwidth", .quantity, "chips count together above this many bits a second between nodes",
            .limit("whoever builds clusters: wider links don't join them")),
        .optional(
            "examples", .list(.record(example), count: 1...64, key: "name"), "clusters, and whether they are covered",
            .unordered("whoever reads the rule otherwise")),
    ]

    private static let example: [Member] = [
        .required("name", .text, "its name", .label),
        .required("chips", .count(1...(1 << 32)), "how many chips", .unordered("whoever reads the rule otherwise")),
        .required("performance", .quantity, "of one chip", .unordered("whoever reads the rule otherwise")),
        .required("memory", .quantity, "of one chip, in bytes", .unordered("whoever reads the rule otherwise")),
        .required(
            "joined", .list(.word(Join.allCases.map(\.rawValue)), count: 0...2),
            "what joins the chips beside links", .unordered("whoever reads the rule otherwise")),
        .optional("bandwidth", .quantity, "bits a second between its nodes", .unordered("whoever reads it otherwise")),
        .required("covered", .flag, "whether the agreement covers it", .unordered("whoever reads the rule otherwise")),
    ]

    private static let accepted: [Member] = [
        .required(
            "gap", .word(Concern.Kind.gaps.map(\.id)), "the gap, as check calls it",
            .unordered("whoever cheats: another gap is accepted")),
        .optional(
            "field", .text, "the field that it is told of; all where left out",
            .limit("whoever cheats: more gaps are accepted")),
        .required("because", .text, "why the parties accept it", .label),
    ]
}
