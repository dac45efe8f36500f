/// Why text is no JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public let reason: String
    /// The byte offset at which reading stopped.
    public let offset: Int
    /// The line of that byte, from 1.
    public let line: Int

    /// A sentence: where, and what.
    public var description: String { "line \(line), byte \(offset): \(reason)" }
}
