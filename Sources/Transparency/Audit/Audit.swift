import Cryptography

/// Whether a log is what its operator signed, and what others saw of it. Pure: no clock, no network.
///
/// A log whose operator changed an entry and hashed all anew is whole in itself. What finds that is what others kept: a
/// copy, a head, a witness's signature. So a log that is alone is never said to hold.
public struct Audit: Sendable {
    /// All findings: about the log in itself, then about what others have, in the order given.
    public private(set) var findings: [AuditFinding] = []
    /// How many entries the log has.
    public let count: Int
    /// The log's head, where the operator signed it.
    public private(set) var head: Checkpoint?
    /// When each witness signed the head; nil where it did not.
    public private(set) var witnessed: [(name: String, moment: UTCSeconds?)] = []
    /// Names in which the head is signed, and whose keys were not given.
    public private(set) var strangers: [String] = []

    private let tree: LogTree
    private let isWhole: Bool
    private var kept: [(name: String, head: Checkpoint)] = []

    /// Audits a log.
    ///
    /// - Parameters:
    ///   - log: the log.
    ///   - operator: the key of whoever runs it.
    ///   - copies: the log as others have it.
    ///   - heads: signed heads that others kept.
    ///   - witnesses: keys of witnesses who must have signed the head.
    public init(
        _ log: LogCopy, operator: NoteVerifier, copies: [LogCopy] = [], heads: [KeptHead] = [],
        witnesses: [NoteVerifier] = []
    ) {
        let lines = EntryLines(log.entries)
        count = lines.count
        tree = LogTree(leaves: lines.lines.map { Digest256.leaf(Array($0)) })
        let own = Audit.findings(in: lines, tree)
        findings = own
        isWhole = own.isEmpty
        let note = judgeHead(log.head, by: `operator`)
        for copy in copies { compare(with: copy, by: `operator`) }
        for head in heads { compare(with: head, by: `operator`) }
        for witness in witnesses { judge(witness, on: note) }
        let known = ([`operator`] + witnesses).map(\.identifier)
        strangers = note?.signatures.filter { !known.contains($0.identifier) }.map(\.name) ?? []
        if copies.isEmpty, heads.isEmpty, witnesses.isEmpty {
            findings.append(
                AuditFinding(
                    .alone, weight: .doubt,
                    "no copy, head or witness of anybody else was given, so that an operator who wrote the log anew would "
                        + "not be noticed"))
        }
    }

    /// The heaviest finding; nil where there is none.
    public var weight: AuditFinding.Weight? { findings.map(\.weight).max() }

    // MARK: The log in itself

    /// What is wrong in the lines themselves.
    private static func findings(in file: EntryLines, _ tree: LogTree) -> [AuditFinding] {
        var findings: [AuditFinding] = []
        var expected = 0
        var time: UTCSeconds?
        for (place, line) in file.lines.enumerated() {
            let entry: Entry
            do { entry = try Entry(Array(line)) } catch {
                findings.append(AuditFinding(.unreadable, at: place, "the line is no entry: \(error.reason)"))
                expected += 1
                continue
            }
            if entry.index != expected {
                findings.append(AuditFinding(.outOfOrder, at: place, order(of: entry.index, expected)))
            } else if entry.previous != (place == 0 ? Digest256.emptyTree : tree.leaves[place - 1]) {
                findings.append(
                    AuditFinding(
                        .changed, at: max(0, place - 1),
                        place == 0
                            ? "the first entry says that another came before it"
                            : "the entry is not the one that entry \(place) says came before it"))
            }
            if let document = entry.document, Digest384(hashing: document) != entry.digest {
                findings.append(
                    AuditFinding(.documentChanged, at: place, "the document is not the one whose digest the entry has"))
            }
            if let time, entry.time < time {
                findings.append(
                    AuditFinding(.timeWentBack, at: place, "the entry is older than the one before it"))
            }
            expected = entry.index + 1
            time = entry.time
        }
        if !file.isComplete {
            findings.append(AuditFinding(.unreadable, at: file.count - 1, "the last line has no end"))
        }
        return findings
    }

    private static func order(of index: Int, _ expected: Int) -> String {
        index > expected
            ? index == expected + 1
                ? "entry \(expected) is missing: entry \(index) stands here"
                : "entries \(expected) to \(index - 1) are missing: entry \(index) stands here"
            : "entry \(index) stands here, where entry \(expected) should"
    }

    /// Judges the log's own head; the note, where it can be read.
    private mutating func judgeHead(_ bytes: [UInt8]?, by verifier: NoteVerifier) -> SignedNote? {
        let (note, head) = Audit.read(bytes, by: verifier)
        switch head {
        case .failure(let reason): findings.append(AuditFinding(.headUnsigned, "the log's head: \(reason.reason)"))
        case .success(let head):
            self.head = head
            kept.append(("the log", head))
            guard let root = tree.root(of: head.size) else {
                findings.append(
                    AuditFinding(
                        .omitted, at: count,
                        "the log's head is of \(head.size) entries, and there are \(count): the rest was taken away"))
                break
            }
            if root != head.root {
                findings.append(AuditFinding(.notOfHead, at: isWhole ? max(0, head.size - 1) : nil, otherEntries(head)))
            }
            if count > head.size {
                findings.append(
                    AuditFinding(
                        .beyondHead, at: head.size, weight: .doubt,
                        "the operator has not signed the log from here on: its head is of \(head.size) entries"))
            }
        }
        return note
    }

