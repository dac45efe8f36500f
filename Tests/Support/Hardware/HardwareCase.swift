import Appraisal
import Cryptography

/// A device of our own, its report, two manifests and a question, all in order; tests spoil one thing each.
public struct HardwareCase: Sendable {
    /// The moment of the appraisal.
    public static let moment: UTCSeconds = 1_750_000_000

    /// The device's chain and key.
    public var device: HardwareAuthority
    /// The manifests' signer.
    public var publisher: HardwareAuthority
    /// The report.
    public var report = ReportMaker()
    /// The VBIOS's manifest.
    public var vbios = ManifestMaker.vbios
    /// The driver's manifest.
    public var driver = ManifestMaker.driver
    /// What is asked; chain, anchors and manifests are set when it is appraised, where they are not set here.
    public var question: HardwareQuestion
    /// What is changed in the report after it is signed.
    public var spoilReport: (@Sendable (inout [UInt8]) -> Void)?
    /// What is changed in the VBIOS's manifest after it is signed.
    public var spoilManifest: (@Sendable (inout [UInt8]) -> Void)?

    /// A device that keeps everything.
    public init() throws {
        let other = P384.PrivateKey(derivedFrom: Array("device identity".utf8), purpose: "test")
        device = try HardwareAuthority(
            "device", leaf: "GH100 TEST LF", extensions: [ReportMaker.identity(of: other.publicKey)])
        publisher = try HardwareAuthority("publisher", leaf: "manifest signer")
        question = HardwareQuestion(
            chain: device.chain, anchors: [device.root], manifestAnchors: [publisher.root], nonce: report.nonce,
            moment: HardwareCase.moment)
    }

    /// The report's bytes.
    public var reportBytes: [UInt8] {
        var bytes = report.report(signedBy: device.key)
        spoilReport?(&bytes)
        return bytes
    }

    /// The manifests' bytes.
    public var manifests: [Exhibit] {
        var vbios = vbios.document(signedBy: publisher)
        spoilManifest?(&vbios)
        return [
            Exhibit(name: "vbios.swidtag", bytes: vbios),
            Exhibit(name: "driver.swidtag", bytes: driver.document(signedBy: publisher)),
        ]
    }

    /// Appraises.
    public func appraise(withoutManifests isBare: Bool = false) -> HardwareAppraisal {
        var question = question
        if !isBare, question.manifests.isEmpty { question.manifests = manifests }
        return HardwareAppraiser(question).appraise(Exhibit(name: "report.bin", bytes: reportBytes))
    }
}
