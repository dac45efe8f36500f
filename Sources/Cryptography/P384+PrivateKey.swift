extension P384 {
    /// A secret scalar that signs; copies share one secret, which is wiped when the last of them goes.
    public struct PrivateKey: Sendable {
        /// Bytes in a scalar.
        public static let byteCount = 48

        /// The key that verifies what this one signs.
        public let publicKey: PublicKey
        private let handle: PrivateKeyHandle

        /// The key with this big-endian scalar.
        ///
        /// - Throws: `length` unless there are 48 bytes, `scalarOutOfRange` unless it is in 1 ..< n.
        public init(scalar: [UInt8]) throws(KeyError) {
            guard scalar.count == Self.byteCount else {
                throw .length(found: scalar.count, expected: Self.byteCount)
            }
            guard let handle = PrivateKeyHandle(scalar: scalar) else { throw .scalarOutOfRange }
            self.init(handle: handle)
        }

        /// The key that a seed and a purpose determine (FIPS 186-5, A.2.1, "extra random bits").
        ///
        /// HKDF-SHA-384 of the seed without a salt, with the purpose's UTF-8 bytes as info, gives 56 bytes; as a
        /// big-endian number c they give the scalar c mod (n − 1) + 1.
        public init(derivedFrom seed: [UInt8], purpose: String) {
            self.init(handle: PrivateKeyHandle(seed: seed, info: Array(purpose.utf8)))
        }

        /// Reads a DER PKCS #8 private key (RFC 5958).
        public init(pkcs8 der: [UInt8]) throws(KeyError) {
            guard let handle = PrivateKeyHandle(pkcs8: der) else { throw .notPrivateKeyInfo }
            self.init(handle: handle)
        }

        /// Reads one PEM block labelled PRIVATE KEY (RFC 7468, section 10).
        public init(pem: String) throws(KeyError) {
            let der: [UInt8]
            do { der = try PEM.decode(pem, label: .privateKey) } catch { throw .pem(error) }
            try self.init(pkcs8: der)
        }

        private init(handle: PrivateKeyHandle) {
            guard let publicKey = try? PublicKey(raw: handle.point) else {
                preconditionFailure("A multiple of the base point is on the curve.")
            }
            self.handle = handle
            self.publicKey = publicKey
        }

        /// Signs a digest; the same key and digest always give the same signature (RFC 6979, section 3.2).
        public func sign(digest: Digest384) -> Signature {
            handle.sign(digest)
        }

        /// The secret that this key and another's public key share: an x coordinate, 48 bytes (SP 800-56A, 5.7.1.2).
        public func agree(with peer: PublicKey) -> [UInt8]? { handle.agree(peer.handle) }

        /// The secret in the clear, for a key ladder that must hand it on; the copy is not wiped.
        public var exposedScalar: [UInt8] { handle.scalar }

        /// The secret in the clear as DER PKCS #8; the copy is not wiped.
        public var exposedPKCS8: [UInt8] { handle.pkcs8 }

        /// The secret in the clear as a PEM block labelled PRIVATE KEY, which `openssl ec` reads.
        public var exposedPEM: String { PEM.encode(handle.pkcs8, label: .privateKey) }
    }
}
