import Cryptography
import Yams

/// The ways in which each kind of field is weakened. Where a field's weight says which way is weaker, only that way;
/// where each way somebody loses, both.
enum Mutation {
    /// A changed node, or none where it was taken out.
    struct Variant {
        let path: String
        let change: String
        let node: Node?
    }

    /// The variants of a field, each with the whole node.
    static func variants(of field: YAMLField, _ shape: Shape, _ weight: Weight) -> [Variant] {
        switch shape {
        case .record(let members): variants(of: field, members)
        case .nameOrRecord(let members): field.isMapping ? variants(of: field, members) : []
        case .list(let item, _, let key, _): variants(of: field, item, key: key, weight)
        case .oneOrMore: field.isList ? variants(of: field, .text, key: nil, weight) : []
        case .text, .quantity, .count, .duration, .moment, .share, .digest, .flag, .word, .finding:
            scalars(field, shape, weight).map { change, text in
                Variant(path: field.field, change: change, node: field.node.replacing(text))
            }
        }
    }

    private static func variants(of field: YAMLField, _ members: [Member]) -> [Variant] {
        guard case .mapping(let mapping) = field.node else { return [] }
        var all: [Variant] = []
        // Examples are tests of the rule that stand in the file, and no terms.
        for member in members where member.name != "examples" {
            guard let child = field.optional(member.name) else { continue }
            var changed = variants(of: child, member.shape, member.weight)
            if !member.isRequired, member.weight.matters {
                changed.append(Variant(path: child.field, change: "left out", node: nil))
            }
            all += changed.map { variant in
                var mapping = mapping
                mapping[Node(member.name)] = variant.node
                return Variant(path: variant.path, change: variant.change, node: .mapping(mapping))
            }
        }
        return all
    }

    private static func variants(of field: YAMLField, _ item: Shape, key: String?, _ weight: Weight) -> [Variant] {
        guard case .sequence(let sequence) = field.node else { return [] }
        var all: [Variant] = []
        for index in sequence.indices {
            let child = YAMLField(file: field.file, field: "\(field.field)[\(index)]", node: sequence[index])
            if key != nil || !item.members.isEmpty {
                all += variants(of: child, item, .record).compactMap { variant in
                    guard let node = variant.node else { return nil }
                    var sequence = sequence
                    sequence[index] = node
                    return Variant(path: variant.path, change: variant.change, node: .sequence(sequence))
                }
            }
            if weight.matters {
                var sequence = sequence
                sequence.remove(at: index)
                all.append(Variant(path: child.field, change: "taken out", node: .sequence(sequence)))
            }
        }
        if case .word(let words) = item,
            let more = words.first(where: { word in
                !sequence.contains { $0.scalar?.string == word }
            })
        {
            var sequence = sequence
            sequence.append(Node(more))
            all.append(Variant(path: field.field, change: "\(more) added", node: .sequence(sequence)))
        }
        return all
    }

    /// New texts for a scalar, each with what was done.
    private static func scalars(_ field: YAMLField, _ shape: Shape, _ weight: Weight) -> [(String, String)] {
        guard let text = field.scalar else { return [] }
        let (up, down) = weight.directions
        switch shape {
        case .quantity:
            guard let value = try? field.quantity() else { return [] }
            return number(value, up: up, down: down, factor: 2)
        case .count:
            guard let value = try? field.quantity() else { return [] }
            return (up ? [("plus 1", "\(value &+ 1)")] : []) + (down && value > 0 ? [("minus 1", "\(value - 1)")] : [])
        case .duration:
            guard let ticks = try? field.duration() else { return [] }
            return number(UInt128(ticks), up: up, down: down, factor: 4, unit: "s")
        case .moment:
            guard let moment = try? field.moment() else { return [] }
            let later = UTCSeconds(moment.value + 365 * 86_400)
            return up ? [("a year later", later.rfc3339)] : []
        case .share:
            guard let parts = try? field.share(), parts > 1 else { return [] }
            let half = String(parts / 2 % 10_000)
            let fraction = String(repeating: "0", count: 4 - half.count) + half
            return down ? [("halved", "\(parts / 2 / 10_000).\(fraction) %")] : []
        case .flag:
            guard let flag = try? field.flag(), flag ? down : up else { return [] }
            return [(flag ? "no" : "yes", flag ? "no" : "yes")]
        case .word(let words):
            guard let index = words.firstIndex(of: text) else { return [] }
            let others = [up ? index + 1 : -1, down ? index - 1 : -1].filter(words.indices.contains)
            return others.map { ("changed to \(words[$0])", words[$0]) }
        case .digest:
            guard up || down else { return [] }
            return [("another digest", text.dropLast() + (text.last == "0" ? "1" : "0"))]
        case .text: return up && down ? [("another name", "Somebody Else")] : []
        case .finding, .record, .list, .nameOrRecord, .oneOrMore: return []
        }
    }

    private static func number(
        _ value: UInt128, up: Bool, down: Bool, factor: UInt128, unit: String = ""
    ) -> [(String, String)] {
        var changes: [(String, String)] = []
        let (more, overflow) = value.multipliedReportingOverflow(by: factor)
        if up {
            if value > 0, !overflow { changes.append(("times \(factor)", "\(more)\(unit)")) }
            if value < .max { changes.append(("plus 1\(unit)", "\(value + 1)\(unit)")) }
        }
        if down, value > 0 {
            changes.append(("divided by \(factor)", "\(value / factor)\(unit)"))
            changes.append(("minus 1\(unit)", "\(value - 1)\(unit)"))
        }
        return changes
    }
}

extension Weight {
    /// Which ways a change is weaker, or may be.
    fileprivate var directions: (up: Bool, down: Bool) {
        switch self {
        case .label, .record: (false, false)
        case .limit, .permission: (true, false)
        case .floor: (false, true)
        case .balance, .unordered: (true, true)
        }
    }

    /// Whether anything depends on it.
    fileprivate var matters: Bool {
        if case .label = self { false } else { true }
    }
}

extension Node {
    /// The scalar with another text, at the same place.
    fileprivate func replacing(_ text: String) -> Node { .scalar(.init(text, .implicit, .any, mark)) }
}
