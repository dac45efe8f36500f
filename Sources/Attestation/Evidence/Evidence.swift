import Cryptography
import Wire

/// What a chip signs when it is challenged: claims in COSE_Sign1 with the chip's certificates (RFC 9334, section 8.1).
///
/// A value exists only of bytes in the one permitted encoding, so `encoded()` gives back the bytes that were read.
public struct Evidence: Hashable, Sendable {
    /// The most bytes that a message may have.
    public static let maximumByteCount = 64 * 1024

    /// The alias certificate, DER: it certifies the key that signed.
    public let aliasCertificate: [UInt8]
    /// The local identity's certificate, DER: it certifies the alias key; nil where the device itself does.
    public let localCertificate: [UInt8]?
    /// The device certificate, DER: it certifies the local identity, or the alias key.
    public let deviceCertificate: [UInt8]
    /// What the chip states.
    public let claims: Claims
    /// r ‖ s over `signatureInput()`.
    public let signature: [UInt8]
    /// SHA-384 of the Sig_structure (RFC 9052, section 4.4): what `signature` is over.
    public let signedDigest: Digest384

    /// The protected header {1: -51, 3: 263}: ESP384 (RFC 9864), content type application/eat+cwt.
    private static let protectedHeader: [UInt8] = [0xa2, 0x01, 0x38, 0x32, 0x03, 0x19, 0x01, 0x07]
    private static let selfDescribedTag: UInt64 = 55799
    private static let cwtTag: UInt64 = 61

    /// Evidence that `sign` signs: what a chip would send. The chip's own writer is in its firmware.
    public init(
        signing claims: Claims, aliasCertificate: [UInt8], localCertificate: [UInt8]? = nil,
        deviceCertificate: [UInt8], with sign: (Digest384) -> [UInt8]
    ) {
        self.aliasCertificate = aliasCertificate
        self.localCertificate = localCertificate
        self.deviceCertificate = deviceCertificate
        self.claims = claims
        signedDigest = Evidence.signedDigest(payload: claims.encoded())
        signature = sign(signedDigest)
    }

    /// Reads a message that must fill `bytes`.
    ///
    /// - Throws: `DocumentError`, with the offset and the field at which reading stopped.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count <= Evidence.maximumByteCount else {
            throw DocumentError(.tooLong, at: Evidence.maximumByteCount, field: "evidence")
        }
        var reader = DocumentReader(bytes.span)
        try reader.tag(Evidence.selfDescribedTag, "evidence")
        try reader.tag(Evidence.cwtTag, "evidence")
        try reader.tag(COSE.sign1Tag, "evidence")
        try reader.array(4, "evidence")
        let protected = try reader.bytes("protected")
        guard reader.array(of: protected) == Evidence.protectedHeader else {
            throw DocumentError(.unexpectedItem, at: protected.lowerBound, field: "protected")
        }
        try reader.map(1, "unprotected")
        try reader.constant(COSE.x5chain, "unprotected.x5chain")
        let certificates = try reader.array("unprotected.x5chain", in: 2...3)
        aliasCertificate = reader.array(of: try reader.bytes("unprotected.x5chain.alias"))
        localCertificate =
            certificates == 3 ? reader.array(of: try reader.bytes("unprotected.x5chain.local")) : nil
        deviceCertificate = reader.array(of: try reader.bytes("unprotected.x5chain.device"))
        let payload = try reader.bytes("claims")
        let signature = try reader.bytes("signature", lengths: COSE.signatureLength...COSE.signatureLength)
        self.signature = reader.array(of: signature)
        try reader.finish("evidence")
        signedDigest = Evidence.signedDigest(payload: reader.array(of: payload))
        do { claims = try Claims(bytes.span, payload) } catch { throw error.within("claims") }
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.tag(Evidence.selfDescribedTag)
            sink.tag(Evidence.cwtTag)
            sink.tag(COSE.sign1Tag)
            sink.array(4)
            sink.bytes(Evidence.protectedHeader)
            sink.map(1)
            sink.integer(COSE.x5chain)
            sink.array(localCertificate == nil ? 2 : 3)
            sink.bytes(aliasCertificate)
            if let localCertificate { sink.bytes(localCertificate) }
            sink.bytes(deviceCertificate)
            sink.bytes(claims.encoded())
            sink.bytes(signature)
        }
    }

    private static func signedDigest(payload: [UInt8]) -> Digest384 {
        let input = DocumentWriter.encode { sink in
            sink.array(4)
            sink.text("Signature1")
            sink.bytes(protectedHeader)
            sink.bytesHead(0)
            sink.bytes(payload)
        }
        return Digest384(hashing: input)
    }
}
