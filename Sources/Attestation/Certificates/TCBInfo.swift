import Cryptography

/// What a DICE certificate says of the layer whose key it certifies (TCG DICE Attestation Architecture 1.1, 6.1.1).
public struct TCBInfo: Hashable, Sendable {
    /// tcg-dice-TcbInfo.
    public static let identifier = "2.23.133.5.4.1"

    /// Who made the layer.
    public var vendor: String?
    /// What it is.
    public var model: String?
    /// Its version.
    public var version: String?
    /// Its security version.
    public var securityVersion: UInt64?
    /// Its number: 0 is the ROM, 1 the runtime.
    public var layer: UInt64?
    /// The SHA-384 digests of its firmware.
    public var firmwareDigests: [Digest384]
    /// The flags as a DER BIT STRING's content, where given.
    public var flags: [UInt8]?

    /// Whether the flags say that debugging is possible: bit 3 of OPERATIONAL_FLAGS.
    public var isDebuggable: Bool { flags.map { $0.count >= 2 && $0[1] & 0x10 != 0 } ?? false }

    /// Content octets of SHA-384's object identifier, 2.16.840.1.101.3.4.2.2.
    private static let sha384: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02]

    /// Reads the DER value of the extension, which must fill `der`. Digests of other algorithms are passed over.
    public init(_ der: [UInt8]) throws(DocumentError) {
        var outer = DERReader(der)
        var reader = try outer.constructed(0x30, "tcb-info")
        try outer.finish("tcb-info")
        vendor = reader.nextTag == 0x80 ? try reader.text(0x80, "tcb-info.vendor") : nil
        model = reader.nextTag == 0x81 ? try reader.text(0x81, "tcb-info.model") : nil
        version = reader.nextTag == 0x82 ? try reader.text(0x82, "tcb-info.version") : nil
        securityVersion = reader.nextTag == 0x83 ? try reader.unsigned(0x83, "tcb-info.svn") : nil
        layer = reader.nextTag == 0x84 ? try reader.unsigned(0x84, "tcb-info.layer") : nil
        if reader.nextTag == 0x85 { _ = try reader.unsigned(0x85, "tcb-info.index") }
        firmwareDigests = []
        if reader.nextTag == 0xa6 {
            var list = try reader.constructed(0xa6, "tcb-info.fwids")
            while list.nextTag != nil {
                var fwid = try list.constructed(0x30, "tcb-info.fwids")
                let algorithm = try fwid.content(0x06, "tcb-info.fwids.hashAlg")
                let offset = fwid.offset
                let digest = try fwid.content(0x04, "tcb-info.fwids.digest")
                try fwid.finish("tcb-info.fwids")
                guard algorithm == TCBInfo.sha384 else { continue }
                guard let digest = Digest384(digest) else {
                    throw DocumentError(.outOfRange, at: offset, field: "tcb-info.fwids.digest")
                }
                firmwareDigests.append(digest)
            }
        }
        flags = reader.nextTag == 0x87 ? try reader.content(0x87, "tcb-info.flags") : nil
        var last: UInt8 = 0x87
        while let tag = reader.nextTag {
            guard tag & 0xc0 == 0x80, tag & 0x1f > last & 0x1f else {
                throw DocumentError(.unexpectedItem, at: reader.offset, field: "tcb-info")
            }
            last = tag
            try reader.skip("tcb-info")
        }
    }
}

extension TCBInfo {
    /// The extension with which an alias certificate measures a runtime: its version (at most 32 bytes), security version
    /// (below 128), layer 1 and SHA-384.
    package static func certificateExtensions(of runtime: RuntimeMeasurement) -> [CertificateExtension] {
        guard let oid = OID(identifier) else { return [] }
        // Every length is below 128.
        let element = { (tag: UInt8, content: [UInt8]) in [tag, UInt8(content.count)] + content }
        let digests = element(0x30, element(0x06, sha384) + element(0x04, runtime.digest.bytes))
        let fields =
            element(0x82, Array(runtime.version.utf8)) + element(0x83, [UInt8(runtime.securityVersion)])
            + element(0x84, [1]) + element(0xa6, digests)
        return [CertificateExtension(oid: oid, isCritical: false, value: element(0x30, fields))]
    }
}