    private func otherEntries(_ head: Checkpoint) -> String {
        isWhole
            ? "the head is of other entries: the last was changed, or one before it and all that follow were made to fit; "
                + "a copy tells which"
            : "the head is of other entries than these"
    }

    /// A head that the operator signed, or why it is none.
    private static func read(
        _ bytes: [UInt8]?, by verifier: NoteVerifier
    ) -> (SignedNote?, Result<Checkpoint, NoteError>) {
        guard let bytes else { return (nil, .failure(NoteError("there is none"))) }
        let note: SignedNote
        do { note = try SignedNote(bytes) } catch { return (nil, .failure(error)) }
        do { return (note, .success(try note.checkpoint(by: verifier))) } catch { return (note, .failure(error)) }
    }

    // MARK: What others have

    private mutating func compare(with head: KeptHead, by verifier: NoteVerifier) {
        switch Audit.read(head.bytes, by: verifier).1 {
        case .failure(let reason):
            findings.append(
                AuditFinding(.unusable, weight: .unusable, "\(head.name): \(reason.reason), so that it shows nothing"))
        case .success(let kept): compare(with: kept, named: head.name)
        }
    }

    private mutating func compare(with kept: Checkpoint, named name: String) {
        let other = self.kept.first { $0.head.size == kept.size && $0.head.root != kept.root }
        self.kept.append((name, kept))
        if let other {
            findings.append(
                AuditFinding(
                    .forked, at: max(0, kept.size - 1),
                    "\(name): the operator signed two histories of \(kept.size) entries, this one and that of "
                        + "\(other.name); keep both heads, they prove it"))
            return
        }
        guard let root = tree.root(of: kept.size) else {
            findings.append(
                AuditFinding(
                    .omitted, at: count,
                    "\(name): the operator signed \(kept.size) entries, and the log has \(count): the rest is kept back"
                ))
            return
        }
        guard root != kept.root else { return }
        // Entries that are not of the log's own head may have been changed by anybody who had them.
        let isSigned = head.map { tree.root(of: $0.size) == $0.root } ?? false
        findings.append(
            isSigned
                ? AuditFinding(
                    .forked, at: max(0, kept.size - 1),
                    "\(name): the operator signed \(kept.size) entries that are not the first ones of this log, and signed "
                        + "this log too; keep both heads, they prove it")
                : AuditFinding(
                    .notOfHead, at: isWhole ? max(0, kept.size - 1) : nil,
                    "\(name): the log's first \(kept.size) entries are not those that the operator signed"))
    }

    private mutating func compare(with copy: LogCopy, by verifier: NoteVerifier) {
        let other = EntryLines(copy.entries)
        let leaves = other.lines.map { Digest256.leaf(Array($0)) }
        let difference = zip(tree.leaves, leaves).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let signed = Audit.read(copy.head, by: verifier).1
        switch signed {
        case .success(let head):
            guard LogTree(leaves: leaves).root(of: head.size) == head.root else {
                findings.append(
                    AuditFinding(
                        .unusable, at: difference, weight: .unusable,
                        "\(copy.name): the copy is not what its own head says, so that it shows nothing"))
                return
            }
            compare(with: head, named: copy.name)
        case .failure(let reason):
            if difference == nil, leaves.count <= count { return }
            findings.append(
                AuditFinding(
                    .unusable, at: difference ?? count, weight: .unusable,
                    "\(copy.name): the copy is another from here on, but its head (\(reason.reason)) does not show that "
                        + "the operator signed it"))
            return
        }
        if let difference {
            findings.append(
                AuditFinding(.differs, at: difference, Audit.difference(at: difference, self.tree, leaves, copy)))
        }
    }

    /// What happened at the first place where a copy has another entry.
    private static func difference(at place: Int, _ tree: LogTree, _ leaves: [Digest256], _ copy: LogCopy) -> String {
        let own = tree.leaves
        if place + 1 < leaves.count, own[place] == leaves[place + 1] {
            return "\(copy.name): the entry that the copy has here is missing"
        }
        if place + 1 < own.count, own[place + 1] == leaves[place] {
            return "\(copy.name): an entry stands here that the copy does not have"
        }
        return "\(copy.name): the copy has another entry here"
    }

    private mutating func judge(_ witness: NoteVerifier, on note: SignedNote?) {
        switch note?.outcome(of: witness) ?? .absent {
        case .valid(let moment): witnessed.append((witness.name, moment))
        case .invalid:
            witnessed.append((witness.name, nil))
            findings.append(AuditFinding(.witnessForged, "a signature in the name of \(witness.name) is not its"))
        case .absent:
            witnessed.append((witness.name, nil))
            findings.append(
                AuditFinding(
                    .notWitnessed, weight: .doubt, "\(witness.name) has not signed the log's head with the key given"))
        }
    }
}
