import Appraisal
import Cryptography
import InterlockTesting
import Testing

/// One thing that is wrong, and exactly the rules that must make a finding.
struct HardwareFault: Sendable, CustomTestStringConvertible {
    let name: String
    let rules: [String]
    let verdict: Verdict
    let spoil: @Sendable (inout HardwareCase) throws -> Void

    init(
        _ name: String, _ rules: [String], _ verdict: Verdict = .indeterminate,
        spoil: @escaping @Sendable (inout HardwareCase) throws -> Void
    ) {
        self.name = name
        self.rules = rules
        self.verdict = verdict
        self.spoil = spoil
    }

    var testDescription: String { name }

    static let all: [HardwareFault] = [
        HardwareFault("nothing is wrong", [], .kept) { _ in },
        HardwareFault("the report is cut short", ["IL-HW-01"]) { $0.spoilReport = { $0.removeLast() } },
        HardwareFault("the report is text", ["IL-HW-01"]) { $0.spoilReport = { $0 = Array("report".utf8) } },
        HardwareFault("a stranger's root is the anchor", ["IL-HW-02"]) { $0.question.anchors = [$0.publisher.root] },
        HardwareFault("the chain is in another order", ["IL-HW-02"]) { $0.question.chain.swapAt(1, 2) },
        HardwareFault("the chain lacks its middle", ["IL-HW-02"]) { $0.question.chain.remove(at: 1) },
        HardwareFault("the anchor stands in for the chain's root", [], .kept) { $0.question.chain.removeLast() },
        HardwareFault("the device's certificates are not valid yet", ["IL-HW-02", "IL-HW-11"]) {
            $0.question.moment = UTCSeconds(HardwareAuthority.validity.lowerBound.value - 1)
        },
        HardwareFault("no anchor for devices", ["IL-HW-03"]) { $0.question.anchors = [] },
        HardwareFault("another key signed", ["IL-HW-04"]) { hardware in
            let key = hardware.publisher.key
            hardware.spoilReport = { $0 = ReportMaker().report(signedBy: key) }
        },
        HardwareFault("s is zero", ["IL-HW-04"]) {
            $0.spoilReport = { $0.replaceSubrange(($0.count - 48)..., with: [UInt8](repeating: 0, count: 48)) }
        },
        HardwareFault("another nonce was sent", ["IL-HW-05"]) { $0.question.nonce = [UInt8](repeating: 7, count: 32) },
        HardwareFault("the nonce is unknown", ["IL-HW-06"]) { $0.question.nonce = nil },
        HardwareFault("the time is unknown", ["IL-HW-07"]) { $0.question.moment = nil },
        HardwareFault("the firmware is not the certificate's", ["IL-HW-08"], .broken) {
            $0.report.opaque[3].value = ReportMaker.digest(0xF1)
        },
        HardwareFault("a manifest is no XML", ["IL-HW-09", "IL-HW-14"]) { $0.spoilManifest = { $0.removeLast() } },
        HardwareFault("a manifest has a document type", ["IL-HW-09", "IL-HW-14"]) {
            $0.spoilManifest = { $0 = Array("<!DOCTYPE SoftwareIdentity>".utf8) + $0 }
        },
        HardwareFault("a manifest's digit is changed", ["IL-HW-10", "IL-HW-14"]) {
            $0.spoilManifest = { bytes in replace("960", "961", in: &bytes, or: ("96.00", "96.01")) }
        },
        HardwareFault("a manifest is signed with a hash that is no signature", ["IL-HW-10", "IL-HW-14"]) {
            $0.vbios.signatureMethod = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha384"
        },
        HardwareFault("a manifest's signature is over a part", ["IL-HW-10", "IL-HW-14"]) {
            $0.vbios.reference = "#part"
        },
        HardwareFault("a stranger signed the manifests", ["IL-HW-11"]) {
            $0.question.manifestAnchors = [$0.device.root]
        },
        HardwareFault("no anchor for manifests", ["IL-HW-12"]) { $0.question.manifestAnchors = [] },
        HardwareFault("the VBIOS's manifest is of another version", ["IL-HW-13"]) {
            $0.vbios.version = "96.00.5E.00.01"
        },
        HardwareFault("the driver's manifest is of another product", ["IL-HW-13"]) { $0.driver.product = "GH200" },
        HardwareFault("the driver's manifest is missing", ["IL-HW-14"]) { $0.question.manifests = [$0.manifests[0]] },
        HardwareFault("two manifests expect other values of an index", ["IL-HW-15", "IL-HW-16"], .broken) {
            $0.driver.measurements[0].isActive = true
        },
        HardwareFault("two manifests expect the same of an index", [], .kept) {
            $0.driver.measurements.append((0, true, [ReportMaker.digest(1)]))
        },
        HardwareFault("a measurement is another", ["IL-HW-16"], .broken) { $0.report.blocks[1].value[5] ^= 1 },
        HardwareFault("a measurement is raw", ["IL-HW-16"], .broken) { $0.report.blocks[1].type = 0x81 },
        HardwareFault("neither alternative is reported", ["IL-HW-16"], .broken) { $0.report.blocks[3].value[0] = 1 },
        HardwareFault("the other alternative is reported", [], .kept) {
            $0.report.blocks[3].value = ReportMaker.digest(98)
        },
        HardwareFault("what is inactive does not count", [], .kept) {
            $0.vbios.measurements[2].values = [ReportMaker.digest(1)]
        },
        HardwareFault("a measurement is not reported", ["IL-HW-17"]) { $0.report.blocks.remove(at: 2) },
        HardwareFault("a measurement that nobody expects", ["IL-HW-18"], .kept) {
            $0.report.blocks.append((50, 1, ReportMaker.digest(50)))
        },
        HardwareFault("a zero that nobody expects", [], .kept) {
            $0.report.blocks.append((50, 1, [UInt8](repeating: 0, count: 48)))
        },
        HardwareFault("a disabled decoder's firmware is left out", [], .kept) {
            $0.report.opaque[2].value = [0x55]
            $0.report.blocks[4].value[0] ^= 1
        },
        HardwareFault("an enabled decoder's firmware is not", ["IL-HW-16"], .broken) {
            $0.report.blocks[4].value[0] ^= 1
        },
        HardwareFault("a mismatch is not held against who may not have signed", ["IL-HW-03"]) {
            $0.question.anchors = []
            $0.report.blocks[1].value[5] ^= 1
        },
        HardwareFault("a mismatch with a manifest that does not count is none", ["IL-HW-12"]) {
            $0.question.manifestAnchors = []
            $0.report.blocks[1].value[5] ^= 1
        },
        HardwareFault("a revocation list is text", ["IL-HW-19"]) {
            $0.question.revocation = [RevocationFile(Exhibit(name: "x.crl", bytes: Array("list".utf8)), kind: .list)]
        },
        HardwareFault("nothing tells of revocation, and the policy asks", ["IL-HW-26"]) {
            $0 = try RevocationVectors.shared.hardware()
            $0.question.policy.whenMissing = .doubt
        },
        HardwareFault("nothing tells of revocation, and the policy does not ask", [], .kept) {
            $0 = try RevocationVectors.shared.hardware()
        },
        revocation("a responder is not delegated", ["IL-HW-20"], responses: ["by server"]),
        revocation("a responder answers without the nonce", ["IL-HW-21"], responses: ["good"], nonce: [1]),
        revocation("the device is revoked", ["IL-HW-22"], lists: ["leaf revoked"]),
        revocation("a manifest's signer is revoked", ["IL-HW-23"], lists: ["publisher's signer revoked"]),
        revocation("a responder does not know the device", ["IL-HW-24"], responses: ["unknown"]),
        revocation("a list is out of date", ["IL-HW-25"], lists: ["stale"]),
    ]

