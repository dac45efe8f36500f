import Agreement

/// The names that fields of a scenario may refer to, and how to find them.
struct ScenarioContext {
    let chipCount: Int
    let duration: UInt64
    let models: [ModelPlan]
    let agreement: Agreement

    /// The number of the chip with a name.
    func chip(_ field: YAMLField) throws(AgreementError) -> Int { try chip(field, field.text()) }

    private func chip(_ field: YAMLField, _ name: String) throws(AgreementError) -> Int {
        if name.hasPrefix("chip-"), let number = Int(name.dropFirst(5)), (0..<chipCount).contains(number),
            Scenario.chipName(number, of: chipCount) == name
        {
            return number
        }
        throw field.error(
            "\"\(name)\" is no chip of this fleet",
            mend: "use a name from \(Scenario.chipName(0, of: chipCount)) to "
                + Scenario.chipName(chipCount - 1, of: chipCount))
    }

    /// Chips: `all`, a name, a range such as `chip-003..chip-007`, or a list of names and ranges; ascending.
    func chips(_ field: YAMLField) throws(AgreementError) -> [Int] {
        let parts =
            field.isList
            ? try field.items { (item) throws(AgreementError) in try range(item) } : [try range(field)]
        let chips = Set(parts.joined()).sorted()
        guard !chips.isEmpty else { throw field.error("no chip is named", mend: "name at least one, or write all") }
        return chips
    }

    private func range(_ field: YAMLField) throws(AgreementError) -> ClosedRange<Int> {
        let text = try field.text()
        if text == "all" { return 0...(chipCount - 1) }
        guard let dots = text.firstRange(of: "..") else {
            let chip = try chip(field, text)
            return chip...chip
        }
        let first = try chip(field, String(text[..<dots.lowerBound]))
        let last = try chip(field, String(text[dots.upperBound...]))
        guard first <= last else { throw field.error("the range runs backwards", mend: "put the lower name first") }
        return first...last
    }

    /// The place of the model with a name.
    func model(_ field: YAMLField) throws(AgreementError) -> Int {
        let name = try field.text()
        guard let place = models.firstIndex(where: { $0.name == name }) else {
            throw field.error(
                "no model has the name \"\(name)\"",
                mend: "use one of \(models.map(\.name).joined(separator: ", ")), or add it to models")
        }
        return place
    }

    /// The place of the party with a name.
    func party(_ field: YAMLField) throws(AgreementError) -> Int {
        let name = try field.text()
        guard let place = agreement.parties.firstIndex(of: name) else {
            throw field.error(
                "\"\(name)\" is no party of the agreement",
                mend: "use one of \(agreement.parties.joined(separator: ", "))")
        }
        return place
    }

    /// A time within the run, in ticks.
    func tick(_ field: YAMLField?) throws(AgreementError) -> UInt64 {
        guard let field else { return 0 }
        let tick = try field.duration()
        guard tick < duration else { throw field.error("the run is over by then", mend: "give a time within it") }
        return tick
    }

    /// A whole number as `Int`.
    func integer(_ field: YAMLField?, _ range: ClosedRange<UInt64>, default value: Int) throws(AgreementError) -> Int {
        guard let field else { return value }
        return Int(try field.unsigned(range))
    }
}
