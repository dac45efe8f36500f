import Attestation
import Cryptography

/// A log's head: how many entries it has, and the root of their tree (C2SP tlog-checkpoint, RFC 9162's signed tree head).
public struct Checkpoint: Hashable, Sendable {
    /// The log's name.
    public let origin: String
    /// How many entries it has.
    public let size: Int
    /// The root of their tree.
    public let root: Digest256

    /// A head.
    init(origin: String, size: Int, root: Digest256) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a note. Lines beyond the three of a head are refused: nothing here writes or knows any.
    public init(text: String) throws(NoteError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, NoteVerifier.isName(lines[0]) else {
            throw NoteError("a head is three lines: the log's name, its size, and its root in base 64")
        }
        guard let size = Int(lines[1]), size >= 0, String(size) == lines[1] else {
            throw NoteError("the second line of a head is its size in decimal digits")
        }
        guard let root = [UInt8](base64: lines[2]).flatMap(Digest256.init) else {
            throw NoteError("the third line of a head is its root, 32 bytes in base 64")
        }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// The text of a note.
    public var text: String { "\(origin)\n\(size)\n\(root.bytes.base64)\n" }

    /// The head with the signature of its log.
    public func signed(with signer: NoteSigner, at moment: UTCSeconds) -> SignedNote {
        var note = SignedNote(text: text)
        note.sign(with: signer, at: moment)
        return note
    }
}
