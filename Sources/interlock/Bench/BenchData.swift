import ArgumentParser
import Attestation
import ChipABI
import Cluster
import Cryptography
import Foundation
import Silicon

/// What it costs to prove training data and to hash weights; `tools/bench data` prints it.
struct BenchData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Bytes a second of proved training data and of hashed weights, beside SHA-384.",
        shouldDisplay: false)

    @Option(help: "MiB of data.")
    var size: Int = 64

    @Option(help: "KiB of a chunk of training data.")
    var chunk: Int = 1024

    @Option(help: "How many times each is measured; the best counts.")
    var rounds: Int = 3

    func validate() throws {
        guard (1...4096).contains(size), (1...size * 1024).contains(chunk), rounds > 0 else {
            throw ValidationError("Give a size from 1 to 4096 MiB, a chunk within it, and at least one round.")
        }
    }

    func run() throws {
        let bytes = (0..<size << 20).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }
        let chunks = stride(from: 0, to: bytes.count, by: chunk << 10).map {
            Array(bytes[$0..<min($0 + chunk << 10, bytes.count)])
        }
        let manifest = DataManifest(chunks.map { DataManifest.Chunk($0, dataClass: 2) })
        let bare = best { for chunk in chunks { _ = Digest384(hashing: chunk) } }
        print("SHA-384", rate(bare), 1.0)
        let tree = best { _ = WeightTree.digest(of: bytes) }
        print("weights", rate(tree), bare / tree)
        for mode in ExecutionMode.allCases {
            let chip = try licensed(manifest, mode)
            let proved = best {
                for (index, bytes) in chunks.enumerated() {
                    chip.stream(data: Digest384(hashing: bytes), bytes: UInt64(bytes.count))
                    guard let request = manifest.admission(ofChunk: index, manifest: 0),
                        (try? chip.send(.admitData, request)) != nil
                    else { fatalError("a listed chunk is admitted") }
                }
            }
            print("data, \(mode)", rate(proved), bare / proved)
        }
    }

    /// A chip whose licence permits the manifest, with weights.
    private func licensed(_ manifest: DataManifest, _ mode: ExecutionMode) throws -> Chip {
        let laboratory = try Laboratory(
            seed: Seed(1), parties: ["a", "b", "c"], quorum: 2, chips: 1, lifeCycle: .production)
        let chip = Chip(laboratory.chips[0].state, firmware: .builtIn, mode: mode, cache: PublicKeyCache())
        guard chip.powerOn(), let id = ChipID(chip.identifier) else {
            throw CommandFailure(.couldNotRun, "the chip does not boot")
        }
        let weights = Digest384(hashing: [1])
        var terms = Licence.Terms(
            agreement: .zero, sequence: 1, chips: [id], totalAllowance: 1_000, trainingAllowance: 1_000,
            models: [.init(weights: weights, uses: .training)], firstTick: 0, endTick: .max, firstBoot: 1,
            lastBoot: .max, quantum: 1_000)
        terms.data = .init(manifests: [manifest.root])
        let licence = Licence(signing: terms, with: laboratory.parties.prefix(2).map(\.key))
        guard let installation = LicenceInstallation(licence, chip: id, in: ChipSet([id])) else {
            throw CommandFailure(.couldNotRun, "the chip is not in its set")
        }
        do {
            _ = try chip.send(.installLicence, installation.encoded())
            chip.load(weights: weights, bytes: 1)
            _ = try chip.send(.measureModel)
        } catch { throw CommandFailure(.couldNotRun, "the chip refuses: \(error)") }
        return chip
    }

    /// Seconds of processor time of the quickest round.
    private func best(_ body: () -> Void) -> Double {
        (0..<rounds).map { _ in
            let start = clock()
            body()
            return Double(max(1, clock() - start)) / Double(CLOCKS_PER_SEC)
        }.min() ?? .infinity
    }

    /// Mebibytes a second.
    private func rate(_ seconds: Double) -> Double { Double(size) / seconds }
}
