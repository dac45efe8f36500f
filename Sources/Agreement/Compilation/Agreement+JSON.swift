import Appraisal
import Attestation

extension Agreement {
    /// What an agreement means for chips and verifier: the appraisal policy of each phase, the most that a licence may
    /// give, what follows which rule. Quantities are decimal strings.
    public var compiled: JSONValue {
        .object([
            "agreement": .string(digest.description),
            "name": .string(name),
            "parties": .array(
                signatories.map { signatory in
                    .object([
                        "name": .string(signatory.name),
                        "key": signatory.key.map { .string($0.description) } ?? .null,
                    ])
                }),
            "quorum": .object([
                "licence": .number(quorum.licence), "firmware": .number(quorum.firmware),
                "renew": .number(quorum.renew), "revoke": .optional(quorum.revoke), "phase": .optional(quorum.phase),
                "change": .optional(quorum.change),
            ]),
            "policy": appraisalPolicy.json,
            "phases": .array(
                phases.map { phase in
                    .object(["name": .string(phase.name), "policy": appraisalPolicy(in: phase).json])
                }),
            "consequences": .array(
                Rule.allCases.compactMap { rule in
                    guard let consequence = consequence(of: rule) else { return nil }
                    return .object([
                        "rule": .string(rule.id),
                        "ladder": .array(consequence.ladder.map { .string($0.rawValue) }),
                        "within": .optional(consequence.within),
                    ])
                }),
            "sunset": sunset.map { .string($0.rfc3339) } ?? .null,
        ])
    }

    /// What follows a finding of a rule: what is said of the rule, else what is said of its severity; nil for nothing.
    public func consequence(of rule: Rule) -> Consequence? {
        consequences.first { $0.finding == .rule(rule) }
            ?? consequences.first { $0.finding == .severity(rule.severity) }
    }

    /// The widest terms that the agreement lets a licence have, as `interlock licence issue --terms` takes them.
    ///
    /// - Parameters:
    ///   - phase: the phase that they are for; nil where there is none.
    ///   - sequence: the licence's sequence, from 1.
    ///   - tick: its first tick.
    ///   - boot: its first boot.
    ///   - set: the fixed set that it is for; nil where that is not said, and then the narrowest cap on links counts.
    /// - Returns: the terms.
    /// - Throws: `CompilationError` where the agreement does not bound what a licence must say.
    public func licenceTerms(
        in phase: Phase?, sequence: UInt64, from tick: UInt64, boot: UInt64, for set: FixedSet? = nil
    ) throws(CompilationError) -> JSONValue {
        let limits = licenceLimits
        guard let total = limits.total else { throw CompilationError(field: "licences.total") }
        guard let validity = limits.validity else { throw CompilationError(field: "licences.validity") }
        guard let quantum = limits.quantum else { throw CompilationError(field: "licences.quantum") }
        let policy = phase.map(appraisalPolicy(in:)) ?? appraisalPolicy
        let most = min(total, policy.totalAllowance)
        let models = policy.models.flatMap(\.licensed)
        guard models.count <= Licence.Terms.modelCapacity else {
            throw CompilationError(
                field: "models",
                reason: "with their adapters they are \(models.count), and a licence names at most "
                    + "\(Licence.Terms.modelCapacity); give a phase that runs fewer")
        }
        let boots = boot.addingReportingOverflow((limits.boots ?? .max) - 1)
        let end = tick.addingReportingOverflow(validity)
        let members: [JSONValue.Member] = [
            .init("agreement", .string(digest.description)), .init("sequence", .number(sequence)),
            .init(
                "allowances",
                .object([
                    "total": .decimal(most),
                    "training": .decimal(min(limits.training ?? 0, policy.trainingAllowance, most)),
                ])), .init("models", .array(models.map(\.json))),
            .init(
                "ticks",
                .object(["from": .number(tick), "until": .number(end.overflow ? .max : end.partialValue)])),
            .init(
                "boots",
                .object(["from": .number(boot), "through": .number(boots.overflow ? .max : boots.partialValue)])),
            .init("quantum", .decimal(quantum)),
        ]
        return JSONValue(.object(members + chipLimits(of: set).members))
    }
}

/// Why terms of a licence can't be made from an agreement.
public struct CompilationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field that is missing.
    public let field: String
    /// What is wrong with it, and the mend.
    public let reason: String

    init(field: String, reason: String = "the agreement does not bound it; add it") {
        self.field = field
        self.reason = reason
    }

    /// The field and the mend.
    public var description: String { "field \(field): \(reason)" }
}

