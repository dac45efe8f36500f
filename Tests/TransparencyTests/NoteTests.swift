import Cryptography
import Testing
import Transparency

@Suite("Signed notes")
struct NoteTests {
    /// The example of the documentation of Go's golang.org/x/mod/sumdb/note.
    static let publishedKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let publishedSecret =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let publishedNote = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    @Test("Go's published note verifies under its published key, and its secret signs the same")
    func published() throws {
        let verifier = try NoteVerifier(NoteTests.publishedKey)
        let note = try SignedNote(Array(NoteTests.publishedNote.utf8))
        #expect(note.outcome(of: verifier) == .valid(nil))
        #expect(verifier.text == NoteTests.publishedKey)
        let signer = try NoteSigner(NoteTests.publishedSecret)
        #expect(signer.exposedText == NoteTests.publishedSecret)
        #expect(signer.verifier == verifier)
        var again = note
        again.sign(with: signer, at: 0)
        #expect(again == note)
        #expect(note.encoded() == Array(NoteTests.publishedNote.utf8))
    }

    @Test("keys that are misspelt are refused")
    func keys() {
        let key = NoteTests.publishedKey
        for text in [
            "", "+", "++", "a", key.replacing("c74f", with: "c74e"), key.replacing("Peter", with: "Pater"),
            key + "A", String(key.dropLast()), key.replacing("+AR", with: "+BR"), key.replacing("c7", with: "C7"),
            key.replacing("Neumann", with: " eumann"), String(repeating: "a", count: 600) + key,
        ] { #expect(throws: NoteError.self, "\(text)") { try NoteVerifier(text) } }
        for text in ["", "PRIVATE+KEY+", NoteTests.publishedKey, NoteTests.publishedSecret + "=="] {
            #expect(throws: NoteError.self, "\(text)") { try NoteSigner(text) }
        }
    }

    @Test("every change of a byte of a witnessed head is found")
    func everyByte() throws {
        let world = try World()
        let log = world.log(5)
        let bytes = try world.head(log, by: world.witnesses).encoded()
        for place in bytes.indices {
            for mask: UInt8 in [1, 2, 0x20, 0x80, 0xff] {
                var changed = bytes
                changed[place] ^= mask
                guard let note = try? SignedNote(changed) else { continue }
                #expect(note.encoded() == changed)
                let keys = [world.operator.verifier] + world.verifiers
                let isUnharmed = keys.allSatisfy { if case .valid = note.outcome(of: $0) { true } else { false } }
                #expect(!isUnharmed, "byte \(place) ^ \(mask)")
            }
        }
    }

    private func lastLine(_ note: SignedNote) -> [UInt8] {
        (note.encoded().split(separator: 0x0a).last ?? []) + [0x0a]
    }

    @Test("a witness's signature does not stand for a log's, nor another time's, nor another head's")
    func roles() throws {
        let world = try World()
        let witness = world.witnesses[0]
        let note = try world.head(world.log(4), by: [witness])
        #expect(note.outcome(of: witness.verifier) == .valid(1_772_400_000))
        let twin = try #require(NoteVerifier(name: witness.verifier.name, role: .log, key: witness.verifier.key))
        #expect(note.outcome(of: twin) == .absent)
        let other = try world.head(world.log(3))
        let line = try #require(String(decoding: note.encoded(), as: UTF8.self).split(separator: "\n").last)
        let moved = try SignedNote(other.encoded() + Array("\(line)\n".utf8))
        #expect(moved.outcome(of: witness.verifier) == .invalid)
        let doubled = try SignedNote(note.encoded() + Array("\(line)\n".utf8))
        #expect(doubled.outcome(of: witness.verifier) == .valid(1_772_400_000))
        // Two lines in one name: a wrong one beside a right one is no signature.
        let mixed = try SignedNote(
            other.encoded() + Array("\(line)\n".utf8)
                + lastLine(try world.head(world.log(3), by: [witness])))
        #expect(mixed.outcome(of: witness.verifier) == .invalid)
    }

    @Test("what is no note or head is refused")
    func malformed() throws {
        let world = try World()
        let good = String(decoding: try world.head(world.log(2)).encoded(), as: UTF8.self)
        for text in [
            "", "\n", "\n\n", "a\n\n", "a\n\nb\n", good + "x", good + "\n", good.replacing("— ", with: "- "),
            good.replacing("— ", with: "—  "), good.replacing("\n", with: "\r\n"), String(good.dropLast()),
            good + String(repeating: "— a QUFBQUFB\n", count: 64),
        ] { #expect(throws: NoteError.self, "\(text)") { try SignedNote(Array(text.utf8)) } }
        for text in [
            "", "log\n", "log\n1\n", "log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "log\n1\n47DE\n",
            "log\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n",
            "a log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        ] { #expect(throws: NoteError.self, "\(text)") { try Checkpoint(text: text) } }
        let head = try Checkpoint(text: "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        #expect(head.size == 0 && head.root == Digest256.emptyTree)
    }

    @Test("proofs survive being written, and every change of a byte is found")
    func proofs() throws {
        let world = try World()
        let log = world.log(11)
        let (operatorKey, witnesses) = (world.operator.verifier, world.verifiers)
        let note = try world.head(log, by: world.witnesses)
        let old = try world.head(log, size: 6)
        let line = log.entries[4].encoded()
        let inclusion = ProofFile.inclusion(try #require(log.tree.inclusionProof(of: 4, in: 11)), head: note)
        let growth = ProofFile.consistency(try #require(log.tree.consistencyProof(from: 6, to: 11)), head: note)
        #expect(inclusion.verdict(ofLine: line, log: operatorKey, witnesses: witnesses) == .holds)
        #expect(growth.verdict(since: old, log: operatorKey, witnesses: witnesses) == .holds)
        #expect(try ProofFile(inclusion.encoded()) == inclusion)
        #expect(try ProofFile(growth.encoded()) == growth)
        for (file, holds) in [
            (inclusion, { $0.verdict(ofLine: line, log: operatorKey, witnesses: witnesses) == .holds }),
            (growth, { $0.verdict(since: old, log: operatorKey, witnesses: witnesses) == .holds }),
        ] as [(ProofFile, (ProofFile) -> Bool)] {
            let bytes = file.encoded()
            for place in bytes.indices {
                for mask: UInt8 in [1, 0x20, 0x80] {
                    var changed = bytes
                    changed[place] ^= mask
                    guard let read = try? ProofFile(changed) else { continue }
                    #expect(!holds(read), "byte \(place) ^ \(mask)")
                }
            }
        }
        // The right proof for another question.
        #expect(inclusion.verdict(ofLine: log.entries[5].encoded(), log: operatorKey, witnesses: []) != .holds)
        #expect(growth.verdict(since: try world.head(log, size: 7), log: operatorKey, witnesses: []) != .holds)
        #expect(growth.verdict(ofLine: line, log: operatorKey, witnesses: []) != .holds)
        #expect(inclusion.verdict(since: old, log: operatorKey, witnesses: []) != .holds)
        let alone = ProofFile.inclusion(
            try #require(log.tree.inclusionProof(of: 4, in: 11)), head: try world.head(log))
        #expect(alone.verdict(ofLine: line, log: operatorKey, witnesses: []) == .holds)
        #expect(
            alone.verdict(ofLine: line, log: operatorKey, witnesses: witnesses) == .notWitnessed("norland.example"))
        let fork = try world.head(world.log(6, changed: 2))
        #expect(growth.verdict(since: fork, log: operatorKey, witnesses: []) != .holds)
    }
}
