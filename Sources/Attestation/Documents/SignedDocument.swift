import Cryptography
import Wire

/// A COSE_Sign message (RFC 9052, section 4.1) as licences and image manifests use it.
public struct SignedDocument: Hashable, Sendable {
    /// One COSE_Signature: ESP384 by the key that the protected identifier names.
    public struct Signature: Hashable, Sendable {
        /// The first 8 bytes of the SHA-384 of the raw key.
        public let keyIdentifier: [UInt8]
        /// r ‖ s.
        public let bytes: [UInt8]
    }

    /// What the payload is, as its media type.
    public enum ContentType: String, Hashable, Sendable {
        /// A licence's terms.
        case licence = "application/vnd.interlock.licence+cbor"
        /// A firmware image's manifest.
        case image = "application/vnd.interlock.image+cbor"
        /// Leave to do something to a chip once.
        case authorization = "application/vnd.interlock.authorization+cbor"
    }

    /// What the payload is.
    public let contentType: ContentType
    /// The bytes that are signed.
    public let payload: [UInt8]
    /// The signatures, 1 to 9.
    public private(set) var signatures: [Signature]

    /// Reads a message that must fill `bytes`; `payloadOffset` is where its payload starts in them.
    init(_ bytes: [UInt8], contentType: ContentType, payloadOffset: inout Int) throws(DocumentError) {
        var reader = DocumentReader(bytes.span)
        try reader.tag(COSE.signTag, "cose-sign")
        try reader.array(4, "cose-sign")
        let protected = try reader.bytes("protected")
        guard reader.array(of: protected) == SignedDocument.protectedHeader(contentType) else {
            throw DocumentError(.unexpectedItem, at: protected.lowerBound, field: "protected")
        }
        try reader.map(0, "unprotected")
        let payload = try reader.bytes("payload")
        payloadOffset = payload.lowerBound
        let most = contentType == .licence ? Limits.parties : Limits.signatures
        signatures = []
        for _ in 0..<(try reader.array("signatures", in: 1...most)) {
            try reader.array(3, "signatures")
            let header = try reader.bytes("signatures.protected")
            var headerReader = DocumentReader(bytes.span, header)
            try headerReader.map(2, "signatures.protected")
            try headerReader.constant(COSE.algorithm, "signatures.protected.alg")
            try headerReader.constant(COSE.esp384, "signatures.protected.alg")
            try headerReader.constant(COSE.keyIdentifier, "signatures.protected.kid")
            let identifier = try headerReader.bytes("signatures.protected.kid", lengths: 8...8)
            try headerReader.finish("signatures.protected")
            try reader.map(0, "signatures.unprotected")
            let signature = try reader.bytes("signatures.signature", lengths: 96...96)
            signatures.append(
                Signature(keyIdentifier: reader.array(of: identifier), bytes: reader.array(of: signature)))
        }
        try reader.finish("cose-sign")
        self.contentType = contentType
        self.payload = reader.array(of: payload)
    }

    /// A message with no signatures yet, which has no encoding until `sign` has been called.
    init(contentType: ContentType, payload: [UInt8]) {
        self.contentType = contentType
        self.payload = payload
        signatures = []
    }

    /// The encoding: the same bytes that a value was read from.
    func encoded() -> [UInt8] {
        precondition(!signatures.isEmpty, "A COSE_Sign message has at least one signature.")
        return DocumentWriter.encode { sink in
            sink.tag(COSE.signTag)
            sink.array(4)
            sink.bytes(SignedDocument.protectedHeader(contentType))
            sink.map(0)
            sink.bytes(payload)
            sink.array(signatures.count)
            for signature in signatures {
                sink.array(3)
                sink.bytes(SignedDocument.protectedHeader(signer: signature.keyIdentifier))
                sink.map(0)
                sink.bytes(signature.bytes)
            }
        }
    }

    /// Adds a signature by `key`, whether or not it has signed before.
    mutating func sign(with key: P384.PrivateKey) {
        let identifier = Party.keyIdentifier(of: key.publicKey)
        signatures.append(
            Signature(keyIdentifier: identifier, bytes: key.sign(digest: signedDigest(signer: identifier)).bytes))
    }

    /// What each signature is worth under these keys.
    func endorsement(by parties: [Party], quorum: Int) -> Endorsement {
        var seen: [[UInt8]] = []
        let signers = signatures.map { signature in
            defer { seen.append(signature.keyIdentifier) }
            let party = parties.first { $0.keyIdentifier == signature.keyIdentifier }
            return Endorsement.Signer(
                keyIdentifier: signature.keyIdentifier, name: party?.name,
                outcome: seen.contains(signature.keyIdentifier) ? .duplicate : outcome(of: signature, by: party))
        }
        return Endorsement(signers: signers, quorum: quorum)
    }

    private func outcome(of signature: Signature, by party: Party?) -> Endorsement.Outcome {
        guard let party else { return .unknownSigner }
        let digest = signedDigest(signer: signature.keyIdentifier)
        return switch party.key.verify(signature.bytes, digest: digest) {
        case .valid: .valid
        case .invalid, .notOnCurve: .invalid
        case .malformed: .malformed
        }
    }

    /// SHA-384 of the Sig_structure that a signer signs (RFC 9052, section 4.4).
    private func signedDigest(signer identifier: [UInt8]) -> Digest384 {
        let input = DocumentWriter.encode { sink in
            sink.array(5)
            sink.text("Signature")
            sink.bytes(SignedDocument.protectedHeader(contentType))
            sink.bytes(SignedDocument.protectedHeader(signer: identifier))
            sink.bytesHead(0)
            sink.bytes(payload)
        }
        return Digest384(hashing: input)
    }

    private static func protectedHeader(_ contentType: ContentType) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.map(1)
            sink.integer(COSE.contentType)
            sink.text(ascii: contentType.rawValue)
        }
    }

    private static func protectedHeader(signer identifier: [UInt8]) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.map(2)
            sink.integer(COSE.algorithm)
            sink.integer(COSE.esp384)
            sink.integer(COSE.keyIdentifier)
            sink.bytes(identifier)
        }
    }
}
