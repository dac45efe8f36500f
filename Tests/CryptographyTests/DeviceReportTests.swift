import Cryptography
import Foundation
import Testing

/// A report that a genuine H100 made, from NVIDIA's nvtrust (local_gpu_verifier samples).
@Suite(
    "A genuine device's report",
    .enabled(
        if: Vectors.external("nvidia-h100/hopperAttestationReport.txt") != nil,
        "INTERLOCK_DATA names no folder that has nvidia-h100/hopperAttestationReport.txt"))
struct DeviceReportTests {
    let report: [UInt8]
    let chain: [Certificate]

    init() throws {
        let hex = try String(
            contentsOf: #require(Vectors.external("nvidia-h100/hopperAttestationReport.txt")), encoding: .utf8)
        report = try #require([UInt8](hex: hex.trimmingCharacters(in: .whitespacesAndNewlines)))
        let pem = try String(
            contentsOf: #require(Vectors.external("nvidia-h100/hopperCertChain.txt")), encoding: .utf8)
        chain = try Certificate.all(inPEM: pem)
    }

    @Test("it is signed by the first certificate's key, and one flip in any byte is found")
    func signature() throws {
        let key = chain[0].publicKey.precomputed()
        let signed = report.dropLast(96)
        let signature = Array(report.suffix(96))
        #expect(key.verify(signature, digest: Digest384(hashing: Array(signed))) == .valid)
        for index in report.indices {
            var bad = report
            bad[index] ^= 1 << UInt8(index % 8)
            let digest = Digest384(hashing: Array(bad.dropLast(96)))
            #expect(key.verify(Array(bad.suffix(96)), digest: digest) != .valid, "byte \(index)")
        }
    }

    @Test("its five certificates link from device to root")
    func links() throws {
        #expect(chain.count == 5)
        for (issued, issuer) in zip(chain, chain.dropFirst()) {
            #expect(issued.issuer == issuer.subject)
            #expect(issued.isSigned(by: issuer.publicKey))
            #expect(!issued.isSigned(by: issued.publicKey))
        }
        let root = try #require(chain.last)
        #expect(root.isSigned(by: root.publicKey) && root.isCA)
        #expect(chain[0].issuerCommonName == "GH100 A01 GSP BROM")
        #expect(chain[0].notAfter == .never)
    }

    @Test("OpenSSL takes the chain in strict mode, or says where not")
    func strict() throws {
        try CertificateChain.verify(
            leaf: chain[0], intermediates: Array(chain[1...3]), anchors: [chain[4]], at: 1_700_000_000)
    }
}
