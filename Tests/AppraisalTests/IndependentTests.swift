import Attestation
import Cryptography
import Foundation
import InterlockTesting
import Silicon
import Testing

@Suite struct IndependentTests {
    private static let vectors = VectorCase.folder.deletingLastPathComponent()

    private static let python = Python.having("cbor2", "pycose", "cryptography")

    @Test(
        "what this library writes, cbor2, pycose and cryptography read and verify",
        .enabled(
            if: python != nil, "skipped: no Python with cbor2, pycose and cryptography; set INTERLOCK_PYTHON to one"))
    func rewritten() throws {
        let python = try #require(IndependentTests.python)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var paths: [String] = []
        for name in ["honest-0", "honest-1", "format-0-0", "tampered-0"] {
            let evidence = try Evidence(try VectorCase.bytes("cases/\(name).cbor"))
            let path = folder.appendingPathComponent("\(name).cbor")
            try Data(evidence.encoded()).write(to: path)
            paths.append(path.path)
        }
        let script = IndependentTests.vectors.appendingPathComponent("verify_evidence.py").path
        let root = VectorCase.folder.appendingPathComponent("trust/root.pem").path
        let result = try #require(Python.run(python, [script, "--root", root] + paths))
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.components(separatedBy: "\"verified\": true").count == 5)
    }

    @Test(
        "what a chip signs, Python's cryptography verifies: certificates, P-384 and ML-DSA-87",
        .enabled(
            if: Python.having("cryptography.hazmat.primitives.asymmetric.mldsa") != nil && python != nil,
            "skipped: no Python whose cryptography has ML-DSA; set INTERLOCK_PYTHON to one"))
    func hybrid() throws {
        let python = try #require(IndependentTests.python)
        let world = TestWorld()
        let chip = try world.chip(mode: .interpreted)
        try #require(chip.powerOn())
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let write = { (name: String, bytes: [UInt8]) in
            let file = folder.appendingPathComponent(name)
            try Data(bytes).write(to: file)
            return file.path
        }
        let good = try chip.send(.attest, Array(repeating: 1, count: 32))
        var bad = good
        bad[bad.count - 1] ^= 1
        let factory = try world.factory()
        let lattice = try #require(try factory.latticeRoot())
        let options = [
            IndependentTests.vectors.appendingPathComponent("verify_evidence.py").path, "--root",
            try write("root.pem", Array(PEM.encode(try factory.root(), label: .certificate).utf8)), "--ml-dsa-root",
            try write("lattice.pem", Array(PEM.encode(lattice, label: .certificate).utf8)), "--nonce",
            String(repeating: "01", count: 32),
        ]
        let verified = try #require(Python.run(python, options + [write("good.cbor", good)]))
        #expect(verified.status == 0, "\(verified.output)")
        let refused = try #require(Python.run(python, options + [write("bad.cbor", bad)]))
        #expect(refused.status == 1, "\(refused.output)")
    }

    @Test(
        "openssl verifies the chain of the vectors, strictly",
        .enabled(
            if: Python.run("openssl", ["version"])?.status == 0, "skipped: openssl is not installed"))
    func chain() throws {
        let file = { (name: String) in VectorCase.folder.appendingPathComponent(name).path }
        let result = try #require(
            Python.run(
                "openssl",
                [
                    "verify", "-x509_strict", "-CAfile", file("trust/root.pem"), "-untrusted", file("device.pem"),
                    file("alias.pem"),
                ]))
        #expect(result.status == 0, "\(result.output)")
    }
}
