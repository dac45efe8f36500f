import Cryptography
import Wire

/// What a chip signs when it is challenged: claims with the chip's certificates (RFC 9334, section 8.1), in COSE_Sign
/// with a P-384 and an ML-DSA-87 signature, or of a classical chip in COSE_Sign1.
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
    /// The ML-DSA-87 half; nil where the chip is classical.
    public let lattice: Lattice?

    /// The ML-DSA-87 half of evidence.
    public struct Lattice: Hashable, Sendable {
        /// The certificate of the alias key, DER.
        public let aliasCertificate: [UInt8]
        /// The certificate of the device key, DER.
        public let deviceCertificate: [UInt8]
        /// The signature.
        public let signature: [UInt8]
    }

    /// Who signs the ML-DSA-87 half.
    public struct LatticeSigner {
        let aliasCertificate: [UInt8]
        let deviceCertificate: [UInt8]
        let sign: ([UInt8]) -> [UInt8]

        /// A signer of messages with its certificates.
        public init(aliasCertificate: [UInt8], deviceCertificate: [UInt8], sign: @escaping ([UInt8]) -> [UInt8]) {
            self.aliasCertificate = aliasCertificate
            self.deviceCertificate = deviceCertificate
            self.sign = sign
        }
    }

    /// The body's protected header of a hybrid message: {3: 263}.
    private static let bodyHeader: [UInt8] = [0xa1, 0x03, 0x19, 0x01, 0x07]
    /// A signer's: {1: -51} or {1: -50}.
    private static let classicalHeader: [UInt8] = [0xa1, 0x01, 0x38, 0x32]
    private static let latticeHeader: [UInt8] = [0xa1, 0x01, 0x38, 0x31]
    /// The protected header {1: -51, 3: 263}: ESP384 (RFC 9864), content type application/eat+cwt.
    private static let protectedHeader: [UInt8] = [0xa2, 0x01, 0x38, 0x32, 0x03, 0x19, 0x01, 0x07]
    private static let selfDescribedTag: UInt64 = 55799
    private static let cwtTag: UInt64 = 61

    /// Evidence that `sign` signs: what a chip would send. The chip's own writer is in its firmware.
    public init(
        signing claims: Claims, aliasCertificate: [UInt8], localCertificate: [UInt8]? = nil,
        deviceCertificate: [UInt8], lattice signer: LatticeSigner? = nil, with sign: (Digest384) -> [UInt8]
    ) {
        self.aliasCertificate = aliasCertificate
        self.localCertificate = localCertificate
        self.deviceCertificate = deviceCertificate
        self.claims = claims
        let payload = claims.encoded()
        signedDigest = Evidence.signedDigest(payload: payload, isHybrid: signer != nil)
        signature = sign(signedDigest)
        lattice = signer.map { signer in
            Lattice(
                aliasCertificate: signer.aliasCertificate, deviceCertificate: signer.deviceCertificate,
                signature: signer.sign(Evidence.signedBytes(header: Evidence.latticeHeader, payload: payload)))
        }
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
        let start = reader.offset
        let tag = try reader.tag("evidence")
        guard tag == COSE.sign1Tag || tag == COSE.signTag else {
            throw DocumentError(.unexpectedItem, at: start, field: "evidence")
        }
        let isHybrid = tag == COSE.signTag
        try reader.array(4, "evidence")
        try Evidence.header(isHybrid ? Evidence.bodyHeader : Evidence.protectedHeader, "protected", &reader)
        let payload: Range<Int>
        let half: Half
        if isHybrid {
            try reader.map(0, "unprotected")
            payload = try reader.bytes("claims")
            try reader.array(2, "signatures")
            try reader.array(3, "signatures")
            try Evidence.header(Evidence.classicalHeader, "signatures.protected", &reader)
            let chain = try Evidence.chain(of: 2...3, &reader)
            half = Half(chain: chain, signature: try Evidence.signature(COSE.signatureLength, &reader))
            try reader.array(3, "signatures")
            try Evidence.header(Evidence.latticeHeader, "signatures.protected", &reader)
            let second = try Evidence.chain(of: 2...2, &reader)
            lattice = Lattice(
                aliasCertificate: second.alias, deviceCertificate: second.device,
                signature: try Evidence.signature(COSE.mldsaSignatureLength, &reader))
        } else {
            let chain = try Evidence.chain(of: 2...3, &reader)
            payload = try reader.bytes("claims")
            half = Half(chain: chain, signature: try Evidence.signature(COSE.signatureLength, &reader))
            lattice = nil
        }
        aliasCertificate = half.chain.alias
        localCertificate = half.chain.local
        deviceCertificate = half.chain.device
        signature = half.signature
        try reader.finish("evidence")
        signedDigest = Evidence.signedDigest(payload: reader.array(of: payload), isHybrid: isHybrid)
        do { claims = try Claims(bytes.span, payload) } catch { throw error.within("claims") }
    }

    private struct Half {
        let chain: Chain
        let signature: [UInt8]
    }

    private struct Chain {
        let alias: [UInt8]
        var local: [UInt8]?
        let device: [UInt8]
    }

    private var chain: Chain { Chain(alias: aliasCertificate, local: localCertificate, device: deviceCertificate) }

    private static func header(
        _ expected: [UInt8], _ field: StaticString, _ reader: inout DocumentReader
    ) throws(DocumentError) {
        let range = try reader.bytes(field)
        guard reader.array(of: range) == expected else {
            throw DocumentError(.unexpectedItem, at: range.lowerBound, field: field.description)
        }
    }

    private static func chain(
        of count: ClosedRange<Int>, _ reader: inout DocumentReader
    ) throws(DocumentError) -> Chain {
        try reader.map(1, "unprotected")
        try reader.constant(COSE.x5chain, "unprotected.x5chain")
        let certificates = try reader.array("unprotected.x5chain", in: count)
        let alias = reader.array(of: try reader.bytes("unprotected.x5chain.alias"))
        let local = certificates == 3 ? reader.array(of: try reader.bytes("unprotected.x5chain.local")) : nil
        return Chain(
            alias: alias, local: local, device: reader.array(of: try reader.bytes("unprotected.x5chain.device")))
    }

    private static func signature(_ length: Int, _ reader: inout DocumentReader) throws(DocumentError) -> [UInt8] {
        reader.array(of: try reader.bytes("signature", lengths: length...length))
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.tag(Evidence.selfDescribedTag)
            sink.tag(Evidence.cwtTag)
            sink.tag(lattice == nil ? COSE.sign1Tag : COSE.signTag)
            sink.array(4)
            guard let lattice else {
                sink.bytes(Evidence.protectedHeader)
                Evidence.write(chain, to: &sink)
                sink.bytes(claims.encoded())
                sink.bytes(signature)
                return
            }
            sink.bytes(Evidence.bodyHeader)
            sink.map(0)
            sink.bytes(claims.encoded())
            sink.array(2)
            sink.array(3)
            sink.bytes(Evidence.classicalHeader)
            Evidence.write(chain, to: &sink)
            sink.bytes(signature)
            sink.array(3)
            sink.bytes(Evidence.latticeHeader)
            Evidence.write(
                Chain(alias: lattice.aliasCertificate, device: lattice.deviceCertificate), to: &sink)
            sink.bytes(lattice.signature)
        }
    }

    private static func write(_ chain: Chain, to sink: inout DocumentWriter) {
        sink.map(1)
        sink.integer(COSE.x5chain)
        sink.array(chain.local == nil ? 2 : 3)
        sink.bytes(chain.alias)
        if let local = chain.local { sink.bytes(local) }
        sink.bytes(chain.device)
    }

    /// The Sig_structure that the ML-DSA-87 half signs.
    public func latticeSignedBytes() -> [UInt8] {
        Evidence.signedBytes(header: Evidence.latticeHeader, payload: claims.encoded())
    }

    private static func signedBytes(header: [UInt8], payload: [UInt8]) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(5)
            sink.text("Signature")
            sink.bytes(bodyHeader)
            sink.bytes(header)
            sink.bytesHead(0)
            sink.bytes(payload)
        }
    }

    private static func signedDigest(payload: [UInt8], isHybrid: Bool) -> Digest384 {
        guard !isHybrid else { return Digest384(hashing: signedBytes(header: classicalHeader, payload: payload)) }
        return Digest384(signing: payload, protected: protectedHeader)
    }
}
