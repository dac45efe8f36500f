import Cryptography
import Wire

/// A COSE_Sign message (RFC 9052, section 4.1) as licences and image manifests use it.
public struct SignedDocument: Hashable, Sendable {
    /// One COSE_Signature, by a key of the signer that the protected identifier names.
    public struct Signature: Hashable, Sendable {
        /// How it is made.
        public enum Algorithm: String, Hashable, Sendable {
            /// ECDSA with P-384 and SHA-384.
            case esp384 = "ESP384"
            /// ML-DSA-87.
            case mldsa87 = "ML-DSA-87"

            var number: Int64 { self == .esp384 ? COSE.esp384 : COSE.mldsa87 }
            var length: Int { self == .esp384 ? COSE.signatureLength : COSE.mldsaSignatureLength }
        }

        /// How it is made.
        public let algorithm: Algorithm
        /// The first 8 bytes of the SHA-384 of the signer's raw keys.
        public let keyIdentifier: [UInt8]
        /// r ‖ s, or ML-DSA-87's encoding.
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
        /// What parties decided on a finding.
        case decision = "application/vnd.interlock.decision+cbor"
        /// Everything that an appraisal rested on.
        case bundle = "application/vnd.interlock.bundle+cbor"
    }

    /// What the payload is.
    public let contentType: ContentType
    /// The bytes that are signed.
    public let payload: [UInt8]
    /// The signatures, 1 to 18.
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
        let most = [.licence, .decision].contains(contentType) ? 2 * Limits.parties : Limits.signatures
        signatures = []
        for _ in 0..<(try reader.array("signatures", in: 1...most)) {
            try reader.array(3, "signatures")
            let header = try reader.bytes("signatures.protected")
            var headerReader = DocumentReader(bytes.span, header)
            try headerReader.map(2, "signatures.protected")
            try headerReader.constant(COSE.algorithm, "signatures.protected.alg")
            let place = headerReader.offset
            let number = try headerReader.integer("signatures.protected.alg")
            guard let algorithm = [Signature.Algorithm.esp384, .mldsa87].first(where: { $0.number == number }) else {
                throw DocumentError(.unexpectedItem, at: place, field: "signatures.protected.alg")
            }
            try headerReader.constant(COSE.keyIdentifier, "signatures.protected.kid")
            let identifier = try headerReader.bytes("signatures.protected.kid", lengths: 8...8)
            try headerReader.finish("signatures.protected")
            try reader.map(0, "signatures.unprotected")
            let signature = try reader.bytes("signatures.signature", lengths: algorithm.length...algorithm.length)
            signatures.append(
                Signature(
                    algorithm: algorithm, keyIdentifier: reader.array(of: identifier),
                    bytes: reader.array(of: signature)))
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
                sink.bytes(SignedDocument.protectedHeader(signature.algorithm, signature.keyIdentifier))
                sink.map(0)
                sink.bytes(signature.bytes)
            }
        }
    }

    /// Adds the signatures of `key`, whether or not it has signed before.
    mutating func sign(with key: SigningKey) {
        let identifier = Party.keyIdentifier(of: key.publicKey)
        let digest = Digest384(hashing: signedBytes(.esp384, identifier))
        signatures.append(
            Signature(
                algorithm: .esp384, keyIdentifier: identifier, bytes: key.classical.sign(digest: digest).bytes))
        guard let second = key.postQuantum else { return }
        signatures.append(
            Signature(
                algorithm: .mldsa87, keyIdentifier: identifier,
                bytes: second.sign(message: signedBytes(.mldsa87, identifier))))
    }

    /// Adds the signatures that another copy of the document bears. The payloads must be the same.
    mutating func add(_ other: SignedDocument) {
        precondition(other.payload == payload, "Signatures are of one payload.")
        signatures += other.signatures
    }

    /// How many signers there are: two signatures that belong together count once.
    var signerCount: Int { signers.count }

    /// The signatures by signer: a P-384 signature with the ML-DSA-87 one by the same signer right behind it.
    private var signers: [ArraySlice<Signature>] {
        var signers: [ArraySlice<Signature>] = []
        var rest = signatures[...]
        while let first = rest.first {
            let second = rest.dropFirst().first
            let isPaired =
                first.algorithm == .esp384 && second?.algorithm == .mldsa87
                && second?.keyIdentifier == first.keyIdentifier
            signers.append(rest.prefix(isPaired ? 2 : 1))
            rest = rest.dropFirst(isPaired ? 2 : 1)
        }
        return signers
    }

    /// What each signer's signatures are worth under these keys.
    func endorsement(by parties: [Party], quorum: Int) -> Endorsement {
        var seen: [[UInt8]] = []
        let judged = signers.compactMap { signatures -> Endorsement.Signer? in
            guard let identifier = signatures.first?.keyIdentifier else { return nil }
            defer { seen.append(identifier) }
            let party = parties.first { $0.keyIdentifier == identifier }
            return Endorsement.Signer(
                keyIdentifier: identifier, name: party?.name,
                outcome: seen.contains(identifier) ? .duplicate : outcome(of: signatures, by: party))
        }
        return Endorsement(signers: judged, quorum: quorum)
    }

    private func outcome(of signatures: ArraySlice<Signature>, by party: Party?) -> Endorsement.Outcome {
        guard let party else { return .unknownSigner }
        let wanted: [Signature.Algorithm] = party.key.postQuantum == nil ? [.esp384] : [.esp384, .mldsa87]
        guard signatures.map(\.algorithm) == wanted else { return .unpaired }
        let outcomes = signatures.map { signature in
            let bytes = signedBytes(signature.algorithm, signature.keyIdentifier)
            return switch signature.algorithm {
            case .esp384: party.key.classical.verify(signature.bytes, digest: Digest384(hashing: bytes))
            case .mldsa87: party.key.postQuantum?.verify(signature.bytes, message: bytes) ?? .invalid
            }
        }
        return switch outcomes.first(where: { $0 != .valid }) {
        case nil: .valid
        case .malformed: .malformed
        case .valid, .invalid, .notOnCurve: .invalid
        }
    }

    /// The Sig_structure that a signer signs (RFC 9052, section 4.4).
    private func signedBytes(_ algorithm: Signature.Algorithm, _ identifier: [UInt8]) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(5)
            sink.text("Signature")
            sink.bytes(SignedDocument.protectedHeader(contentType))
            sink.bytes(SignedDocument.protectedHeader(algorithm, identifier))
            sink.bytesHead(0)
            sink.bytes(payload)
        }
    }

    private static func protectedHeader(_ contentType: ContentType) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.map(1)
            sink.integer(COSE.contentType)
            sink.text(ascii: contentType.rawValue)
        }
    }

    private static func protectedHeader(_ algorithm: Signature.Algorithm, _ identifier: [UInt8]) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.map(2)
            sink.integer(COSE.algorithm)
            sink.integer(algorithm.number)
            sink.integer(COSE.keyIdentifier)
            sink.bytes(identifier)
        }
    }
}
