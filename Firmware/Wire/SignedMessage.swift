/// A COSE_Sign message (RFC 9052, section 4.1) in the one form that this system uses: a fixed content type, no
/// unprotected headers, ESP384 and ML-DSA-87 signatures, each with its signer's protected key identifier. Whether they
/// are those that must be there is `Quorum`'s to judge.
///
/// It holds ranges into the bytes that it was read from.
public struct SignedMessage: Sendable {
    /// One COSE_Signature.
    public struct Signer: Sendable {
        /// Whether it is by ML-DSA-87, not ESP384.
        public var isPostQuantum: Bool
        /// Where the protected header's encoding is.
        public var protected: Range<Int>
        /// Where the 8-byte key identifier is.
        public var keyIdentifier: Range<Int>
        /// Where the signature is: r ‖ s, or ML-DSA-87's.
        public var signature: Range<Int>
    }

    /// Where the body's protected header is.
    public let protected: Range<Int>
    /// Where the payload is.
    public let payload: Range<Int>
    /// How many signatures there are: 1 to `Limits.signatures`.
    public let signerCount: Int
    private var signers: InlineArray<18, Signer>

    /// The signer at `index`, which is below `signerCount`.
    public func signer(_ index: Int) -> Signer { signers[index] }

    /// Reads a message that must fill `bytes` and carry `contentType`.
    ///
    /// - Throws: `WireError`, with the offset at which reading stopped.
    public init(_ bytes: Span<UInt8>, contentType: StaticString) throws(WireError) {
        var reader = CBORReader(bytes)
        try reader.tag(COSE.signTag)
        try reader.array(4)
        protected = try reader.bytes()
        var header = CBORReader(bytes, protected)
        try header.map(1)
        try header.key(COSE.contentType)
        let type = try header.text()
        guard SignedMessage.equal(bytes.extracting(type), contentType) else {
            throw WireError(.unexpectedItem, at: type.lowerBound)
        }
        try header.finish()
        try reader.map(0)
        payload = try reader.bytes()
        let start = reader.offset
        signerCount = try reader.array()
        guard signerCount >= 1, signerCount <= Limits.signatures else { throw WireError(.outOfRange, at: start) }
        signers = InlineArray(
            repeating: Signer(isPostQuantum: false, protected: 0..<0, keyIdentifier: 0..<0, signature: 0..<0))
        var index = 0
        while index < signerCount {
            try reader.array(3)
            let signerHeader = try reader.bytes()
            var header = CBORReader(bytes, signerHeader)
            try header.map(2)
            try header.key(COSE.algorithm)
            let place = header.offset
            let algorithm = try header.integer()
            let isPostQuantum = algorithm == COSE.mldsa87
            guard isPostQuantum || algorithm == COSE.esp384 else { throw WireError(.unexpectedItem, at: place) }
            try header.key(COSE.keyIdentifier)
            let identifier = try header.bytes(COSE.keyIdentifierLength)
            try header.finish()
            try reader.map(0)
            let signature = try reader.bytes(isPostQuantum ? COSE.mldsaSignatureLength : COSE.signatureLength)
            signers[index] = Signer(
                isPostQuantum: isPostQuantum, protected: signerHeader, keyIdentifier: identifier, signature: signature)
            index += 1
        }
        try reader.finish()
    }

    /// Writes the Sig_structure that the signer at `index` signed (RFC 9052, section 4.4).
    public func writeSignatureInput<Sink: ByteSink & ~Copyable>(
        signer index: Int, of bytes: Span<UInt8>, to sink: inout Sink
    ) {
        sink.array(5)
        sink.text("Signature")
        sink.bytes(bytes.extracting(protected))
        sink.bytes(bytes.extracting(signers[index].protected))
        sink.bytesHead(0)
        sink.bytes(bytes.extracting(payload))
    }

    private static func equal(_ bytes: Span<UInt8>, _ string: StaticString) -> Bool {
        guard bytes.count == string.utf8CodeUnitCount else { return false }
        var index = 0
        while index < bytes.count {
            // Sound: the index stays below the string's code unit count, which was just compared.
            guard unsafe bytes[index] == string.utf8Start[index] else { return false }
            index += 1
        }
        return true
    }
}
