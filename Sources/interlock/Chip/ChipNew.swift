import ArgumentParser
import Attestation
import ChipABI
import Cluster
import Cryptography
import Foundation
import Silicon

/// `interlock chip new`: a small world to try things in.
struct ChipNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make chips, with the keys of their vendor and parties and what a verifier trusts.",
        discussion: """
            DIR gets chips/ (one file a chip), keys/ (private keys of the vendor and of each party) and trust/ (the \
            trust directory for `interlock verify`). The same seed makes the same world.

            EXAMPLE
              $ interlock chip new lab --chips 2
              $ interlock chip boot lab/chips/chip-000.cbor --interpreted
              $ interlock chip attest lab/chips/chip-000.cbor --nonce 8f2a91c04be7d563 --out e.cbor
              $ interlock verify e.cbor --trust lab/trust --nonce 8f2a91c04be7d563
            """)

    @Argument(help: "The directory to make; it must not exist.")
    var directory: String

    @Option(help: "How many chips, 1 to 1000.")
    var chips = 1

    @Option(help: "The parties' names, 1 to 8, with commas between.")
    var parties = "avalon,borduria,cascadia"

    @Option(help: "How many parties must sign an image or a licence.")
    var quorum = 2

    @Flag(help: "Sign with P-384 alone, without ML-DSA-87: for comparison.")
    var classicalOnly = false

    @Option(help: "The life cycle that the chips leave the factory in: test, development or production.")
    var lifeCycle = "production"

    @Option(help: "What everything is made from.")
    var seed: UInt64 = 1

    func run() throws {
        let names = parties.split(separator: ",").map(String.init)
        guard (1...1000).contains(chips) else {
            throw CommandFailure(.unusable, "--chips \(chips): give a number from 1 to 1000")
        }
        guard (1...8).contains(names.count), Set(names).count == names.count,
            names.allSatisfy({ $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } })
        else {
            throw CommandFailure(
                .unusable, "--parties \(parties): give 1 to 8 different names of letters, digits and -")
        }
        guard (1...names.count).contains(quorum) else {
            throw CommandFailure(.unusable, "--quorum \(quorum): give a number from 1 to \(names.count)")
        }
        let stages: [String: LifeCycle] = [
            "test": .test, "development": .development, "production": .production,
        ]
        guard let lifeCycle = stages[self.lifeCycle] else {
            throw CommandFailure(
                .unusable, "--life-cycle \(self.lifeCycle): give test, development or production")
        }
        guard !FileManager.default.fileExists(atPath: directory) else {
            throw CommandFailure(.unusable, "\(directory): exists already; name another directory")
        }
        do {
            try write(
                try Laboratory(
                    seed: Seed(seed), parties: names, quorum: quorum, chips: chips, lifeCycle: lifeCycle,
                    isHybrid: !classicalOnly))
        } catch let error as LaboratoryError {
            throw CommandFailure(.unusable, error.description)
        }
        print("\(directory): \(chips) \(chips == 1 ? "chip" : "chips"), keys of the vendor and \(names.count) parties.")
        print("Next: interlock chip attest \(directory)/chips/chip-000.cbor --nonce 8f2a91c04be7d563 --out e.cbor")
    }

    /// Writes to a directory beside the target, which then takes its name: all of it or nothing.
    private func write(_ laboratory: Laboratory) throws {
        let temporary = "\(directory).\(ProcessInfo.processInfo.processIdentifier).part"
        do {
            for folder in ["keys", "chips", "trust"] {
                try FileManager.default.createDirectory(
                    atPath: "\(temporary)/\(folder)", withIntermediateDirectories: true)
            }
            for (name, key) in [("vendor", laboratory.vendor)] + laboratory.parties.map({ ($0.name, $0.key) }) {
                try OutputFile.write(
                    Array(key.exposedPEM.utf8), to: "\(temporary)/keys/\(name).pem", replacing: false, isSecret: true)
            }
            for (name, state) in laboratory.chips {
                try OutputFile.write(
                    state.encoded(), to: "\(temporary)/chips/\(name).cbor", replacing: false, isSecret: true)
            }
            try TrustDirectory.write(laboratory.trust, to: "\(temporary)/trust")
            try FileManager.default.moveItem(atPath: temporary, toPath: directory)
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            guard let failure = error as? CommandFailure else {
                throw CommandFailure(.couldNotRun, "\(directory): can't be written; check that you may write there")
            }
            throw failure
        }
    }
}
