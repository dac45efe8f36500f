extension PolicySuite {
    /// The suite with the cases that a person wants to run.
    ///
    /// - Parameters:
    ///   - name: a case's whole name; nil for any.
    ///   - part: what a name must contain, in any case of letters; nil for anything.
    ///   - tags: of which a case must have one; any where empty.
    /// - Returns: the suite; it may have no case.
    package func filtered(name: String?, part: String?, tags: [String]) -> PolicySuite {
        var suite = self
        suite.cases = cases.filter { item in
            (name.map { $0 == item.name } ?? true)
                && (part.map { item.name.lowercased().contains($0.lowercased()) } ?? true)
                && (tags.isEmpty || tags.contains(where: item.tags.contains))
        }
        suite.isWhole = suite.cases.count == cases.count
        return suite
    }
}
