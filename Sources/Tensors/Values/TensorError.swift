/// Why tensors can't be made or computed with.
public enum TensorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A dimension is zero or negative.
    case zeroSized(rows: Int, columns: Int)
    /// A shape has more than `Matrix.largestCount` elements.
    case shapeOverflow(rows: Int, columns: Int)
    /// There are not as many values as the shape has elements.
    case count(expected: Int, found: Int)
    /// Two shapes, or a shape and what an operation needs, do not fit: what the number is, and what it must be.
    case mismatch(String, expected: Int, found: Int)
    /// A value is infinite or not a number.
    case notFinite(index: Int)
    /// A token is outside the vocabulary.
    case token(Int, vocabulary: Int)
    /// The host's memory is short.
    case outOfMemory
    /// A chip's memory is short, in bytes.
    case chipMemory(needed: Int, free: Int)
    /// A format, an architecture or an order of commands that no kernel is there for.
    case unsupported(String)

    /// One sentence: what is wrong, and the mend.
    public var description: String {
        switch self {
        case .zeroSized(let rows, let columns):
            "a tensor of \(rows) × \(columns) has no elements; every dimension must be at least 1"
        case .shapeOverflow(let rows, let columns):
            "a tensor of \(rows) × \(columns) has more than \(Matrix.largestCount) elements; divide it among chips"
        case .count(let expected, let found): "the shape has \(expected) elements, but \(found) values are given"
        case .mismatch(let what, let expected, let found): "\(what) is \(found); it must be \(expected)"
        case .notFinite(let index):
            "value \(index) is infinite or not a number; lower the learning rate, or mend the input"
        case .token(let token, let vocabulary):
            "token \(token) is outside the vocabulary; it must be from 0 to \(vocabulary - 1)"
        case .chipMemory(let needed, let free):
            "\(needed) bytes are needed, but the chip has \(free) left; give it more, or divide the model"
        case .unsupported(let what): "\(what) can't be executed; Specs/FunctionalAccelerator.md names what can"
        case .outOfMemory: "the host's memory is short; divide the work among more or smaller chips"
        }
    }

    package static func require(_ found: Int, is expected: Int, _ what: String) throws(TensorError) {
        guard found == expected else { throw .mismatch(what, expected: expected, found: found) }
    }
}
