import Cryptography

/// A certificate of a chip's chain with what DICE adds to X.509.
public struct DICECertificate: Hashable, Sendable {
    /// tcg-dice-Ueid (TCG DICE Attestation Architecture 1.1, 6.1.3).
    public static let ueidIdentifier = "2.23.133.5.4.4"

    /// The certificate.
    public let certificate: Certificate
    /// What it says of the layer, where it says anything.
    public let tcbInfo: TCBInfo?
    /// The chip that it names: by tcg-dice-Ueid, or else by the last 32 characters of the subject's common name.
    public let chip: ChipID?

    /// Why bytes are no certificate of a chip.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Not an X.509 certificate that is accepted.
        case certificate(CertificateError)
        /// A DICE extension is malformed.
        case document(DocumentError)

        /// What is wrong.
        public var description: String {
            switch self {
            case .certificate(let error): error.description
            case .document(let error): "A DICE extension is malformed: \(error)."
            }
        }
    }

    /// Reads exactly one certificate in DER.
    public init(der: [UInt8]) throws(Failure) {
        let certificate: Certificate
        do { certificate = try Certificate(der: der) } catch { throw .certificate(error) }
        self.certificate = certificate
        do {
            if let value = DICECertificate.value(TCBInfo.identifier, in: certificate) {
                tcbInfo = try TCBInfo(value)
            } else {
                tcbInfo = nil
            }
            chip = try DICECertificate.chip(in: certificate)
        } catch { throw .document(error) }
    }

    static func value(_ identifier: String, in certificate: Certificate) -> [UInt8]? {
        certificate.extensions.first { $0.oid.description == identifier }?.value
    }

    private static func chip(in certificate: Certificate) throws(DocumentError) -> ChipID? {
        guard let value = value(ueidIdentifier, in: certificate) else {
            return certificate.subjectCommonName.flatMap { ChipID(hex: $0.suffix(2 * ChipID.byteCount)) }
        }
        var outer = DERReader(value)
        var reader = try outer.constructed(0x30, "ueid")
        try outer.finish("ueid")
        let ueid = try reader.content(0x04, "ueid")
        try reader.finish("ueid")
        guard ueid.first == 1, let chip = ChipID(Array(ueid.dropFirst())) else {
            throw DocumentError(.outOfRange, at: 0, field: "ueid")
        }
        return chip
    }
}
