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
    /// - Returns: the terms.
    /// - Throws: `CompilationError` where the agreement does not bound what a licence must say.
    public func licenceTerms(
        in phase: Phase?, sequence: UInt64, from tick: UInt64, boot: UInt64
    ) throws(CompilationError) -> JSONValue {
        let limits = licenceLimits
        guard let total = limits.total else { throw CompilationError(field: "licences.total") }
        guard let validity = limits.validity else { throw CompilationError(field: "licences.validity") }
        guard let quantum = limits.quantum else { throw CompilationError(field: "licences.quantum") }
        let policy = phase.map(appraisalPolicy(in:)) ?? appraisalPolicy
        let most = min(total, policy.totalAllowance)
        let boots = boot.addingReportingOverflow((limits.boots ?? .max) - 1)
        let end = tick.addingReportingOverflow(validity)
        return .object([
            "agreement": .string(digest.description),
            "sequence": .number(sequence),
            "allowances": .object([
                "total": .decimal(most),
                "training": .decimal(min(limits.training ?? 0, policy.trainingAllowance, most)),
            ]),
            "models": .array(policy.models.map(\.licenceJSON)),
            "ticks": .object(["from": .number(tick), "until": .number(end.overflow ? .max : end.partialValue)]),
            "boots": .object(["from": .number(boot), "through": .number(boots.overflow ? .max : boots.partialValue)]),
            "quantum": .decimal(quantum),
        ])
    }
}

/// Why terms of a licence can't be made from an agreement.
public struct CompilationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field that is missing.
    public let field: String

    /// The field and the mend.
    public var description: String { "field \(field): the agreement does not bound it; add it" }
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
                        "uses": .array(model.uses.json),
                    ])
                }),
            "attestationInterval": .number(attestationInterval),
            "grace": .number(grace),
            "licence": .object([
                "total": .optional(licenceLimits.total), "training": .optional(licenceLimits.training),
                "chips": .optional(licenceLimits.chips), "validity": .optional(licenceLimits.validity),
                "boots": .optional(licenceLimits.boots), "quantum": .optional(licenceLimits.quantum),
            ]),
        ])
    }
}

extension AppraisalPolicy.Model {
    fileprivate var licenceJSON: JSONValue {
        .object(["weights": .string(weights.description), "uses": .array(uses.json)])
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
