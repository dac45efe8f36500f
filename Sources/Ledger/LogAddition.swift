import Attestation
import Cryptography

/// How far the transparency log of a store has come.
public struct LogHead: Hashable, Sendable {
    /// How many entries it has.
    public let count: UInt64
    /// Its signed head; empty where there never was one.
    public let checkpoint: [UInt8]

    /// The head of a log without entries.
    public static let empty = LogHead(count: 0, checkpoint: [])

    /// A head.
    public init(count: UInt64, checkpoint: [UInt8]) {
        self.count = count
        self.checkpoint = checkpoint
    }
}

/// What is to be added to the transparency log at once, or not at all.
public struct LogAddition: Sendable {
    /// Trusted documents that take the place of all others with the entries.
    public struct Documents: Sendable {
        /// All of them.
        public let files: [TrustFiles.File]
        /// The revision that they were made from.
        public let revision: UInt64

        /// Documents.
        public init(files: [TrustFiles.File], revision: UInt64) {
            self.files = files
            self.revision = revision
        }
    }

    /// How many entries there must be before.
    public let after: UInt64
    /// The entries, each a line without its line feed.
    public let lines: [[UInt8]]
    /// The signed head with them.
    public let checkpoint: [UInt8]
    /// Evidence to be noted up to this number has its entries now; 0 for none.
    public let noted: UInt64
    /// The documents, where they change.
    public let documents: Documents?

    /// An addition.
    public init(
        after: UInt64, lines: [[UInt8]], checkpoint: [UInt8], noted: UInt64 = 0, documents: Documents? = nil
    ) {
        self.after = after
        self.lines = lines
        self.checkpoint = checkpoint
        self.noted = noted
        self.documents = documents
    }
}

/// Evidence or a ticket of which the log has not told yet.
public struct Notable: Hashable, Sendable {
    /// Its number: more than that of any that came before it.
    public let number: UInt64
    /// The digest that it is kept by.
    public let digest: Digest384
    /// What came of it, as JSON.
    public let outcome: [UInt8]

    init(number: UInt64, digest: Digest384, outcome: [UInt8]) {
        self.number = number
        self.digest = digest
        self.outcome = outcome
    }
}
