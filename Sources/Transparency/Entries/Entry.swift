import Attestation
import Cryptography

/// One line of a log: what became known when, with the digest of the document that it rests on, and mostly the document.
///
/// Each entry names the leaf hash of the one before it, so that a changed entry is found at its place, not only in the root.
public struct Entry: Hashable, Sendable {
    /// The most bytes that a line may have.
    public static let maximumByteCount = 32 << 20
    /// Indices are below this, so that they can be counted on from.
    static let maximumIndex = 1 << 48

    /// What an entry is about.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An agreement, or a change of it.
        case agreement
        /// A licence that parties signed.
        case licence
        /// What an appraisal gave.
        case result
        /// One thing that it found.
        case finding
        /// What the agreement says is due on it, and what was done.
        case consequence
        /// What parties are asked to sign.
        case request
        /// That a party signed it.
        case signature
    }

    /// Its place, from 0.
    public let index: Int
    /// The leaf hash of the entry before it; of the first one, the hash of an empty tree.
    public let previous: Digest256
    /// When it was written.
    public let time: UTCSeconds
    /// What it is about.
    public let kind: Kind
    /// Whom or what: a chip's name, a licence's sequence, an agreement's name.
    public let subject: String
    /// One sentence.
    public let statement: String
    /// SHA-384 of the document.
    public let digest: Digest384
    /// The document; nil where it is withheld.
    public let document: [UInt8]?

    /// A draft at its place.
    init(_ draft: EntryDraft, index: Int, previous: Digest256, time: UTCSeconds) {
        self.index = index
        self.previous = previous
        self.time = time
        kind = draft.kind
        subject = Entry.printable(draft.subject)
        statement = Entry.printable(draft.statement)
        digest = Digest384(hashing: draft.document)
        document = draft.isWithheld ? nil : draft.document
    }

    /// Reads a line, without its line feed. Any other spelling than the one that `encoded` gives is refused.
    public init(_ line: [UInt8]) throws(EntryError) {
        guard line.count <= Entry.maximumByteCount else { throw EntryError("the line is too long") }
        let value: JSONValue
        do { value = try JSONValue(parsing: line) } catch { throw EntryError("this is no JSON: \(error.reason)") }
        func text(_ name: String) throws(EntryError) -> String {
            guard let text = value[name]?.string else { throw EntryError("there is no text \(name)") }
            return text
        }
        guard case .number(let number)? = value["index"]?.content, let index = Int(number),
            (0..<Entry.maximumIndex).contains(index)
        else {
            throw EntryError("index is no place")
        }
        self.index = index
        guard let previous = Digest256(hex: try text("previous")) else { throw EntryError("previous is no digest") }
        self.previous = previous
        guard let time = UTCSeconds(rfc3339: try text("time")) else { throw EntryError("time is no date and time") }
        self.time = time
        guard let kind = Kind(rawValue: try text("kind")) else { throw EntryError("kind is none of those known") }
        self.kind = kind
        subject = try text("subject")
        statement = try text("statement")
        guard let digest = Digest384(hex: try text("digest")) else { throw EntryError("digest is no digest") }
        self.digest = digest
        if value["document"] == nil {
            document = nil
        } else {
            guard let bytes = [UInt8](base64: try text("document")) else { throw EntryError("document is no base 64") }
            document = bytes
        }
        guard encoded() == line else { throw EntryError("the line is not in the form that it is written in") }
    }

    /// The line, without its line feed.
    public func encoded() -> [UInt8] {
        var members: [(String, String)] = [
            ("previous", previous.description), ("time", time.rfc3339), ("kind", kind.rawValue),
            ("subject", subject), ("statement", statement), ("digest", digest.description),
        ]
        if let document { members.append(("document", document.base64)) }
        return Array(
            ("{\"index\":\(index),"
                + members.map { "\"\($0)\":\"\(Entry.escaped($1))\"" }.joined(separator: ",") + "}").utf8)
    }

    /// The line of an entry that is to be added.
    func bounded() throws(EntryError) -> [UInt8] {
        let line = encoded()
        guard line.count <= Entry.maximumByteCount else {
            throw EntryError("the entry would have more than \(Entry.maximumByteCount) bytes")
        }
        return line
    }

    /// The hash of the entry in the log's tree.
    public var leaf: Digest256 { Digest256.leaf(encoded()) }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else { return text }
        let bytes = text.utf8.flatMap { byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), byte] : [byte]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text with spaces for control characters, which a line of a log does not hold.
    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }, as: UTF8.self)
    }
}

/// Why a line is no entry.
public struct EntryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What is wrong.
    public var description: String { reason }
}

/// What is to become an entry.
public struct EntryDraft: Hashable, Sendable {
    /// What it is about.
    public var kind: Entry.Kind
    /// Whom or what.
    public var subject: String
    /// One sentence.
    public var statement: String
    /// The document that it rests on.
    public var document: [UInt8]
    /// Whether the log has the document's digest alone.
    public var isWithheld: Bool

    /// A draft.
    public init(kind: Entry.Kind, subject: String, statement: String, document: [UInt8], isWithheld: Bool = false) {
        self.kind = kind
        self.subject = subject
        self.statement = statement
        self.document = document
        self.isWithheld = isWithheld
    }
}
