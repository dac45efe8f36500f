import Appraisal
import Attestation
import Cryptography
import InterlockTesting
import Testing

/// A report that a genuine H100 made, and manifests of other versions: what honesty demands of them.
@Suite(
    "A genuine hardware report",
    .enabled(if: ExternalData.hasReport, "the genuine report is absent; INTERLOCK_DATA names the folder that has it"))
struct HardwareGenuineTests {
    private let report: [UInt8]
    private var question: HardwareQuestion

    init() throws {
        report = try #require(ExternalData.bytes(ExternalData.report))
        let text = try #require(ExternalData.bytes("nvidia-h100/hopperCertChain.txt"))
        let chain = try Certificate.all(inPEM: String(decoding: text, as: UTF8.self))
        question = HardwareQuestion(
            chain: chain, anchors: [chain[4]],
            nonce: [UInt8](hex: "931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748f32364dfcb"),
            moment: 1_717_200_000)
        for name in ["1010_0200_882_96005E0001_PROD.swidtag", "Driver_RIM_test_no_gpu.swidtag"] {
            let bytes = try #require(ExternalData.bytes("nvidia-h100/\(name)"))
            question.manifests.append(Exhibit(name: name, bytes: bytes))
            let root = try #require(try SignedManifestFile(verifying: bytes).certificates.last)
            if question.manifestAnchors.isEmpty { question.manifestAnchors = [root] }
        }
    }

    private func appraise(_ question: HardwareQuestion) -> HardwareAppraisal {
        HardwareAppraiser(question).appraise(Exhibit(name: "report", bytes: report))
    }

    private func rules(_ appraisal: HardwareAppraisal) -> [String] { appraisal.findings.map(\.rule.id).sorted() }

    @Test("it is genuine, and the manifests at hand are of other versions: neither kept nor broken")
    func verdict() {
        let appraisal = appraise(question)
        #expect(appraisal.isAuthentic)
        #expect(rules(appraisal) == ["IL-HW-13", "IL-HW-13"])
        #expect(appraisal.verdict == .indeterminate)
        #expect(appraisal.vector[.executables] == 0 && appraisal.vector[.hardware] == 2)
        #expect(appraisal.comparisons.count { $0.outcome == .match } == 13)
        #expect(appraisal.comparisons.count { $0.outcome == .mismatch } == 19)
        #expect(appraiserTrusts(appraisal))
    }

    private func appraiserTrusts(_ appraisal: HardwareAppraisal) -> Bool {
        appraisal.appraiser.manifests.count == 2 && appraisal.appraiser.manifests.allSatisfy(\.isTrusted)
    }

    @Test("it says what it is of, and encodes to the same bytes")
    func content() throws {
        let bytes = try #require(HardwareReport.bytes(ofFile: report))
        let report = try HardwareReport(bytes)
        #expect(report.encoded == bytes)
        #expect(report.driverVersion == "550.90.07" && report.vbiosVersion == "96.00.9F.00.01")
        #expect(report.field(.project)?.shown == "1010" && report.field(.chipSKU)?.shown == "882")
        #expect(report.response.blocks.map(\.index) == Array(1...64))
        let named = try #require(CompositeDeviceID(of: question.chain[0]))
        #expect(report.field(.firmwareIdentifier)?.value == named.firmware.bytes)
        #expect(appraise(question).appraiser.question.chain.count == 5)
        #expect(HardwareReport.bytes(ofFile: bytes) == bytes)
    }

    @Test("without anchors, nonce and time, each is a doubt")
    func alone() {
        let appraisal = appraise(HardwareQuestion(chain: question.chain))
        #expect(rules(appraisal) == ["IL-HW-03", "IL-HW-06", "IL-HW-07", "IL-HW-14", "IL-HW-14"])
        #expect(!appraisal.isAuthentic && appraisal.isSigned)
    }

    @Test("the manifests' certificates have expired by now, and that is said")
    func expired() {
        var question = question
        question.moment = 1_795_500_000
        let appraisal = appraise(question)
        let expired = appraisal.findings.filter { $0.rule == .manifestChainRefused }
        #expect(expired.count == 2)
        #expect(expired.allSatisfy { $0.reason.contains("expired") && $0.reason.contains("2026-11-11") })
    }
}
