/// What changed between two versions of an agreement, and whom it serves.
///
/// Every field has its weight in `AgreementForm`, so that no change goes unnoticed: a field without an order counts as
/// one that weakens.
public struct AgreementDifference: Hashable, Sendable {
    /// The changes: the weakening ones first, then in the order of the form.
    public let changes: [Change]

    /// Compares two versions.
    ///
    /// - Parameters:
    ///   - old: the old file's content.
    ///   - oldFile: what it is called in messages.
    ///   - new: the new file's content.
    ///   - newFile: what it is called in messages.
    /// - Throws: the first `AgreementError` of either file.
    public init(
        from old: [UInt8], named oldFile: String, to new: [UInt8], named newFile: String
    ) throws(AgreementError) {
        _ = try Agreement(old, file: oldFile)
        _ = try Agreement(new, file: newFile)
        var comparison = Comparison()
        comparison.compare(
            try YAMLField(file: oldFile, bytes: old), try YAMLField(file: newFile, bytes: new),
            AgreementForm.members, path: "")
        let changes = comparison.changes
        self.changes = Change.Effect.allCases.flatMap { effect in changes.filter { $0.effect == effect } }
    }

    /// Whether any change weakens the agreement.
    public var weakens: Bool { changes.contains(where: \.weakens) }
}

/// Walks both versions side by side.
private struct Comparison {
    var changes: [Change] = []

    /// Compares the members of two records, either of which may be missing.
    mutating func compare(_ old: YAMLField?, _ new: YAMLField?, _ members: [Member], path: String) {
        for member in members {
            compare(
                Comparison.member(member.name, of: old), Comparison.member(member.name, of: new), member.shape,
                member.weight, path: path.isEmpty ? member.name : "\(path).\(member.name)")
        }
    }

    /// A member; a name that stands for a record is its first member.
    private static func member(_ name: String, of field: YAMLField?) -> YAMLField? {
        guard let field, !field.isMapping, name == "name" else { return field?.optional(name) }
        return field
    }

    private mutating func compare(
        _ old: YAMLField?, _ new: YAMLField?, _ shape: Shape, _ weight: Weight, path: String
    ) {
        switch shape {
        case .record(let members), .nameOrRecord(let members):
            guard old != nil || new != nil else { return }
            compare(old, new, members, path: path)
        case .list(let item, _, let key, let isOrdered):
            compareLists(old, new, item, key: key, isOrdered: isOrdered, weight, path: path)
        case .oneOrMore: compareLists(old, new, .text, key: nil, isOrdered: false, weight, path: path)
        default: compareValues(old, new, shape, weight, path: path)
        }
    }

    private mutating func compareValues(
        _ old: YAMLField?, _ new: YAMLField?, _ shape: Shape, _ weight: Weight, path: String
    ) {
        let (before, after) = (old.map(shape.measure), new.map(shape.measure))
        let place = new ?? old
        switch (before, after) {
        case (nil, nil): return
        case (let before?, let after?):
            guard !before.isSame(as: after) else { return }
            let rises = before.rises(to: after)
            let effect = rises.map { Comparison.effect(weight, rises: $0) } ?? Comparison.unordered(weight)
            add(effect, path, "changes from \(before.text) to \(after.text)", weight, rises: rises, place: place)
        case (let before?, nil):
            let what = "was \(before.text), and is no longer said"
            add(shape.presence(before, weight, appears: false), path, what, weight, rises: false, place: place)
        case (nil, let after?):
            let what = "is now \(after.text)"
            add(shape.presence(after, weight, appears: true), path, what, weight, rises: true, place: place)
        }
    }

    private mutating func compareLists(
        _ old: YAMLField?, _ new: YAMLField?, _ item: Shape, key: String?, isOrdered: Bool, _ weight: Weight,
        path: String
    ) {
        let (before, after) = (Comparison.items(old, item, key), Comparison.items(new, item, key))
        // A list that limits permits everything where it is missing; adding to one that is there loosens it.
        if case .limit = weight, (old == nil) != (new == nil) {
            let what = old == nil ? "is now limited" : "is no longer limited"
            add(Comparison.effect(weight, rises: new == nil), path, what, weight, rises: new == nil, place: new ?? old)
            return
        }
        for entry in before where !after.contains(where: { $0.key == entry.key }) {
            add(
                Comparison.effect(weight, rises: false), "\(path)[\(entry.name)]", "is taken out", weight, rises: false,
                place: entry.field)
        }
        for entry in after {
            guard let other = before.first(where: { $0.key == entry.key }) else {
                add(
                    Comparison.effect(weight, rises: true), "\(path)[\(entry.name)]", "is added", weight, rises: true,
                    place: entry.field)
                continue
            }
            if key != nil { compare(other.field, entry.field, item, .record, path: "\(path)[\(entry.name)]") }
        }
        let (kept, keys) = (
            Set(before.map(\.key)).intersection(after.map(\.key)), (before.map(\.key), after.map(\.key))
        )
        if isOrdered, keys.0.filter(kept.contains) != keys.1.filter(kept.contains) {
            add(.mixed, path, "is in another order", weight, place: new)
        }
    }

