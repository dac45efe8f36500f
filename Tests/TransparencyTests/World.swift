import Attestation
import Cryptography
import Testing
import Transparency

/// An operator with a log, and witnesses.
struct World {
    let `operator`: NoteSigner
    let witnesses: [NoteSigner]

    init() throws {
        `operator` = try World.signer("inspectorate.example/log", .log)
        witnesses = try ["norland.example", "maren.example"].map { try World.signer($0, .witness) }
    }

    static func signer(_ name: String, _ role: NoteVerifier.Role) throws -> NoteSigner {
        let key = try #require(Ed25519.PrivateKey(secret: Digest256(hashing: Array(name.utf8)).bytes))
        return try #require(NoteSigner(name: name, role: role, key: key))
    }

    var verifiers: [NoteVerifier] { witnesses.map(\.verifier) }

    /// Entries, of which the one at `changed` says something else, and those in `left` are left out.
    func log(_ count: Int, changed: Int? = nil, without left: Set<Int> = []) -> TransparencyLog {
        var log = TransparencyLog()
        for number in 0..<count where !left.contains(number) {
            let kinds = Entry.Kind.allCases
            let draft = EntryDraft(
                kind: kinds[number % kinds.count], subject: "chip-\(number)",
                statement: number == changed ? "nothing \"happened\"" : "IL-COMP-1\(number) \\ found",
                document: Array("document \(number)".utf8), isWithheld: number % 3 == 1)
            do { try log.append(draft, at: UTCSeconds(1_772_323_200 + Int64(number) * 60)) } catch {
                Issue.record(error)
            }
        }
        return log
    }

    /// The signed head of a log, by the operator and, one minute later, by witnesses.
    func head(_ log: TransparencyLog, size: Int? = nil, by witnesses: [NoteSigner] = []) throws -> SignedNote {
        let head = try #require(log.checkpoint(origin: `operator`.verifier.name, size: size ?? log.entries.count))
        var note = head.signed(with: `operator`, at: 0)
        for witness in witnesses { note.sign(with: witness, at: 1_772_400_000) }
        return note
    }

    func copy(_ log: TransparencyLog, _ note: SignedNote?, named name: String = "LOG") -> LogCopy {
        LogCopy(name: name, entries: log.encoded(), head: note?.encoded())
    }

    func audit(
        _ copy: LogCopy, against copies: [LogCopy] = [], heads: [SignedNote] = [], witnesses: [NoteVerifier]? = nil
    ) -> Audit {
        Audit(
            copy, operator: `operator`.verifier, copies: copies,
            heads: heads.enumerated().map { KeptHead(name: "head \($0.offset)", bytes: $0.element.encoded()) },
            witnesses: witnesses ?? verifiers)
    }
}