    /// A case of other chains, of which these lists and responses tell.
    private static func revocation(
        _ name: String, _ rules: [String], lists: [String] = [], responses: [String] = [], nonce: [UInt8]? = nil
    ) -> HardwareFault {
        HardwareFault(name, rules) {
            $0 = try RevocationVectors.shared.hardware()
            $0.question.revocation = RevocationVectors.shared.files(lists: lists, responses: responses)
            $0.question.statusNonce = nonce
        }
    }

    /// Replaces one text by another of the same length.
    private static func replace(_ old: String, _ new: String, in bytes: inout [UInt8], or other: (String, String)) {
        for (from, to) in [other, (old, new)] {
            guard let range = bytes.firstRange(of: Array(from.utf8)) else { continue }
            bytes.replaceSubrange(range, with: Array(to.utf8))
            return
        }
    }
}

@Suite("Rules of hardware evidence") struct HardwareRuleTests {
    @Test("exactly the expected rules make a finding", arguments: HardwareFault.all)
    func rules(fault: HardwareFault) throws {
        var hardware = try HardwareCase()
        try fault.spoil(&hardware)
        let appraisal = hardware.appraise()
        let reasons = appraisal.findings.map { "\($0.rule.id): \($0.reason)" }.joined(separator: "\n")
        #expect(Set(appraisal.findings.map(\.rule.id)).sorted() == fault.rules, "\(reasons)")
        #expect(appraisal.verdict == fault.verdict, "\(reasons)")
        for finding in appraisal.findings { #expect(!finding.reason.isEmpty && !finding.reason.hasSuffix(".")) }
    }

    @Test("every rule of hardware fires in some case, and stays silent in another")
    func coverage() {
        for rule in Rule.allCases where rule.id.hasPrefix("IL-HW-") {
            #expect(HardwareFault.all.contains { $0.rules.contains(rule.id) }, "\(rule.id)")
            #expect(HardwareFault.all.contains { !$0.rules.contains(rule.id) }, "\(rule.id)")
        }
    }

    @Test("the result affirms only what was checked, and never more than the verdict", arguments: HardwareFault.all)
    func result(fault: HardwareFault) throws {
        var hardware = try HardwareCase()
        try fault.spoil(&hardware)
        let appraisal = hardware.appraise()
        guard let result = appraisal.result(build: "test") else {
            #expect(hardware.question.moment == nil)
            return
        }
        switch fault.verdict {
        case .kept: #expect(result.status == .affirming)
        case .indeterminate: #expect(result.status == .warning || result.status == .contraindicated)
        case .broken: #expect(result.status == .contraindicated)
        }
        if fault.verdict == .kept { #expect(appraisal.vector[.configuration] == 0) }
    }

    @Test("without manifests nothing is kept, and no executables are affirmed")
    func bare() throws {
        let appraisal = try HardwareCase().appraise(withoutManifests: true)
        #expect(appraisal.verdict == .indeterminate)
        #expect(appraisal.vector[.executables] == 0)
        #expect(appraisal.isAuthentic)
    }
}
