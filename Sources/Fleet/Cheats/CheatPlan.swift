import Agreement

/// A cheat of a scenario: which, on which chip, when.
package struct CheatPlan: Sendable {
    /// The fields that every cheat has.
    package static let fields = ["kind", "chip", "at"]

    /// Which it is.
    package let kind: CheatKind
    /// The chip, by number.
    package let chip: Int
    /// When, in ticks.
    package let tick: UInt64
    /// What is done.
    package let act: any Cheat

    init(
        _ field: YAMLField, _ context: ScenarioContext, _ licences: [LicencePlan]
    ) throws(AgreementError) {
        var known = CheatPlan.fields
        for kind in CheatKind.allCases { known += kind.fields.filter { !known.contains($0) } }
        let name = try field.mapping(known).member("kind")
        guard let kind = CheatKind(rawValue: try name.text()) else {
            throw name.error(
                "no cheat has this name",
                mend: "use one of " + CheatKind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let field = try field.mapping(CheatPlan.fields + kind.fields)
        chip = try context.chip(field.member("chip"))
        self.kind = kind
        tick = try context.tick(field.member("at"))
        act = try kind.type.init(CheatEntry(field, chip: chip, at: tick, of: kind, context, licences))
    }
}
