import Cryptography

/// The extension of a device's leaf certificate that names the firmware whose key it certifies: version, the device's
/// identity key, and the firmware's digest (Microsoft's RIoT, from which DICE grew).
///
/// It bears the identifier of tcg-dice-TcbInfo, but is of another shape than TCG's.
public struct CompositeDeviceID: Hashable, Sendable {
    /// The digest of the firmware.
    public let firmware: Digest384

    /// Content octets of SHA-384's object identifier, 2.16.840.1.101.3.4.2.2.
    private static let sha384: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02]

    /// Reads the DER value of the extension, which must fill `der`.
    public init(_ der: [UInt8]) throws(DocumentError) {
        var outer = DERReader(der)
        var reader = try outer.constructed(0x30, "composite-device-id")
        try outer.finish("composite-device-id")
        _ = try reader.unsigned(0x02, "composite-device-id.version")
        _ = try reader.element(0x30, "composite-device-id.deviceKey")
        var fwid = try reader.constructed(0x30, "composite-device-id.fwid")
        try reader.finish("composite-device-id")
        let start = fwid.offset
        let algorithm = try fwid.content(0x06, "composite-device-id.fwid.hashAlg")
        let digest = Digest384(try fwid.content(0x04, "composite-device-id.fwid.digest"))
        try fwid.finish("composite-device-id.fwid")
        guard algorithm == CompositeDeviceID.sha384, let digest else {
            throw DocumentError(.outOfRange, at: start, field: "composite-device-id.fwid")
        }
        firmware = digest
    }

    /// The extension of a certificate; nil where it has none, or one of TCG's shape.
    public init?(of certificate: Certificate) {
        guard let value = certificate.extensions.first(where: { $0.oid.description == TCBInfo.identifier })?.value,
            let own = try? CompositeDeviceID(value)
        else { return nil }
        self = own
    }
}
