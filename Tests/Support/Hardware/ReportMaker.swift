import Cryptography

/// Writes reports as an H100 does, with our own keys: an implementation of its own, beside the reader in `Sources`.
public struct ReportMaker: Sendable {
    /// The request's nonce.
    public var nonce = [UInt8](repeating: 0x42, count: 32)
    /// Value type and value of each block, by index.
    public var blocks: [(index: UInt8, type: UInt8, value: [UInt8])]
    /// Type and value of each opaque field.
    public var opaque: [(type: UInt16, value: [UInt8])]

    /// Driver 550.90.07, VBIOS 96.00.9F.00.01, five measurements, and a digest of the firmware.
    public init() {
        blocks = [
            (1, 1, ReportMaker.digest(1)), (2, 1, ReportMaker.digest(2)), (3, 1, ReportMaker.digest(3)),
            (4, 1, [UInt8](repeating: 0, count: 48)), (36, 1, ReportMaker.digest(36)),
        ]
        opaque = [
            (6, [0x00, 0x9F, 0x00, 0x96, 0x01, 0, 0, 0]), (3, Array("550.90.07".utf8) + [0]), (11, [0xAA]),
            (20, ReportMaker.firmware), (1000, [1, 2, 3]),
        ]
    }

    /// A digest like no other.
    public static func digest(_ seed: UInt8) -> [UInt8] { Digest384(hashing: [seed]).bytes }

    /// The firmware that the leaf's certificate names.
    public static let firmware = digest(0xF0)

    /// Everything that is signed.
    public var unsigned: [UInt8] {
        var record: [UInt8] = []
        for block in blocks {
            record += [block.index, 1] + word(block.value.count + 3) + [block.type] + word(block.value.count)
            record += block.value
        }
        var fields: [UInt8] = []
        for field in opaque { fields += word(Int(field.type)) + word(field.value.count) + field.value }
        var bytes: [UInt8] = [0x11, 0xE0, 0x01, 0xFF] + nonce + [0]
        bytes += [0x11, 0x60, 0, 0, UInt8(blocks.count)] + word(record.count) + [UInt8(record.count >> 16)]
        bytes += record
        bytes += [UInt8](repeating: 0x24, count: 32) + word(fields.count)
        return bytes + fields
    }

    /// The report.
    public func report(signedBy key: P384.PrivateKey) -> [UInt8] {
        unsigned + key.sign(digest: Digest384(hashing: unsigned)).bytes
    }

    /// The extension that names the firmware, as H100 leaf certificates have it.
    public static func identity(of key: P384.PublicKey, firmware: [UInt8] = firmware) throws -> CertificateExtension {
        let algorithm: [UInt8] = [0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02]
        let fwid = element(0x30, algorithm + element(0x04, firmware))
        let value = element(0x30, [0x02, 1, 1] + key.der + fwid)
        guard let oid = OID("2.23.133.5.4.1") else { throw CertificateError.extensions }
        return CertificateExtension(oid: oid, isCritical: false, value: value)
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count < 0x80 ? [UInt8(content.count)] : [0x81, UInt8(content.count)]
        return [tag] + length + content
    }

    private func word(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
}
