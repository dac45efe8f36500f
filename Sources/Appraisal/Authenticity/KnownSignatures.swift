import Cryptography

/// Which keys are known to have signed which certificates.
///
/// That is so for good: it does not depend on what is trusted, nor on the time. Nothing is said about anything else.
struct KnownSignatures: Sendable {
    /// A certificate to the byte, and a key.
    struct Link: Hashable, Sendable {
        private let digest: Digest384

        init(_ certificate: Certificate, by issuer: Certificate) {
            // The key has always the same length.
            digest = Digest384(hashing: issuer.publicKey.raw + certificate.der)
        }
    }

    /// The most signatures, three a chip of 1,048,576; with more, it starts over. They take 64 to 128 bytes each.
    private static let capacity = 3 << 20
    private var links: Set<Link> = []

    /// Whether a signature is known to hold.
    func contains(_ link: Link) -> Bool { links.contains(link) }

    /// Takes a signature that was verified.
    mutating func insert(_ link: Link) {
        if links.count >= KnownSignatures.capacity { links = [] }
        links.insert(link)
    }
}
