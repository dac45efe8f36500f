/// Who signs images, licences or certificates: with P-384 and with ML-DSA-87, or classically, with P-384 alone.
public struct SigningKey: Sendable {
    /// The P-384 half.
    public let classical: P384.PrivateKey
    /// The ML-DSA-87 half; nil for a classical signer.
    public let postQuantum: MLDSA87.PrivateKey?

    /// A signer of its halves.
    public init(classical: P384.PrivateKey, postQuantum: MLDSA87.PrivateKey?) {
        self.classical = classical
        self.postQuantum = postQuantum
    }

    /// The signer that a seed and a purpose determine; its P-384 half is the same with and without the other.
    public init(derivedFrom seed: [UInt8], purpose: String, isHybrid: Bool = true) {
        classical = P384.PrivateKey(derivedFrom: seed, purpose: purpose)
        postQuantum = isHybrid ? MLDSA87.PrivateKey(derivedFrom: seed, purpose: "\(purpose) ML-DSA-87") : nil
    }

    /// Reads the PEM blocks labelled PRIVATE KEY of a text: P-384, then ML-DSA-87 unless the signer is classical.
    public init(pem: String) throws(P384.KeyError) {
        let blocks: [[UInt8]]
        do { blocks = try PEM.decodeAll(pem, label: .privateKey) } catch { throw .pem(error) }
        classical = try P384.PrivateKey(pkcs8: blocks[0])
        guard blocks.count > 1 else {
            postQuantum = nil
            return
        }
        guard blocks.count == 2, let key = MLDSA87.PrivateKey(pkcs8: blocks[1]) else { throw .notHybrid }
        postQuantum = key
    }

    /// The secrets in the clear as PEM blocks labelled PRIVATE KEY.
    public var exposedPEM: String {
        classical.exposedPEM + (postQuantum.map { PEM.encode($0.exposedPKCS8, label: .privateKey) } ?? "")
    }

    /// The keys that verify what this one signs.
    public var publicKey: VerifyingKey {
        VerifyingKey(classical: classical.publicKey, postQuantum: postQuantum?.publicKey)
    }
}

/// Who verifies a `SigningKey`: both halves must hold where there are two.
public struct VerifyingKey: Hashable, Sendable {
    /// The P-384 half.
    public let classical: P384.PublicKey
    /// The ML-DSA-87 half; nil for a classical signer.
    public let postQuantum: MLDSA87.PublicKey?

    /// A verifier of its halves.
    public init(classical: P384.PublicKey, postQuantum: MLDSA87.PublicKey?) {
        self.classical = classical
        self.postQuantum = postQuantum
    }

    /// Reads the PEM blocks labelled PUBLIC KEY of a text: P-384, then ML-DSA-87 unless the signer is classical.
    public init(pem: String) throws(P384.KeyError) {
        let blocks: [[UInt8]]
        do { blocks = try PEM.decodeAll(pem, label: .publicKey) } catch { throw .pem(error) }
        classical = try P384.PublicKey(der: blocks[0])
        guard blocks.count > 1 else {
            postQuantum = nil
            return
        }
        guard blocks.count == 2, let key = MLDSA87.PublicKey(der: blocks[1]) else { throw .notHybrid }
        postQuantum = key
    }

    /// The raw P-384 key with the ML-DSA-87 key behind it, where there is one.
    public var raw: [UInt8] { classical.raw + (postQuantum?.raw ?? []) }

    /// SHA-384 of `raw`: what a key table holds of the ML-DSA-87 half, and whose start names the signer.
    public var digest: Digest384 { Digest384(hashing: raw) }
}
