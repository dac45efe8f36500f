import Cryptography
import SignedXML

/// A reference integrity manifest: a SWID tag (ISO/IEC 19770-2:2015) with the measurements that are expected of one
/// version of firmware (TCG Reference Integrity Manifest Information Model).
public struct ReferenceManifest: Hashable, Sendable {
    /// The namespace of SWID tags.
    static let namespace = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"
    /// The namespace of digests: the one that names SHA-384.
    static let digestNamespace = "http://www.w3.org/2001/04/xmlenc#sha384"

    /// What the measurements are of.
    public enum Component: String, Hashable, Sendable, CaseIterable {
        /// The firmware that the board carries.
        case vbios = "VBIOS"
        /// What the driver brings.
        case driver
    }

    /// Why a manifest can't be read.
    public enum Failure: Error, Hashable, Sendable {
        /// Not XML, or XML of another kind.
        case notManifest
        /// An attribute is missing or has no value that it may have; the path of its element.
        case attribute(String)
        /// An index has two measurements.
        case repeatedIndex(Int)
    }

    /// SoftwareIdentity: tagId.
    public let tagIdentifier: String
    /// Meta: product.
    public let product: String
    /// Meta: colloquialVersion.
    public let version: String
    /// Meta: PlatformManufacturerStr, where it is given.
    public let manufacturer: String?
    /// Payload: the measurements, in their order.
    public let measurements: [ReferenceMeasurement]

    /// Reads a manifest in XML. To trust it, give the signed content that `SignedManifestFile` verified.
    public init(_ document: [UInt8]) throws(Failure) {
        guard let root = XMLElement(parsing: document), root.name == "SoftwareIdentity",
            root.namespace == ReferenceManifest.namespace,
            let meta = ReferenceManifest.only("Meta", in: root),
            let payload = ReferenceManifest.only("Payload", in: root)
        else { throw .notManifest }
        guard let tagIdentifier = root.attribute("tagId") else { throw .attribute("SoftwareIdentity tagId") }
        guard let product = meta.attribute("product") else { throw .attribute("Meta product") }
        guard let version = meta.attribute("colloquialVersion"), !version.isEmpty else {
            throw .attribute("Meta colloquialVersion")
        }
        self.tagIdentifier = tagIdentifier
        self.product = product
        self.version = version
        manufacturer = meta.attributes.first { $0.name == "PlatformManufacturerStr" }?.value
        var measurements: [ReferenceMeasurement] = []
        var seen: Set<Int> = []
        for resource in payload.children("Resource", in: ReferenceManifest.namespace) {
            let measurement = try ReferenceMeasurement(resource)
            guard seen.insert(measurement.index).inserted else { throw .repeatedIndex(measurement.index) }
            measurements.append(measurement)
        }
        self.measurements = measurements
    }

    /// The measurements that count.
    public var active: [ReferenceMeasurement] { measurements.filter(\.isActive) }

    /// What the measurements are of. The tag does not say; a VBIOS's version is five pairs of hexadecimal digits.
    public var component: Component {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 5 && parts.allSatisfy { [UInt8](hex: $0)?.count == 1 } ? .vbios : .driver
    }

    private static func only(_ name: String, in element: XMLElement) -> XMLElement? {
        let all = element.children(name, in: namespace)
        return all.count == 1 ? all[0] : nil
    }
}

extension ReferenceManifest.Failure: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .notManifest: "it is no SWID tag in XML"
        case .attribute(let path): "\(path) is missing, or has no value that it may have"
        case .repeatedIndex(let index): "index \(index) has two measurements"
        }
    }
}
