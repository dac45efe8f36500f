import Attestation
import Cryptography

/// A proof with the signed head that it leads to, as one text file.
public enum ProofFile: Hashable, Sendable {
    /// An entry is in the log (C2SP tlog-proof).
    case inclusion(InclusionProof<Digest256>, head: SignedNote)
    /// The log only grew (the body of C2SP tlog-witness's add-checkpoint).
    case consistency(ConsistencyProof, head: SignedNote)

    private static let header = "c2sp.org/tlog-proof@v1"

    /// Reads a proof that must fill `bytes`.
    public init(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= SignedNote.maximumByteCount + 8192, String(validating: bytes, as: UTF8.self) != nil else {
            throw NoteError("the proof is no text, or too long")
        }
        guard let gap = bytes.indices.dropFirst().first(where: { bytes[$0] == 0x0a && bytes[$0 - 1] == 0x0a }) else {
            throw NoteError("a proof is lines, an empty line, and a signed head")
        }
        var lines = String(decoding: bytes[..<(gap - 1)], as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)[...]
        let isInclusion = lines.first.map { $0.utf8.elementsEqual(ProofFile.header.utf8) } ?? false
        if isInclusion { lines = lines.dropFirst() }
        let word = isInclusion ? "index " : "old "
        guard let line = lines.popFirst(), line.hasPrefix(word), let number = Int(line.dropFirst(word.count)),
            number >= 0, "\(word)\(number)".utf8.elementsEqual(line.utf8)
        else { throw NoteError("a proof starts with \(ProofFile.header) and index N, or with old N") }
        let head = try SignedNote(Array(bytes[(gap + 1)...]))
        let size = try Checkpoint(text: head.text).size
        guard lines.count <= InclusionProof<Digest256>.maximumPath else {
            throw NoteError("the proof has too many hashes")
        }
        var path: [Digest256] = []
        for line in lines {
            guard let hash = [UInt8](base64: line).flatMap(Digest256.init) else {
                throw NoteError("each further line of a proof is a hash, 32 bytes in base 64")
            }
            path.append(hash)
        }
        self =
            isInclusion
            ? .inclusion(InclusionProof(index: number, size: size, path: path), head: head)
            : .consistency(ConsistencyProof(old: number, size: size, path: path), head: head)
    }

    /// The encoding: the same bytes that a proof was read from.
    public func encoded() -> [UInt8] {
        switch self {
        case .inclusion(let proof, let head):
            ProofFile.encoded(["\(ProofFile.header)", "index \(proof.index)"], proof.path, head)
        case .consistency(let proof, let head): ProofFile.encoded(["old \(proof.old)"], proof.path, head)
        }
    }

    private static func encoded(_ lines: [String], _ path: [Digest256], _ head: SignedNote) -> [UInt8] {
        Array((lines + path.map { $0.bytes.base64 }).map { $0 + "\n" }.joined().utf8) + [0x0a] + head.encoded()
    }
}