    /// An item of a list: what tells it apart, and what people call it.
    private typealias Entry = (key: String, name: String, field: YAMLField)

    private static func items(_ field: YAMLField?, _ item: Shape, _ key: String?) -> [Entry] {
        guard let field else { return [] }
        guard field.isList else { return [(field.scalar ?? "", field.scalar ?? "", field)] }
        let items = (try? field.items { (item) throws(AgreementError) in item }) ?? []
        return items.map { entry in
            let text = key.flatMap { member($0, of: entry)?.scalar } ?? item.measure(entry).text
            return (text.lowercased(), member("name", of: entry)?.scalar ?? text, entry)
        }
    }

    private static func effect(_ weight: Weight, rises: Bool) -> Change.Effect {
        switch weight {
        case .label, .record: .neutral
        case .limit, .permission: rises ? .weaker : .stronger
        case .floor: rises ? .stronger : .weaker
        case .balance, .unordered: .mixed
        }
    }

    /// The effect of a change without a direction.
    private static func unordered(_ weight: Weight) -> Change.Effect {
        switch weight {
        case .label, .record: .neutral
        case .limit, .permission, .floor, .balance, .unordered: .mixed
        }
    }

    private mutating func add(
        _ effect: Change.Effect, _ path: String, _ what: String, _ weight: Weight, rises: Bool? = nil,
        place: YAMLField?
    ) {
        let gains =
            switch (effect, weight) {
            case (.stronger, _), (.neutral, _), (_, .label), (_, .record): ""
            case (_, .limit(let text)), (_, .permission(let text)), (_, .floor(let text)), (_, .unordered(let text)):
                text
            case (_, .balance(let up, let down)): rises.map { $0 ? up : down } ?? "\(up), or \(down)"
            }
        changes.append(Change(effect: effect, field: path, what: what, gains: gains, line: place?.place?.line))
    }
}

/// A value that was read, so that 60m and 1h are the same.
private struct Measure {
    /// Its place in its order; nil where it has none.
    let rank: UInt128?
    /// What it is called.
    let text: String

    /// Whether both say the same.
    func isSame(as other: Measure) -> Bool {
        if let rank, let second = other.rank { rank == second } else { text == other.text }
    }

    /// Whether the other is more; nil where there is no order between them.
    func rises(to other: Measure) -> Bool? {
        if let rank, let second = other.rank { second > rank } else { nil }
    }
}

extension Shape {
    /// What it does that a value appears or disappears: a limit that is left out is none, anything else is nothing.
    fileprivate func presence(_ value: Measure, _ weight: Weight, appears: Bool) -> Change.Effect {
        switch weight {
        case .label, .record: .neutral
        case .balance, .unordered: .mixed
        case .limit: value.rank == greatest ? .neutral : appears ? .stronger : .weaker
        case .permission: value.rank == 0 ? .neutral : appears ? .weaker : .stronger
        case .floor: value.rank == 0 ? .neutral : appears ? .stronger : .weaker
        }
    }

    /// The rank above which there is none.
    private var greatest: UInt128 {
        switch self {
        case .flag: 1
        case .word(let words): UInt128(words.count)
        default: .max
        }
    }

    fileprivate func measure(_ field: YAMLField) -> Measure {
        let text =
            field.scalar ?? (try? field.items { (item) throws(AgreementError) in Shape.text.measure(item).text })?
            .joined(separator: ", ") ?? Shape.flattened(field)
        switch self {
        case .quantity, .count:
            guard let value = try? field.quantity() else { break }
            return Measure(rank: value, text: Shape.brief(text, value))
        case .duration:
            guard let ticks = try? field.duration() else { break }
            return Measure(rank: UInt128(ticks), text: "\(Duration(ticks))")
        case .share:
            guard let parts = try? field.share() else { break }
            return Measure(rank: UInt128(parts), text: text)
        case .moment:
            guard let moment = try? field.moment() else { break }
            return Measure(rank: UInt128(clamping: moment.value), text: text)
        case .flag:
            guard let flag = try? field.flag() else { break }
            return Measure(rank: flag ? 1 : 0, text: flag ? "yes" : "no")
        case .word(let words):
            guard let index = words.firstIndex(of: text) else { break }
            return Measure(rank: UInt128(index + 1), text: text)
        case .digest: return Measure(rank: nil, text: text.lowercased())
        case .text, .finding, .record, .list, .nameOrRecord, .oneOrMore: break
        }
        return Measure(rank: nil, text: text)
    }

    /// The members of a mapping, in one line.
    private static func flattened(_ field: YAMLField) -> String {
        let members = (try? field.members([])) ?? []
        return members.map { "\($0.name): \($0.value.scalar ?? "…")" }.joined(separator: ", ")
    }

    /// A number as it was written, with its digits where that says something else.
    private static func brief(_ text: String, _ value: UInt128) -> String { "\(value)".count > 12 ? text : "\(value)" }
}