extension AppraisalPolicy {
    /// The policy; limits that there are not are null.
    fileprivate var json: JSONValue {
        .object([
            "licenceQuorum": .number(licenceQuorum),
            "totalAllowance": .decimal(totalAllowance),
            "trainingAllowance": .decimal(trainingAllowance),
            "models": .array(
                models.map { model in
                    .object([
                        "name": .string(model.name), "weights": .string(model.weights.description),
                        "uses": .array(model.uses.json), "licensed": .array(model.licensed.map(\.json)),
                    ])
                }),
            "attestationInterval": .number(attestationInterval),
            "grace": .number(grace),
            "revocationAge": revocationAge.map { .number($0) } ?? .null,
            "licence": .object([
                "total": .optional(licenceLimits.total), "training": .optional(licenceLimits.training),
                "chips": .optional(licenceLimits.chips), "validity": .optional(licenceLimits.validity),
                "boots": .optional(licenceLimits.boots), "quantum": .optional(licenceLimits.quantum),
            ]),
            "chips": JSONValue(.object(chipLimits.members)),
            "signedDetector": detector?.json ?? .null,
        ])
    }
}

extension FittedDetector {
    /// The detector as fitted: numbers as decimal strings that read back as the same.
    fileprivate var json: JSONValue {
        .object([
            "intervals": .number(intervals), "threshold": .string("\(threshold)"),
            "constant": .string("\(constant)"), "reach": .string("\(reach)"),
            "terms": .array(
                terms.map { term in
                    .object([
                        "feature": .string(term.feature.rawValue), "mean": .string("\(term.mean)"),
                        "scale": .string("\(term.scale)"), "weight": .string("\(term.weight)"),
                        "square": .string("\(term.square)"),
                    ])
                }),
        ])
    }
}

extension AppraisalPolicy.ChipLimits {
    /// The members of a licence's terms that say them; none for what is not limited.
    fileprivate var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let newestGeneration { members.append(.init("newestGeneration", .number(newestGeneration))) }
        if let run {
            var limit: [JSONValue.Member] = [.init("threshold", .decimal(run.threshold))]
            if let untraced = run.untraced { limit.append(.init("untraced", .decimal(untraced))) }
            members.append(.init("run", JSONValue(.object(limit))))
        }
        if let data {
            members.append(
                .init(
                    "data",
                    .object([
                        "manifests": .array(data.manifests.map { .string($0.description) }),
                        "excluded": .array(
                            (0..<32).filter { data.excludedClasses & 1 << UInt32($0) != 0 }.map { .number($0) }),
                    ])))
        }
        let rates: [JSONValue.Member] = [
            ("operations", rates.operations), ("tokens", rates.tokens), ("outside", rates.outside),
        ].compactMap { name, rate in
            rate.map {
                .init(name, .object(["perTick": .decimal(UInt128($0.perTick)), "burst": .decimal(UInt128($0.burst))]))
            }
        }
        if !rates.isEmpty { members.append(.init("rates", JSONValue(.object(rates)))) }
        return members
    }
}

extension Licence.Terms.Model {
    /// An entry of a licence's terms, without what is not said of it.
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("weights", .string(weights.description)), .init("uses", .array(uses.json)),
        ]
        if let adapter { members.append(.init("adapter", .string(adapter.description))) }
        if let filter { members.append(.init("filter", .string(filter.description))) }
        if generation > 0 { members.append(.init("generation", .number(generation))) }
        if replicas > 0 { members.append(.init("replicas", .number(replicas))) }
        return JSONValue(.object(members))
    }
}

extension Licence.Terms.Uses {
    fileprivate var json: [JSONValue] {
        [(Licence.Terms.Uses.inference, "inference"), (.training, "training")].filter { contains($0.0) }.map {
            .string($0.1)
        }
    }
}

extension JSONValue {
    fileprivate static func optional(_ value: UInt128?) -> JSONValue { value.map { .decimal($0) } ?? .null }
    fileprivate static func optional(_ value: UInt64?) -> JSONValue { value.map { .number($0) } ?? .null }
    fileprivate static func optional(_ value: Int?) -> JSONValue { value.map { .number($0) } ?? .null }
}
