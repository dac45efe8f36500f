import ArgumentParser
import Attestation
import Cryptography
import Ledger

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Look into the ledger of a verifier service.",
        subcommands: [LedgerCheck.self])
}

struct LedgerCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Recompute every chain of a ledger from its evidence.",
        discussion: """
            Exit status: 0 all chains hold; 1 one does not, or evidence of --has is missing; 2 unusable arguments; 3 \
            the ledger can't be read.

            EXAMPLE
              $ interlock ledger check sqlite:ledger.db
            """)

    @Argument(help: "The ledger: sqlite:PATH, or postgres://HOST/DATABASE.")
    var store: StoreAddress

    @Option(help: "A file of SHA-384 digests of evidence, one a line: each must be in the ledger.")
    var has: String?

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        if case .sqlite(let path) = store { _ = try InputFile.kind(path) }
        let store = try store.open()
        var check: ChainCheck
        do {
            check = try store.check()
            for line in try has.map(InputFile.text)?.split(separator: "\n") ?? [] {
                guard let digest = Digest384(hex: line) else {
                    throw CommandFailure(.unusable, "\(has ?? ""): “\(line)” is no digest; give 96 digits a line")
                }
                if try store.entry(digest) == nil { check.faults.append("evidence \(digest) is missing") }
            }
        } catch let error as LedgerError { throw CommandFailure(.couldNotRun, error.reason) }
        switch format {
        case .text:
            print("\(check.entries) entries of \(check.chips) chips")
            for fault in check.faults { print("FAULT: \(fault)") }
            print(check.faults.isEmpty ? "every chain holds" : "\(check.faults.count) faults")
        case .json:
            print(
                JSONValue.object([
                    "chips": .number(check.chips), "entries": .number(check.entries),
                    "faults": .array(check.faults.map { .string($0) }),
                ]).text, terminator: "")
        }
        if !check.faults.isEmpty { throw ExitCode(1) }
    }
}
