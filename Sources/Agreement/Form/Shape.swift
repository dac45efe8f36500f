/// What may stand at a place of an agreement. One table of shapes (`AgreementForm`) is the source of the reader's
/// checks, the JSON Schema, the list of fields in `Specs/Agreement.md`, and the difference between two versions.
package indirect enum Shape: Sendable {
    /// Text that is not empty and that YAML does not read as something else.
    case text
    /// A whole number of operations, bytes or the like, below 2^128.
    case quantity
    /// A whole number in a range.
    case count(ClosedRange<UInt64>)
    /// A whole number and a unit: 90s, 30m, 1h, 1d.
    case duration
    /// A moment: RFC 3339, UTC.
    case moment
    /// A share above 0 and at most 1, in per cent: `5 %`.
    case share
    /// SHA-384, in hexadecimal.
    case digest
    /// yes or no.
    case flag
    /// One of these words, from the least to the most.
    case word([String])
    /// The identifier of a rule of the appraisal, or `breach` or `doubt` for all of that severity.
    case finding
    /// Named members and no others.
    case record([Member])
    /// Items of one shape; `key` is the member that tells records apart, nil where the whole item does.
    case list(Shape, count: ClosedRange<Int>, key: String? = nil, isOrdered: Bool = false)
    /// A name, or a record whose first member is that name.
    case nameOrRecord([Member])
    /// One text, or a list of them.
    case oneOrMore(count: ClosedRange<Int>)

    /// A list of texts.
    static func texts(_ count: ClosedRange<Int> = 1...64) -> Shape { .list(.text, count: count) }
}

/// A named place in a record.
package struct Member: Sendable {
    /// Its name.
    package let name: String
    /// What may stand there.
    package let shape: Shape
    /// Whether it must be there.
    package let isRequired: Bool
    /// What it says, in a few words.
    package let about: String
    /// What a change of it does.
    package let weight: Weight

    static func required(_ name: String, _ shape: Shape, _ about: String, _ weight: Weight) -> Member {
        Member(name: name, shape: shape, isRequired: true, about: about, weight: weight)
    }

    static func optional(_ name: String, _ shape: Shape, _ about: String, _ weight: Weight) -> Member {
        Member(name: name, shape: shape, isRequired: false, about: about, weight: weight)
    }
}

/// What a change does to an agreement. The text says who gains by it, and what.
///
/// A list rises when an item is added, and falls when one is taken out. The weight of a record's members is what
/// counts, so that of a record itself is `record`.
package enum Weight: Sendable {
    /// Nothing depends on it.
    case label
    /// The members weigh.
    case record
    /// More is weaker, and where it is left out there is no limit.
    case limit(String)
    /// More is weaker, and where it is left out nothing is permitted.
    case permission(String)
    /// Less is weaker, and where it is left out there is none.
    case floor(String)
    /// Each way somebody loses.
    case balance(rises: String, falls: String)
    /// There is no order: a person must weigh it.
    case unordered(String)
}
