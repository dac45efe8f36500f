import ArgumentParser
import Attestation
import Cryptography
import Foundation

struct BenchEvidence: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Write honest evidence without chips, as a load for the service.",
        shouldDisplay: false)

    @Option(help: "How many pieces of evidence.")
    var evidence: Int = 1000

    @Option(help: "Of how many chips.")
    var chips: Int = 16

    @Flag(help: "Sign with P-384 alone.")
    var classicalOnly = false

    @Option(help: "The directory to make: evidence/, trust/, and the nonces in nonces.txt.", completion: .directory)
    var out: String

    func validate() throws {
        guard chips > 0, evidence >= chips else {
            throw ValidationError("Give at least one chip, and one piece of evidence a chip.")
        }
    }

    func run() throws {
        let set = try SyntheticEvidence(count: evidence, chipCount: chips, isHybrid: !classicalOnly)
        try TrustDirectory.write(set.trust, to: "\(out)/trust")
        try FileManager.default.createDirectory(atPath: "\(out)/evidence", withIntermediateDirectories: true)
        var nonces = ""
        for (index, message) in set.messages.enumerated() {
            let digits = String(index)
            let name = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
            try OutputFile.write(message, to: "\(out)/evidence/\(name).cbor", replacing: true)
            nonces += try Evidence(message).claims.nonce.hex + "\n"
        }
        try OutputFile.write(Array(nonces.utf8), to: "\(out)/nonces.txt", replacing: true)
    }
}
