import Wire

/// Opaque data in the general format 1 (DSP0274 1.3, section 10.3.1), with DMTF's elements for secured messages
/// (DSP0277 1.2, section 9).
struct OpaqueData {
    private static let registryDMTF: UInt8 = 0
    private static let elementVersion: UInt8 = 1
    private static let versionSelection: UInt8 = 0
    private static let supportedVersions: UInt8 = 1
    private static let knownVersions: ClosedRange<UInt8> = 0x10...0x12
    private static let elementLimit = 16
    /// The length of `writeSelection`.
    static let selectionLength = 12

    /// The highest known version of secured messages among those that the requester offers; nil where it offers none.
    private(set) var recordVersion: UInt8?

    /// Reads the data; nil where they are not in the general format.
    init?(_ data: Span<UInt8>) {
        guard data.count >= 4, Int(data[0]) <= OpaqueData.elementLimit else { return nil }
        var offset = 4
        var remaining = data[0]
        while remaining > 0 {
            guard let element = OpaqueData.element(data, at: offset) else { return nil }
            if data[offset] == OpaqueData.registryDMTF, data[offset + 1] == 0 {
                recordVersion = OpaqueData.version(data.extracting(element)) ?? recordVersion
            }
            // Each element is padded to four bytes.
            offset = (element.upperBound + 3) & ~3
            remaining -= 1
        }
    }

    /// Where the content of the element at an offset is; nil where it goes beyond the data.
    private static func element(_ data: Span<UInt8>, at offset: Int) -> Range<Int>? {
        guard offset + 2 <= data.count else { return nil }
        let vendorLength = Int(data[offset + 1])
        let start = offset + 4 + vendorLength
        guard start <= data.count else { return nil }
        let length = LittleEndian.two(data, offset + 2 + vendorLength)
        guard length <= data.count - start else { return nil }
        return start..<start + length
    }

    private static func version(_ element: Span<UInt8>) -> UInt8? {
        guard element.count >= 3, element[0] == elementVersion, element[1] == supportedVersions,
            element.count >= 3 + 2 * Int(element[2])
        else { return nil }
        var best: UInt8?
        var index = 0
        while index < Int(element[2]) {
            let offered = element[3 + 2 * index + 1]
            if knownVersions.contains(offered), offered > best ?? 0 { best = offered }
            index += 1
        }
        return best
    }

    /// Writes the element that tells which version was chosen.
    static func writeSelection<Sink: ByteSink & ~Copyable>(_ version: UInt8, to sink: inout Sink) {
        sink.littleEndian(1, bytes: 4)
        sink.write(registryDMTF)
        sink.write(0)
        sink.two(4)
        sink.write(elementVersion)
        sink.write(versionSelection)
        sink.write(0)
        sink.write(version)
    }
}
