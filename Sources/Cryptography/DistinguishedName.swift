/// The name of a certificate's subject or issuer: a common name, and a serial number of the device where it has one.
public struct DistinguishedName: Hashable, Sendable {
    /// The most characters in either part (RFC 5280, appendix A.1, ub-common-name and ub-serial-number).
    public static let maximumLength = 64

    /// What people call it.
    public let commonName: String
    /// The device's own serial number, in PrintableString characters.
    public let serialNumber: String?

    /// A name, or nil when a part is empty, longer than 64 characters, holds a control character, or when the serial
    /// number holds anything but letters, digits, spaces and '()+,-./:=?.
    public init?(commonName: String, serialNumber: String? = nil) {
        let fits = { (text: String) in !text.isEmpty && text.unicodeScalars.count <= Self.maximumLength }
        guard fits(commonName), commonName.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            return nil
        }
        if let serialNumber {
            guard fits(serialNumber), serialNumber.utf8.allSatisfy(Self.isPrintable) else { return nil }
        }
        self.commonName = commonName
        self.serialNumber = serialNumber
    }

    /// RDNSequence, DER: the serial number first, then the common name, the more specific last.
    var der: [UInt8] {
        var content: [UInt8] = []
        if let serialNumber {
            content += Self.attribute([0x55, 0x04, 0x05], .printableString, serialNumber)
        }
        content += Self.attribute([0x55, 0x04, 0x03], .utf8String, commonName)
        return DERWriter.element(.sequence, content)
    }

    private static func attribute(_ type: [UInt8], _ tag: DERWriter.Tag, _ text: String) -> [UInt8] {
        DERWriter.element(
            .set,
            DERWriter.sequence(
                DERWriter.identifier(OID(content: type)), DERWriter.element(tag, Array(text.utf8))))
    }

    private static func isPrintable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: " '()+,-./:=?".utf8.contains(byte)
        }
    }
}
