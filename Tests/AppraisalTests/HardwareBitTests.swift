import Appraisal
import Attestation
import Cryptography
import Dispatch
import Foundation
import InterlockTesting
import Synchronization
import Testing

@Suite("Every bit of hardware evidence") struct HardwareBitTests {
    /// Runs a test of each number below a count, on all cores; returns the numbers for which it answers true.
    private func positions(_ count: Int, _ holds: @escaping @Sendable (Int) -> Bool) -> [Int] {
        let found = Mutex<[Int]>([])
        let pieces = 64
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            for number in stride(from: piece, to: count, by: pieces) where holds(number) {
                found.withLock { $0.append(number) }
            }
        }
        return found.withLock { $0.sorted() }
    }

    private func flipped(_ bytes: [UInt8], bit: Int) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }

    /// Flips each bit of a report, and cuts it at each byte.
    private func shake(_ bytes: [UInt8], _ appraiser: HardwareAppraiser) {
        let whole = appraiser.appraise(Exhibit(name: "report", bytes: bytes))
        #expect(whole.isAuthentic && whole.isSigned)
        let accepted = positions(bytes.count * 8) { bit in
            let appraisal = appraiser.appraise(Exhibit(name: "report", bytes: flipped(bytes, bit: bit)))
            return appraisal.isSigned || appraisal.isAuthentic || appraisal.verdict != .indeterminate
        }
        #expect(accepted.isEmpty, "bits \(accepted.prefix(8))")
        let read = positions(bytes.count) { (try? HardwareReport(Array(bytes.prefix($0)))) != nil }
        #expect(read.isEmpty, "cut at \(read.prefix(8))")
        #expect((try? HardwareReport(bytes + [0])) == nil)
    }

    /// Flips bits of certificates, one certificate at a time.
    private func shake(_ chain: [Certificate], _ anchors: [Certificate], _ report: [UInt8], every step: Int) {
        for place in chain.indices {
            let der = chain[place].der
            let accepted = positions(der.count * 8 / step) { number in
                guard let bad = try? Certificate(der: flipped(der, bit: number * step + number % step)) else {
                    return false
                }
                var changed = chain
                changed[place] = bad
                let appraiser = HardwareAppraiser(
                    HardwareQuestion(chain: changed, anchors: anchors, moment: 1_750_000_000))
                return appraiser.appraise(Exhibit(name: "report", bytes: report)).isAuthentic
            }
            #expect(accepted.isEmpty, "certificate \(place): \(accepted.prefix(8))")
        }
    }

    /// Flips bits of a manifest; what is still accepted must say the very same, by the very same signer.
    private func shake(_ document: [UInt8], anchor: Certificate, at moment: UTCSeconds, _ bits: [Int]) throws {
        let whole = try SignedManifestFile(verifying: document)
        let accepted = positions(bits.count) { number in
            let bad = flipped(document, bit: bits[number])
            guard (try? SignedManifestFile(verifying: bad)) != nil else { return false }
            let question = HardwareQuestion(
                chain: whole.certificates, manifests: [Exhibit(name: "manifest", bytes: bad)],
                manifestAnchors: [anchor],
                moment: moment)
            return HardwareAppraiser(question).manifests.allSatisfy(\.isTrusted)
        }
        #expect(accepted.isEmpty, "bits \(accepted.prefix(8).map { bits[$0] })")
    }

    @Test("our own report: no flipped bit is accepted, and no cut")
    func ours() throws {
        let hardware = try HardwareCase()
        var question = hardware.question
        question.manifests = hardware.manifests
        shake(hardware.reportBytes, HardwareAppraiser(question))
    }

    @Test("our own chain and manifest: no flipped bit is accepted")
    func ourChain() throws {
        let hardware = try HardwareCase()
        shake(hardware.device.chain, [hardware.device.root], hardware.reportBytes, every: 4)
        let document = hardware.manifests[0].bytes
        try shake(
            document, anchor: hardware.publisher.root, at: HardwareCase.moment, document.indices.map { $0 * 8 + $0 % 8 }
        )
    }

    private static let absent: Comment = "the genuine report is absent; INTERLOCK_DATA names the folder that has it"

    /// A genuine chain, whose root is taken for the anchor.
    private func genuine() throws -> (report: [UInt8], chain: [Certificate]) {
        let file = try #require(ExternalData.bytes(ExternalData.report))
        let text = try #require(ExternalData.bytes("nvidia-h100/hopperCertChain.txt"))
        let chain = try Certificate.all(inPEM: String(decoding: text, as: UTF8.self))
        return (try #require(HardwareReport.bytes(ofFile: file)), chain)
    }

    @Test(
        "the genuine report: none of its 32,936 flipped bits is accepted, and no cut",
        .enabled(if: ExternalData.hasReport, absent))
    func report() throws {
        let (report, chain) = try genuine()
        #expect(report.count == 4117)
        let nonce = Array(report[4..<36])
        shake(
            report,
            HardwareAppraiser(
                HardwareQuestion(chain: chain, anchors: Array(chain.suffix(1)), nonce: nonce, moment: 1_717_200_000)))
    }

    @Test("the genuine chain: no flipped bit is accepted", .enabled(if: ExternalData.hasReport, absent))
    func chain() throws {
        let (report, chain) = try genuine()
        shake(chain, Array(chain.suffix(1)), report, every: 4)
    }

    @Test(
        "the genuine manifests: no flipped bit is accepted", .enabled(if: ExternalData.hasReport, absent),
        arguments: ["1010_0200_882_96005E0001_PROD.swidtag", "Driver_RIM_test_no_gpu.swidtag"])
    func manifests(name: String) throws {
        let document = try #require(ExternalData.bytes("nvidia-h100/\(name)"))
        let root = try #require(try SignedManifestFile(verifying: document).certificates.last)
        // Every bit of what names algorithms, digest and signature; of the rest one bit of every fourth byte, for each
        // takes 2 ms. INTERLOCK_EXHAUSTIVE=1 takes one bit of every byte.
        let start = try #require(document.firstRange(of: Array("<ds:SignedInfo".utf8))).lowerBound
        let end = try #require(document.firstRange(of: Array("<ds:KeyInfo".utf8))).lowerBound
        let step = ProcessInfo.processInfo.environment["INTERLOCK_EXHAUSTIVE"] == "1" ? 1 : 4
        let bits =
            stride(from: 0, to: document.count, by: step).map { $0 * 8 + $0 / step % 8 }
            + Array((start * 8)..<(end * 8))
        try shake(document, anchor: root, at: 1_717_200_000, bits)
    }
}
