/// Why text is no key, signed note, checkpoint or proof.
public struct NoteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What is wrong.
    public var description: String { reason }
}
