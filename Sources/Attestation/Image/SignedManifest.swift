import Cryptography

/// What a firmware image is, signed by the vendor and parties (`Specs/cddl/image.cddl`).
public struct SignedManifest: Hashable, Sendable {
    /// What the manifest says.
    public struct Content: Hashable, Sendable {
        /// The version, 1 to 24 characters.
        public var version: String
        /// The security version: refused below the fused minimum.
        public var securityVersion: UInt32
        /// Where the code goes.
        public var loadAddress: UInt32
        /// Where it is entered.
        public var entryAddress: UInt32
        /// The code's length in bytes.
        public var codeLength: UInt32
        /// SHA-384 of the code.
        public var codeDigest: Digest384
        /// SHA-384 of the key table.
        public var keyTableDigest: Digest384

        /// A manifest of `code`.
        public init(
            version: String, securityVersion: UInt32, loadAddress: UInt32, entryAddress: UInt32, code: [UInt8],
            keyTable: KeyTable
        ) {
            self.version = version
            self.securityVersion = securityVersion
            self.loadAddress = loadAddress
            self.entryAddress = entryAddress
            codeLength = UInt32(code.count)
            codeDigest = Digest384(hashing: code)
            keyTableDigest = keyTable.digest
        }

        /// Reads a manifest's payload, which must fill `bytes`.
        public init(_ bytes: [UInt8]) throws(DocumentError) {
            var reader = DocumentReader(bytes.span)
            try reader.map(7, "image")
            try reader.constant(1, "version")
            version = try reader.text("version", lengths: 1...24)
            try reader.constant(2, "security-version")
            securityVersion = UInt32(try reader.unsigned("security-version", in: 0...0xffff_ffff))
            try reader.constant(3, "load-address")
            loadAddress = UInt32(try reader.unsigned("load-address", in: 0...0xffff_ffff))
            try reader.constant(4, "entry-address")
            entryAddress = UInt32(try reader.unsigned("entry-address", in: 0...0xffff_ffff))
            try reader.constant(5, "code-length")
            codeLength = UInt32(try reader.unsigned("code-length", in: 0...0xffff_ffff))
            try reader.constant(6, "code-digest")
            codeDigest = try reader.digest("code-digest")
            try reader.constant(7, "key-table-digest")
            keyTableDigest = try reader.digest("key-table-digest")
            try reader.finish("image")
        }

        /// The encoding: the payload that is signed.
        public func encoded() -> [UInt8] {
            DocumentWriter.encode { sink in
                sink.map(7)
                sink.unsigned(1)
                sink.text(ascii: version)
                for (key, value) in [
                    (UInt64(2), securityVersion), (3, loadAddress), (4, entryAddress), (5, codeLength),
                ] {
                    sink.unsigned(key)
                    sink.unsigned(UInt64(value))
                }
                sink.unsigned(6)
                sink.digest(codeDigest)
                sink.unsigned(7)
                sink.digest(keyTableDigest)
            }
        }
    }

    /// What the manifest says.
    public let content: Content
    private var document: SignedDocument

    /// A manifest with the signatures of `keys`, in that order: the vendor's and those of parties. At least one key.
    public init(signing content: Content, with keys: [SigningKey]) {
        precondition(!keys.isEmpty, "A manifest has at least one signature.")
        self.content = content
        document = SignedDocument(contentType: .image, payload: content.encoded())
        for key in keys { document.sign(with: key) }
    }

    /// Reads a manifest that must fill `bytes`. Nothing is said about who signed it.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        var offset = 0
        document = try SignedDocument(bytes, contentType: .image, payloadOffset: &offset)
        do { content = try Content(document.payload) } catch {
            throw DocumentError(error.code, at: offset + error.offset, field: "payload.\(error.field)")
        }
    }

    /// The encoding: the same bytes that a value was read from.
    public func encoded() -> [UInt8] { document.encoded() }

    /// Adds the signatures of `key`, whether or not it has signed before.
    public mutating func sign(with key: SigningKey) { document.sign(with: key) }

    /// Whether one of the signatures names the key.
    public func names(_ key: VerifyingKey) -> Bool {
        signatures.contains { $0.keyIdentifier == Party.keyIdentifier(of: key) }
    }

    /// How many different signers the signatures name.
    public var signerCount: Int { Set(signatures.map(\.keyIdentifier)).count }

    /// The signatures.
    public var signatures: [SignedDocument.Signature] { document.signatures }

    /// What each signer's signatures are worth: the quorum counts the parties and the vendor together.
    public func endorsement(by signers: [Party], quorum: Int) -> Endorsement {
        document.endorsement(by: signers, quorum: quorum)
    }
}
