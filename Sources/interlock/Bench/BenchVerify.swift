import Appraisal
import ArgumentParser
import Attestation
import Cryptography
import Foundation

struct BenchVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Evidence per second on one core, beside the bare rate of P-384 verifications in the same run.",
        shouldDisplay: false)

    @Option(help: "How many pieces of evidence.")
    var evidence: Int = 8000

    @Option(help: "Of how many chips.")
    var chips: Int = 16

    @Option(help: "How many times each is measured; the best counts.")
    var rounds: Int = 3

    @Flag(help: "Sign and verify with P-384 alone.")
    var classicalOnly = false

    @Option(help: "How the result is printed: text, or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard chips > 0, evidence >= chips, rounds > 0 else {
            throw ValidationError("Give at least one chip, one piece of evidence a chip, and one round.")
        }
    }

    func run() throws {
        let set = try SyntheticEvidence(count: evidence, chipCount: chips, isHybrid: !classicalOnly)
        let appraiser = Appraiser(
            trust: set.trust, question: Question(signatures: classicalOnly ? .classicalOnly : .hybrid))
        let exhibits = set.messages.enumerated().map { Exhibit(name: "\($0)", bytes: $1) }
        var bare = Duration.seconds(Int64.max / 2)
        var table = bare
        var lattice = bare
        var examination = bare
        var whole = bare
        let tables = set.precomputedKeys()
        for _ in 0..<rounds {
            bare = min(
                bare,
                try measure { set.signatures.allSatisfy { $0.key.verify($0.signature, digest: $0.digest) == .valid } })
            table = min(
                table,
                try measure {
                    zip(tables, set.signatures).allSatisfy { $0.verify($1.signature, digest: $1.digest) == .valid }
                })
            lattice = min(
                lattice,
                try measure {
                    set.latticeSignatures.allSatisfy { $0.key.verify($0.signature, message: $0.message) == .valid }
                })
            examination = min(
                examination,
                try measure {
                    var cache = ChainCache()
                    return exhibits.allSatisfy { appraiser.examine($0, using: &cache).error == nil }
                })
            whole = min(whole, try measure { appraiser.appraise(exhibits).verdict == .kept })
        }
        show(
            bare: bare, table: table, lattice: set.latticeSignatures.isEmpty ? nil : lattice, examination: examination,
            whole: whole, count: exhibits.count, bytes: set.messages.reduce(0) { $0 + $1.count } / set.messages.count)
    }

    /// Processor time: the work is one thread's, and others may use the machine meanwhile.
    private func measure(_ work: () -> Bool) throws -> Duration {
        let start = clock()
        let isGood = work()
        let duration = Duration.seconds(Double(clock() - start) / Double(CLOCKS_PER_SEC))
        guard isGood else { throw CommandFailure(.couldNotRun, "the synthetic evidence was not found kept") }
        return duration
    }

    private func show(
        bare: Duration, table: Duration, lattice: Duration?, examination: Duration, whole: Duration, count: Int,
        bytes: Int
    ) {
        let rate = { (duration: Duration) in Int((Double(count) / (duration / .seconds(1))).rounded()) }
        let ratio = { (duration: Duration) in (bare / duration * 100).rounded() / 100 }
        let tabled = (table / whole * 100).rounded() / 100
        switch format {
        case .json:
            let value = JSONValue.object([
                "evidence": .number(count), "bytesEach": .number(bytes), "chips": .number(chips),
                "bareVerificationsPerSecond": .number(rate(bare)),
                "tabledVerificationsPerSecond": .number(rate(table)),
                "latticeVerificationsPerSecond": lattice.map { .number(rate($0)) } ?? .null,
                "examinationsPerSecond": .number(rate(examination)), "evidencePerSecond": .number(rate(whole)),
                "ratioToBare": JSONValue(.number("\(ratio(whole))")), "ratioToTabled": JSONValue(.number("\(tabled)")),
            ])
            print(value.text, terminator: "")
        case .text:
            print(
                """
                \(count) pieces of evidence of \(chips) chips, \(bytes) bytes each, one core, the best of \(rounds) rounds
                  bare P-384 verifications, key parsed           \(rate(bare)) /s
                  bare P-384 verifications, table of multiples   \(rate(table)) /s
                  bare ML-DSA-87 verifications, key parsed       \(lattice.map { "\(rate($0)) /s" } ?? "none")
                  evidence examined (form, chain, signature)     \(rate(examination)) /s
                  evidence appraised in full                     \(rate(whole)) /s
                  appraised, as a ratio to bare                  \(ratio(whole))
                  appraised, as a ratio to bare with tables      \(tabled)
                """)
        }
    }
}

extension SyntheticEvidence {
    /// For each message the key that verifies it, with a table of its multiples.
    fileprivate func precomputedKeys() -> [P384.PublicKey] {
        var known: [P384.PublicKey: P384.PublicKey] = [:]
        return signatures.map { entry in
            if let key = known[entry.key] { return key }
            let key = entry.key.precomputed()
            known[entry.key] = key
            return key
        }
    }
}
