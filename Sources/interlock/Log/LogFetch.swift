import ArgumentParser
import Attestation
import Transparency

struct LogFetch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Copy the transparency log of a verifier service, for interlock audit.",
        discussion: """
            A copy that is there already is compared first: entries that were signed before must be the same now. Keep \
            copies; a log that is written anew shows in no other way.

            Exit status: 0 copied; 1 the service shows another history than the copy that is there, which stays; 2 \
            unusable input; 3 no answer.

            EXAMPLES
                $ interlock log fetch copy --server https://verifier.example:8443 --certificate anna-client.pem \
            --certificate-key anna-client-key.pem
                $ interlock audit copy --operator log.pub
            """)

    @Argument(help: "The directory of the copy; it is made where there is none.", completion: .directory)
    var log: String

    @OptionGroup var service: ServiceOptions

    func run() throws {
        let client = try service.client()
        let head = try service.ask("GET", "/interlock/v1/log/checkpoint", by: client)
        let note: SignedNote
        let size: Int
        do {
            note = try SignedNote(head)
            size = try Checkpoint(text: note.text).size
        } catch {
            throw CommandFailure(.unusable, "the service's checkpoint is none: \(error); is this a verifier service?")
        }
        var lines: [[UInt8]] = []
        while lines.count < size {
            let limit = min(1000, size - lines.count)
            let bytes = try service.ask(
                "GET", "/interlock/v1/log/entries?from=\(lines.count)&limit=\(limit)", by: client)
            let page = EntryLines(bytes)
            guard page.count > 0 else {
                throw CommandFailure(.unusable, "the service signed \(size) entries, and shows \(lines.count)")
            }
            lines += page.lines.map { Array($0) }
        }
        try LogDirectory.whileLocked(log) { try keep(lines, head: head) }
        print("\(log): \(size) entries")
    }

    /// Writes the entries, where the copy that is there has no others.
    private func keep(_ lines: [[UInt8]], head: [UInt8]) throws {
        if LogDirectory.isThere(log) {
            let kept = EntryLines(try LogDirectory.copy(log).entries)
            if let place = kept.lines.indices.first(where: { $0 >= lines.count || Array(kept.lines[$0]) != lines[$0] })
            {
                StandardError.write(
                    "error: entry \(place) is not what the copy in \(log) has; it stays as it is: keep it, and the "
                        + "service's log, as they are\n")
                throw ExitCode(1)
            }
        }
        try LogDirectory.write(lines.flatMap { $0 + [0x0a] }, head: head, to: log)
    }
}
