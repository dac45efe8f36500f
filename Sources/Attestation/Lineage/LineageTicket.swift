import Cryptography
import Wire

/// A lineage that a chip signed, with the chip's certificates (COSE_Sign1, RFC 9052, section 4.2;
/// `Specs/cddl/ticket.cddl`).
public struct LineageTicket: Hashable, Sendable {
    /// The most bytes that a ticket may have.
    public static let maximumByteCount = 8192

    /// What it tells.
    public let lineage: Lineage
    /// The alias certificate, DER: it certifies the key that signed.
    public let aliasCertificate: [UInt8]
    /// The local identity's certificate, DER: it certifies the alias key.
    public let localCertificate: [UInt8]
    /// The device certificate, DER: it certifies the local identity.
    public let deviceCertificate: [UInt8]
    /// r ‖ s over `signedDigest`.
    public let signature: [UInt8]
    /// SHA-384 of the Sig_structure (RFC 9052, section 4.4).
    public let signedDigest: Digest384

    /// {1: -51, 3: "application/vnd.interlock.ticket+cbor"}.
    private static let protectedHeader: [UInt8] = DocumentWriter.encode { sink in
        sink.map(2)
        sink.integer(COSE.algorithm)
        sink.integer(COSE.esp384)
        sink.integer(COSE.contentType)
        sink.text(COSE.ticketType)
    }

    /// A ticket that `sign` signs: what a chip would give. The chip's own writer is in its firmware.
    public init(
        signing lineage: Lineage, aliasCertificate: [UInt8], localCertificate: [UInt8], deviceCertificate: [UInt8],
        with sign: (Digest384) -> [UInt8]
    ) {
        self.lineage = lineage
        self.aliasCertificate = aliasCertificate
        self.localCertificate = localCertificate
        self.deviceCertificate = deviceCertificate
        signedDigest = Digest384(signing: lineage.encoded(), protected: LineageTicket.protectedHeader)
        signature = sign(signedDigest)
    }

    /// Reads a ticket that must fill `bytes`. Nothing is said about who signed it.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count <= LineageTicket.maximumByteCount else {
            throw DocumentError(.tooLong, at: LineageTicket.maximumByteCount, field: "ticket")
        }
        var reader = DocumentReader(bytes.span)
        try reader.tag(COSE.sign1Tag, "ticket")
        try reader.array(4, "ticket")
        let header = try reader.bytes("protected")
        guard reader.array(of: header) == LineageTicket.protectedHeader else {
            throw DocumentError(.unexpectedItem, at: header.lowerBound, field: "protected")
        }
        try reader.map(1, "unprotected")
        try reader.constant(COSE.x5chain, "unprotected.x5chain")
        try reader.array(3, "unprotected.x5chain")
        aliasCertificate = reader.array(of: try reader.bytes("unprotected.x5chain.alias"))
        localCertificate = reader.array(of: try reader.bytes("unprotected.x5chain.local"))
        deviceCertificate = reader.array(of: try reader.bytes("unprotected.x5chain.device"))
        let payload = try reader.bytes("payload")
        let length = COSE.signatureLength
        signature = reader.array(of: try reader.bytes("signature", lengths: length...length))
        try reader.finish("ticket")
        let content = reader.array(of: payload)
        signedDigest = Digest384(signing: content, protected: LineageTicket.protectedHeader)
        do { lineage = try Lineage(content) } catch {
            throw DocumentError(error.code, at: payload.lowerBound + error.offset, field: "payload.\(error.field)")
        }
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.tag(COSE.sign1Tag)
            sink.array(4)
            sink.bytes(LineageTicket.protectedHeader)
            sink.map(1)
            sink.integer(COSE.x5chain)
            sink.array(3)
            sink.bytes(aliasCertificate)
            sink.bytes(localCertificate)
            sink.bytes(deviceCertificate)
            sink.bytes(lineage.encoded())
            sink.bytes(signature)
        }
    }
}
