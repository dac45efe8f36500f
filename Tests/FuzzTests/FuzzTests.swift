import Cryptography
import Foundation
import InterlockTesting
import Testing

@Suite("Fuzz")
struct FuzzTests {
    /// The corpus of a target, by file name.
    private func corpus(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Corpus/\(target.rawValue)")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appendingPathComponent(name))))
        }
    }

    @Test("the corpus holds", arguments: FuzzTarget.real)
    func corpusHolds(target: FuzzTarget) throws {
        let inputs = try corpus(target)
        #expect(!inputs.isEmpty, "Tests/Corpus/\(target.rawValue) is empty")
        for (name, bytes) in inputs { #expect(target.run(bytes), "\(target.rawValue)/\(name)") }
    }

    @Test("seeded mutations of the corpus hold", arguments: FuzzTarget.real)
    func mutations(target: FuzzTarget) throws {
        let seeds = try corpus(target)
        var stream = Seed(42).stream("fuzz/\(target.rawValue)")
        for round in 0..<300 {
            var bytes = seeds[Int(stream.number(below: UInt64(seeds.count)))].bytes
            for _ in 0...stream.number(below: 4) { mutate(&bytes, &stream) }
            #expect(target.run(bytes), "seed 42, round \(round) of \(target.rawValue): \(bytes.hex)")
        }
    }

    @Test("the canary is reported")
    func canary() {
        #expect(FuzzTarget.canary.run(Array("calm".utf8)))
        #expect(!FuzzTarget.canary.run(Array("a crash".utf8)))
    }

    private func mutate(_ bytes: inout [UInt8], _ stream: inout SeededStream) {
        guard !bytes.isEmpty else { return bytes.append(UInt8(stream.number(below: 256))) }
        let place = Int(stream.number(below: UInt64(bytes.count)))
        switch stream.number(below: 5) {
        case 0: bytes[place] ^= 1 << UInt8(stream.number(below: 8))
        case 1: bytes[place] = UInt8(stream.number(below: 256))
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(UInt8(stream.number(below: 256)), at: place)
        default: bytes.removeLast(Int(stream.number(below: UInt64(bytes.count - place))))
        }
    }
}
