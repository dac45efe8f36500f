import ArgumentParser
import Transparency

struct LogProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Print the proof that an entry is in a log, or that the log only grew.",
        discussion: """
            The proof ends in the log's signed head, with the signatures of its witnesses, and needs nothing else: \
            interlock log check verifies it, and so do other programs (C2SP tlog-proof, tlog-witness).

            EXAMPLES
                $ interlock log prove LOG --entry 3 > licence.tlog-proof
                $ interlock log prove LOG --since 12 > growth.proof
            """)

    @Argument(help: "The log's directory.", completion: .directory)
    var log: String

    @Option(help: "The entry that is in the log, from 0.")
    var entry: Int?

    @Option(help: "The number of entries that the log grew from.")
    var since: Int?

    func validate() throws {
        guard (entry == nil) != (since == nil) else { throw ValidationError("Give --entry, or --since.") }
    }

    func run() throws {
        let (whole, copy) = try LogDirectory.log(log)
        let note = try LogDirectory.note(copy)
        let head: Checkpoint
        do { head = try Checkpoint(text: note.text) } catch { throw CommandFailure(.unusable, "\(log): \(error)") }
        guard whole.checkpoint(origin: head.origin, size: head.size) == head else {
            throw CommandFailure(.unusable, "\(log): the head is not of these entries; see interlock audit")
        }
        let proof: ProofFile?
        if let entry {
            proof = whole.tree.inclusionProof(of: entry, in: head.size).map { .inclusion($0, head: note) }
        } else {
            proof = whole.tree.consistencyProof(from: since ?? -1, to: head.size).map { .consistency($0, head: note) }
        }
        guard let proof else {
            throw CommandFailure(.unusable, "the head is of \(head.size) entries; give a number within them")
        }
        print(String(decoding: proof.encoded(), as: UTF8.self), terminator: "")
    }
}
