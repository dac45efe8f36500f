import Cryptography
import Foundation

/// Writes signed reference manifests, in canonical form from the start, so that no canonicaliser is needed to sign.
public struct ManifestMaker: Sendable {
    /// The version that the manifest is of.
    public var version: String
    /// The product.
    public var product = "GH100"
    /// Index, whether active, and the values.
    public var measurements: [(index: Int, isActive: Bool, values: [[UInt8]])]
    /// The signature's algorithms and transforms.
    public var signatureMethod = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"
    /// The reference's URI.
    public var reference = ""

    /// A manifest.
    public init(version: String, measurements: [(index: Int, isActive: Bool, values: [[UInt8]])]) {
        self.version = version
        self.measurements = measurements
    }

    /// What `ReportMaker()` reports of the VBIOS: indices 0 and 1, and one of two values of index 3.
    public static var vbios: ManifestMaker {
        ManifestMaker(
            version: "96.00.9F.00.01",
            measurements: [
                (0, true, [ReportMaker.digest(1)]), (1, true, [ReportMaker.digest(2)]),
                (2, false, [ReportMaker.digest(99)]),
                (3, true, [ReportMaker.digest(98), [UInt8](repeating: 0, count: 48)]),
            ])
    }

    /// What `ReportMaker()` reports of the driver: indices 2 and 35.
    public static var driver: ManifestMaker {
        ManifestMaker(
            version: "550.90.07",
            measurements: [
                (1, false, [ReportMaker.digest(97)]), (2, true, [ReportMaker.digest(3)]),
                (35, true, [ReportMaker.digest(36)]),
            ])
    }

    private static let tag = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"
    private static let digests = "http://www.w3.org/2001/04/xmlenc#sha384"
    private static let signatures = "http://www.w3.org/2000/09/xmldsig#"
    private static let canonical = "http://www.w3.org/2006/12/xml-c14n11"

    private var start: String {
        let resources = measurements.map { measurement in
            let values = measurement.values.enumerated().map { " d:Hash\($0.offset)=\"\($0.element.hex)\"" }
            return "<Resource active=\"\(measurement.isActive ? "True" : "False")\" "
                + "alternatives=\"\(values.count)\" index=\"\(measurement.index)\" name=\"M\(measurement.index)\" "
                + "size=\"48\" type=\"Measurement\"\(values.joined())></Resource>\n"
        }
        return "<SoftwareIdentity xmlns=\"\(ManifestMaker.tag)\" xmlns:d=\"\(ManifestMaker.digests)\" tagId=\"test\">\n"
            + "<Meta colloquialVersion=\"\(version)\" product=\"\(product)\"></Meta>\n<Payload>\n\(resources.joined())"
            + "</Payload>\n"
    }

    /// The manifest, signed.
    public func document(signedBy authority: HardwareAuthority) -> [UInt8] {
        let end = "</SoftwareIdentity>"
        let digest = base64(Digest384(hashing: Array((start + end).utf8)).bytes)
        let method = { (name: String, algorithm: String) in "<ds:\(name) Algorithm=\"\(algorithm)\"></ds:\(name)>" }
        let information =
            method("CanonicalizationMethod", ManifestMaker.canonical) + method("SignatureMethod", signatureMethod)
            + "<ds:Reference URI=\"\(reference)\"><ds:Transforms>"
            + method("Transform", ManifestMaker.signatures + "enveloped-signature")
            + method("Transform", ManifestMaker.canonical)
            + "</ds:Transforms>" + method("DigestMethod", "http://www.w3.org/2001/04/xmldsig-more#sha384")
            + "<ds:DigestValue>\(digest)</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        // Canonical XML of a part repeats the namespaces that hold there.
        let signed =
            "<ds:SignedInfo xmlns=\"\(ManifestMaker.tag)\" xmlns:d=\"\(ManifestMaker.digests)\" "
            + "xmlns:ds=\"\(ManifestMaker.signatures)\">" + information
        let value = base64(authority.key.sign(digest: Digest384(hashing: Array(signed.utf8))).bytes)
        let certificates = authority.chain.map { "<ds:X509Certificate>\(base64($0.der))</ds:X509Certificate>" }
        let signature =
            "<ds:Signature xmlns:ds=\"\(ManifestMaker.signatures)\"><ds:SignedInfo>\(information)"
            + "<ds:SignatureValue>\(value)</ds:SignatureValue><ds:KeyInfo><ds:X509Data>\(certificates.joined())"
            + "</ds:X509Data></ds:KeyInfo></ds:Signature>"
        return Array((start + signature + end).utf8)
    }

    private func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
