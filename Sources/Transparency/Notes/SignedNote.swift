import Attestation
import Cryptography

/// Text with signatures below it (C2SP signed-note), as logs publish their heads.
public struct SignedNote: Hashable, Sendable {
    /// The most bytes that a note may have.
    public static let maximumByteCount = 1 << 16
    /// The most signatures that it may have.
    public static let maximumSignatures = 64

    /// One line below the text.
    public struct Signature: Hashable, Sendable {
        /// Who is said to have signed.
        public let name: String
        /// The first 4 bytes of the digest of the key.
        public let identifier: [UInt8]
        /// What the signature is made of, by the key's type.
        public let bytes: [UInt8]
    }

    /// What a note shows of one key.
    public enum Outcome: Hashable, Sendable {
        /// The holder signed the text; a witness at this time.
        case valid(UTCSeconds?)
        /// Somebody put another signature in the key's name.
        case invalid
        /// No line is of this key.
        case absent
    }

    /// The text, which ends in a line feed.
    public let text: String
    /// The signatures.
    public private(set) var signatures: [Signature] = []

    /// Text without signatures. It must end in a line feed, and hold no empty line.
    init(text: String) { self.text = text }

    /// Reads a note that must fill `bytes`.
    public init(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= SignedNote.maximumByteCount else {
            throw NoteError("the note has more than \(SignedNote.maximumByteCount) bytes")
        }
        guard let whole = String(validating: bytes, as: UTF8.self),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a })
        else { throw NoteError("the note is no plain UTF-8 text") }
        guard let gap = bytes.indices.dropFirst().first(where: { bytes[$0] == 0x0a && bytes[$0 - 1] == 0x0a }),
            bytes.last == 0x0a, gap + 1 < bytes.count
        else { throw NoteError("a note is text, an empty line, and signatures, each line with a line feed at its end") }
        text = String(decoding: bytes[..<gap], as: UTF8.self)
        let lines = String(decoding: bytes[(gap + 1)...], as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast()
        guard lines.count <= SignedNote.maximumSignatures else { throw NoteError("the note has too many signatures") }
        for line in lines { signatures.append(try SignedNote.signature(line)) }
        // Unicode lets different bytes be equal text; signatures are of bytes.
        guard Array(encodedText.utf8) == bytes, whole.utf8.count == bytes.count else {
            throw NoteError("the note is not in the form that it is written in")
        }
    }

    private static func signature(_ line: Substring) throws(NoteError) -> Signature {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.elementsEqual("—".utf8), NoteVerifier.isName(parts[1]),
            let bytes = [UInt8](base64: parts[2]), bytes.count > 4
        else { throw NoteError("a signature is a line of a dash, a name and base 64") }
        return Signature(name: String(parts[1]), identifier: Array(bytes.prefix(4)), bytes: Array(bytes.dropFirst(4)))
    }

    /// The encoding: the same bytes that a note was read from.
    public func encoded() -> [UInt8] { Array(encodedText.utf8) }

    private var encodedText: String {
        text + "\n"
            + signatures.map { "— \($0.name) \(($0.identifier + $0.bytes).base64)\n" }.joined()
    }

    /// Adds a signature; `moment` is when a witness saw it. One of the same key is replaced.
    public mutating func sign(with signer: NoteSigner, at moment: UTCSeconds) {
        let verifier = signer.verifier
        let bytes: [UInt8] =
            switch verifier.role {
            case .log: signer.sign(Array(text.utf8))
            case .witness:
                SignedNote.bigEndian(moment)
                    + signer.sign(SignedNote.cosigned(text, at: UInt64(clamping: moment.value)))
            }
        signatures.removeAll { $0.name == verifier.name && $0.identifier == verifier.identifier }
        signatures.append(Signature(name: verifier.name, identifier: verifier.identifier, bytes: bytes))
    }

    /// What the note shows of a key. Of several lines in its name, all must hold.
    public func outcome(of verifier: NoteVerifier) -> Outcome {
        let identifier = verifier.identifier
        let own = signatures.filter { $0.name == verifier.name && $0.identifier == identifier }
        guard !own.isEmpty else { return .absent }
        var moment: UTCSeconds?
        for signature in own {
            switch verifier.role {
            case .log:
                guard verifier.key.verify(signature.bytes, message: Array(text.utf8)) else { return .invalid }
            case .witness:
                guard signature.bytes.count == 8 + Ed25519.signatureByteCount else { return .invalid }
                let time = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                guard let seconds = Int64(exactly: time),
                    verifier.key.verify(
                        Array(signature.bytes.dropFirst(8)), message: SignedNote.cosigned(text, at: time))
                else { return .invalid }
                moment = UTCSeconds(seconds)
            }
        }
        return .valid(moment)
    }

    /// What a witness signs (C2SP tlog-cosignature, cosignature/v1).
    private static func cosigned(_ text: String, at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }

    private static func bigEndian(_ moment: UTCSeconds) -> [UInt8] {
        let value = UInt64(clamping: moment.value)
        return stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
    }
}
