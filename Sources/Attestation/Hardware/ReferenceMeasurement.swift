import Cryptography
import SignedXML

/// A measurement that a reference integrity manifest expects: a Resource of its Payload.
public struct ReferenceMeasurement: Hashable, Sendable {
    /// The most alternatives that one measurement may have.
    static let maximumAlternatives = 64

    /// The index, from 0: that of the device's measurement block less one.
    public let index: Int
    /// Whether it counts.
    public let isActive: Bool
    /// What it is called.
    public let name: String
    /// The values, any of which will do; at least one.
    public let alternatives: [[UInt8]]

    /// The index of the device's measurement block.
    public var blockIndex: Int { index + 1 }

    /// Reads a Resource: index, active, alternatives, size, and Hash0 up to the number of alternatives.
    init(_ resource: XMLElement) throws(ReferenceManifest.Failure) {
        guard let text = resource.attribute("index"), let index = Int(text), (0..<254).contains(index),
            String(index) == text
        else { throw .attribute("Resource index") }
        let path = "Resource \(index)"
        switch resource.attribute("active")?.lowercased() {
        case "true": isActive = true
        case "false": isActive = false
        default: throw .attribute("\(path) active")
        }
        guard let count = resource.attribute("alternatives").flatMap({ Int($0) }),
            (1...ReferenceMeasurement.maximumAlternatives).contains(count)
        else { throw .attribute("\(path) alternatives") }
        guard let size = resource.attribute("size").flatMap({ Int($0) }), size > 0 else {
            throw .attribute("\(path) size")
        }
        var alternatives: [[UInt8]] = []
        for number in 0..<count {
            guard let value = resource.attribute("Hash\(number)", in: ReferenceManifest.digestNamespace),
                let bytes = [UInt8](hex: value), bytes.count == size
            else { throw .attribute("\(path) Hash\(number)") }
            alternatives.append(bytes)
        }
        // More values than alternatives would be values that nobody looks at.
        let given = resource.attributes.count { $0.namespace == ReferenceManifest.digestNamespace }
        guard given == count else { throw .attribute("\(path) alternatives") }
        self.index = index
        self.alternatives = alternatives
        name = resource.attribute("name") ?? ""
    }
}
