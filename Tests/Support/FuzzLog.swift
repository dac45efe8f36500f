import Cryptography
import Transparency

/// Logs, notes and proofs from fuzzed bytes: what is read is written back as it was, and nothing unsigned holds.
enum FuzzLog {
    private static let key = Ed25519.PrivateKey(secret: Digest256(hashing: []).bytes).flatMap {
        NoteSigner(name: "fuzz.example/log", role: .log, key: $0)?.verifier
    }

    static func entries(_ bytes: [UInt8]) -> Bool {
        if let log = try? TransparencyLog(bytes), log.encoded() != bytes { return false }
        guard let key else { return false }
        let copy = LogCopy(name: "copy", entries: bytes, head: bytes)
        let audit = Audit(copy, operator: key, copies: [copy], heads: [KeptHead(name: "head", bytes: bytes)])
        // Nobody has the key, so that nothing fuzzed is ever its log.
        return audit.weight == .breach && audit.head == nil
    }

    static func note(_ bytes: [UInt8]) -> Bool {
        if let note = try? SignedNote(bytes) {
            guard note.encoded() == bytes else { return false }
            if let head = try? Checkpoint(text: note.text), head.text != note.text { return false }
        }
        guard let file = try? ProofFile(bytes) else { return true }
        guard let key, file.encoded() == bytes else { return false }
        return file.verdict(ofLine: bytes, log: key, witnesses: []) != .holds
    }
}
