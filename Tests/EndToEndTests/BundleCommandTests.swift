import Attestation
import Cryptography
import Foundation
import Testing

@Suite("interlock bundle")
struct BundleCommandTests {
    /// A folder with a fleet's run and a bundle of it.
    private func packed() throws -> Program {
        let program = try Program()
        let scenario = "$ROOT/Specs/Scenarios/quickstart.yaml"
        try #require(try program.interlock("fleet run \(scenario) --out out").status == 0)
        try #require(try program.interlock("keys new --seed inspector --out inspector.pem").status == 0)
        let made = try program.interlock(
            "bundle create out/evidence --trust out/trust --agreement out/agreement.yaml --key inspector.pem --out b")
        try #require(made.status == 0, "\(made.errors)")
        return program
    }

    @Test("holds what verify printed, and gives it again when nothing else is left")
    func sameBytes() throws {
        let program = try packed()
        defer { program.remove() }
        let printed = try program.interlock(
            "verify out/evidence --trust out/trust --agreement out/agreement.yaml --format json")
        #expect(printed.status == 1)
        _ = try program.shell("rm -r out")
        let verified = try program.interlock("bundle verify b --signer inspector.pem")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        #expect(try program.interlock("bundle show b --file result").output == printed.output)
        #expect(try program.interlock("bundle verify b").status == 4)
    }

    @Test("bytes that are changed anywhere are found")
    func changed() throws {
        let program = try packed()
        defer { program.remove() }
        let file = program.folder.appendingPathComponent("b")
        let bytes = try Data(contentsOf: file)
        var stream = Seed(17).stream("bundle")
        for _ in 0..<24 {
            var changed = bytes
            changed[Int(stream.number(below: UInt64(bytes.count)))] ^= UInt8(1 + stream.number(below: 255))
            try changed.write(to: file)
            let status = try program.interlock("bundle verify b --signer inspector.pem").status
            #expect(status == 1 || status == 2)
        }
    }

    @Test("a result that is not what the evidence gives is found, though the right key signed it")
    func forgedResult() throws {
        let program = try packed()
        defer { program.remove() }
        let file = program.folder.appendingPathComponent("b")
        var contents = try Attestation.Bundle(Array(try Data(contentsOf: file))).contents
        let text = String(decoding: contents.result, as: UTF8.self)
        contents.result = Array(text.replacingOccurrences(of: "\"broken\"", with: "\"kept\"").utf8)
        contents.status = 0
        let key = try SigningKey(
            pem: try String(contentsOf: program.folder.appendingPathComponent("inspector.pem"), encoding: .utf8))
        try Data(try Attestation.Bundle(signing: contents, with: [key]).encoded()).write(to: file)
        let verified = try program.interlock("bundle verify b --signer inspector.pem")
        #expect(verified.status == 1)
        #expect(verified.output.hasPrefix("another result: broken"))
    }
}
