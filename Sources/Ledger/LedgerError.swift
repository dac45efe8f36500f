/// Why the ledger could not do what it was asked.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of reason.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The store can't be opened.
        case notOpened
        /// Reading or writing failed: the disk is full, or the file can't be had.
        case failed
        /// What is stored contradicts itself.
        case corrupt
        /// More waits to be written than may wait.
        case overloaded
    }

    /// What kind of reason.
    public let code: Code
    /// What is wrong, and what would mend it.
    public let reason: String

    /// An error.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
}
