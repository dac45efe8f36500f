import Agreement

/// The values of a case's parameters, and on which side of its boundary it is.
struct Parameters {
    /// On which side of a boundary a case lies.
    enum Side: String, CaseIterable {
        case below
        case at
        case above

        /// Whether `when` takes the case.
        func isMeant(by word: String) -> Bool {
            switch word {
            case "within": self != .above
            case "beyond": self == .above
            default: word == rawValue
            }
        }

        /// What `when` may say.
        static let words = ["below", "at", "above", "within", "beyond"]
    }

    /// The most cases of one test.
    static let maximumCases = 4096

    var values: [String: String] = [:]
    /// The parameters in words, in the order of the test.
    var label: [String] = []
    var side: Side?

    /// All combinations of a test's table, matrix and boundary.
    static func all(of test: YAMLField) throws(AgreementError) -> [Parameters] {
        var all = [Parameters()]
        if let table = test.optional("table") {
            let rows = try table.items { (row) throws(AgreementError) in try Parameters.row(row) }
            guard !rows.isEmpty else { throw table.error("the table is empty", mend: "add a row, or take it out") }
            all = rows
        }
        if let matrix = test.optional("matrix") {
            for (name, list, _) in try matrix.members([]) {
                let texts = try list.items { (item) throws(AgreementError) in try item.text() }
                guard !texts.isEmpty else { throw list.error("the list is empty", mend: "add a value") }
                all = all.flatMap { parameters in texts.map { parameters.adding(name, $0) } }
                guard all.count <= maximumCases else {
                    throw matrix.error("there are more than \(maximumCases) cases", mend: "give fewer values")
                }
            }
        }
        if let boundary = test.optional("boundary") {
            let members = try boundary.members([])
            guard members.count == 1, let (name, value, _) = members.first else {
                throw boundary.error("a test has one boundary", mend: "give one name and value")
            }
            let sides = try Parameters.sides(of: value)
            all = all.flatMap { parameters in
                sides.map { side, text in
                    var next = parameters.adding(name, text)
                    next.side = side
                    return next
                }
            }
        }
        return all
    }

    private static func row(_ row: YAMLField) throws(AgreementError) -> Parameters {
        var parameters = Parameters()
        for (name, value, _) in try row.members([]) {
            let text =
                value.isList
                ? try value.items { (item) throws(AgreementError) in try item.text() }.joined(separator: ", ")
                : try value.text()
            parameters.values[name] = text
            if name != "case" { parameters.label.append("\(name)=\(text)") }
        }
        if let title = parameters.values["case"] { parameters.label = [title] }
        return parameters
    }

    /// Just below, at and just above a quantity, or a duration.
    private static func sides(of field: YAMLField) throws(AgreementError) -> [(Side, String)] {
        let text = try field.text()
        let isDuration = text.last.map { "smhd".contains($0) } ?? false
        let value = isDuration ? UInt128(try field.duration()) : try field.quantity()
        guard value < .max else { throw field.error("nothing is above it", mend: "give a smaller number") }
        let unit = isDuration ? "s" : ""
        let low: [(Side, String)] = value > 0 ? [(.below, "\(value - 1)\(unit)")] : []
        return low + [(.at, "\(value)\(unit)"), (.above, "\(value + 1)\(unit)")]
    }

    private func adding(_ name: String, _ text: String) -> Parameters {
        var next = self
        next.values[name] = text
        next.label.append("\(name)=\(text)")
        return next
    }

    /// Whether an expectation is one of this case.
    func isMeant(_ expectation: YAMLField) throws(AgreementError) -> Bool {
        guard let when = expectation.optional("when") else { return true }
        let words =
            when.isList ? try when.items { (item) throws(AgreementError) in try item.text() } : [try when.text()]
        guard let side else { throw when.error("the test has no boundary", mend: "add one, or take when out") }
        for word in words where !Side.words.contains(word) {
            throw when.error(
                "\"\(word.printable)\" is no side of a boundary", mend: "write \(Side.words.joined(separator: ", "))")
        }
        return words.contains { side.isMeant(by: $0) }
    }
}
