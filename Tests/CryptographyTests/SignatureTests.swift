import Cryptography
import Testing

@Suite("ECDSA on P-384")
struct SignatureTests {
    static let scalar = "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5"
    static let key: P384.PrivateKey = {
        guard let bytes = [UInt8](hex: scalar), let key = try? P384.PrivateKey(scalar: bytes) else {
            preconditionFailure("The key of RFC 6979, A.2.6 is a key.")
        }
        return key
    }()
    /// The order of the curve (SP 800-186, section 3.2.1.4).
    static let order =
        [UInt8](
            hex: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973") ?? []

    @Test("the key of RFC 6979, A.2.6 has the published point")
    func point() {
        #expect(
            Self.key.publicKey.raw.hex
                == "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13"
                + "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720")
    }

    @Test(
        "signatures are those of RFC 6979, A.2.6",
        arguments: [
            (
                "sample",
                "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
                    + "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"
            ),
            (
                "test",
                "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db"
                    + "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5"
            ),
        ])
    func published(message: String, signature: String) {
        let digest = Digest384(hashing: Array(message.utf8))
        #expect(Self.key.sign(digest: digest).bytes.hex == signature)
        #expect(Self.key.sign(digest: digest) == Self.key.sign(digest: digest))
    }
}
