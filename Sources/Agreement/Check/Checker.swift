/// Looks for contradictions and gaps in an agreement, and for what it leaves unsaid.
struct Checker {
    let agreement: Agreement
    let document: YAMLField
    private var told: [Concern] = []

    init(agreement: Agreement, document: YAMLField) {
        self.agreement = agreement
        self.document = document
    }

    /// All concerns: by level, then in the order of the file.
    mutating func concerns() -> [Concern] {
        checkQuorums()
        checkTraining()
        checkModels()
        checkRates()
        checkLicences()
        checkDisclosure()
        checkConsequences()
        checkPhases()
        checkEnds()
        checkAccepted()
        let order = Concern.Level.allCases
        return told.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            let keys = [
                (order.firstIndex(of: a.kind.level) ?? 0, order.firstIndex(of: b.kind.level) ?? 0),
                (a.line ?? 0, b.line ?? 0), (a.column ?? 0, b.column ?? 0), (left.offset, right.offset),
            ]
            guard let (x, y) = keys.first(where: { $0.0 != $0.1 }) else { return false }
            return x < y
        }.map(\.element)
    }

    /// Tells of a concern at a field, or where that is left out, at what is nearest above it.
    mutating func tell(_ kind: Concern.Kind, _ field: String, _ reason: String, mend: String) {
        let place = document.field(at: field).place
        let acceptance = agreement.accepted.first {
            $0.gap == kind && kind.level == .gap && Checker.covers($0.field, field)
        }
        told.append(
            Concern(
                kind: kind, file: document.file, line: place?.line, column: place?.column, field: field,
                reason: reason, mend: mend, acceptedBecause: acceptance?.because))
    }

    /// Whether an acceptance of `accepted` is one of `field`: it is the same, or above it.
    private static func covers(_ accepted: String?, _ field: String) -> Bool {
        guard let accepted, accepted != field else { return true }
        return field.hasPrefix(accepted + ".") || field.hasPrefix(accepted + "[")
    }

    private mutating func checkAccepted() {
        for (index, accepted) in agreement.accepted.enumerated() {
            let isTold = told.contains { $0.kind == accepted.gap && Checker.covers(accepted.field, $0.field) }
            guard !isTold else { continue }
            tell(
                .acceptedNothing, "accepted[\(index)]",
                "\(accepted.gap.id) is not told" + (accepted.field.map { " of \($0)" } ?? ""), mend: "take it out")
        }
    }
}
