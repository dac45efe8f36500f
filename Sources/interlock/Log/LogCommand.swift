import ArgumentParser

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Keep a transparency log of licences, results, findings and consequences.",
        discussion: """
            A log is a directory: entries.jsonl, one entry a line, and checkpoint, its signed head. Whoever has a copy of \
            the log, or only a head, can tell later whether an entry was changed or left out (interlock audit). Heads, \
            keys and proofs are in the formats of C2SP, as other logs have them (Specs/Transparency.md).

            EXAMPLES
              The operator makes a key, and gives the line that is printed to everybody:
                $ interlock log key --name inspectorate.example/log --out log.key
              What a run of a fleet left goes into the log:
                $ interlock log append LOG --key log.key --run out
              A party signs that the log has only grown since it last looked:
                $ interlock log witness LOG --log log.pub --key norland.key --state norland.head
              Anybody audits:
                $ interlock audit LOG --operator log.pub --witness norland.pub --head maren.head
            """,
        subcommands: [
            LogKey.self, LogAppend.self, LogShow.self, LogProve.self, LogCheck.self, LogWitness.self,
            LogFetch.self,
        ])
}
