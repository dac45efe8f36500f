import Cryptography

/// What a proof shows.
public enum ProofVerdict: Hashable, Sendable {
    /// What it says.
    case holds
    /// Nothing: why.
    case refuted(String)
    /// It holds, but this witness has not signed its head.
    case notWitnessed(String)

    /// One sentence.
    public var statement: String {
        switch self {
        case .holds: "holds"
        case .refuted(let reason): "does not hold: \(reason)"
        case .notWitnessed(let name): "can't be told: \(name) has not signed the head with the key given"
        }
    }
}

extension ProofFile {
    /// Whether the proof shows that an entry is in the log.
    ///
    /// - Parameters:
    ///   - line: the entry, without its line feed.
    ///   - log: the log's key.
    ///   - witnesses: who must have signed the head.
    /// - Returns: what it shows.
    public func verdict(ofLine line: [UInt8], log: NoteVerifier, witnesses: [NoteVerifier]) -> ProofVerdict {
        guard case .inclusion(let proof, let note) = self else {
            return .refuted("it is no proof of an entry, but of growth")
        }
        let head: Checkpoint
        do { head = try note.checkpoint(by: log) } catch { return .refuted(error.reason) }
        guard proof.verify(leaf: Digest256.leaf(line), root: head.root) else {
            return .refuted("the entry is not at place \(proof.index) of the \(head.size) that the head is of")
        }
        return note.verdict(of: witnesses)
    }

    /// Whether the proof shows that the log only grew since an old head.
    ///
    /// - Parameters:
    ///   - old: the old head.
    ///   - log: the log's key.
    ///   - witnesses: who must have signed the new head.
    /// - Returns: what it shows.
    public func verdict(since old: SignedNote, log: NoteVerifier, witnesses: [NoteVerifier]) -> ProofVerdict {
        guard case .consistency(let proof, let note) = self else {
            return .refuted("it is no proof of growth, but of an entry")
        }
        let (before, now): (Checkpoint, Checkpoint)
        do { (before, now) = (try old.checkpoint(by: log), try note.checkpoint(by: log)) } catch {
            return .refuted(error.reason)
        }
        guard proof.old == before.size else {
            return .refuted("it is about growth from \(proof.old) entries, and the old head is of \(before.size)")
        }
        guard proof.verify(oldRoot: before.root, root: now.root) else {
            return .refuted("the \(now.size) entries do not begin with the \(before.size) of the old head")
        }
        return note.verdict(of: witnesses)
    }
}

extension SignedNote {
    /// The head that the note is, where this log signed it.
    ///
    /// - Throws: why it is none.
    func checkpoint(by log: NoteVerifier) throws(NoteError) -> Checkpoint {
        let head = try Checkpoint(text: text)
        switch outcome(of: log) {
        case .valid: break
        case .invalid: throw NoteError("the signature is not \(log.name)'s")
        case .absent: throw NoteError("it is not signed by \(log.name) with the key given")
        }
        guard head.origin == log.name else { throw NoteError("it is of another log, \(head.origin)") }
        return head
    }

    fileprivate func verdict(of witnesses: [NoteVerifier]) -> ProofVerdict {
        for witness in witnesses {
            switch outcome(of: witness) {
            case .valid: continue
            case .invalid: return .refuted("a signature in the name of \(witness.name) is not its")
            case .absent: return .notWitnessed(witness.name)
            }
        }
        return .holds
    }
}
