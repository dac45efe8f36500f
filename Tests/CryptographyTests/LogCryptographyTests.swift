import Cryptography
import Testing

@Suite("What transparency logs hash and sign with")
struct LogCryptographyTests {
    @Test(
        "SHA-256 is that of FIPS 180-4's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func digest(message: String, hex: String) throws {
        let digest = Digest256(hashing: Array(message.utf8))
        #expect(digest.description == hex)
        #expect(Digest256(hex: hex) == digest)
        #expect(Digest256(digest.bytes) == digest)
        #expect(Digest256(Array(digest.bytes.dropLast())) == nil)
    }

    /// RFC 8032, section 7.1, tests 1 to 3: secret, public key, message, signature.
    static let published: [[String]] = [
        [
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ],
        [
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ],
        [
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ],
    ]

    @Test("Ed25519 is that of RFC 8032", arguments: published)
    func signature(vector: [String]) throws {
        let fields = try vector.map { try #require([UInt8](hex: $0)) }
        let key = try #require(Ed25519.PrivateKey(secret: fields[0]))
        #expect(key.publicKey.raw == fields[1])
        #expect(key.sign(fields[2]) == fields[3])
        #expect(key.publicKey.verify(fields[3], message: fields[2]))
        #expect(!key.publicKey.verify(fields[3], message: fields[2] + [0]))
        for place in fields[3].indices {
            var bad = fields[3]
            bad[place] ^= 1
            #expect(!key.publicKey.verify(bad, message: fields[2]), "byte \(place)")
        }
        #expect(!key.publicKey.verify(Array(fields[3].dropLast()), message: fields[2]))
        #expect(!key.publicKey.verify([], message: fields[2]))
    }

    @Test("keys of other lengths are none, and 32 bytes that are no point verify nothing")
    func malformed() throws {
        #expect(Ed25519.PrivateKey(secret: Array(repeating: 1, count: 31)) == nil)
        #expect(Ed25519.PublicKey(raw: Array(repeating: 1, count: 33)) == nil)
        let none = try #require(Ed25519.PublicKey(raw: [2] + Array(repeating: 0, count: 31)))
        #expect(!none.verify(Array(repeating: 0, count: 64), message: []))
    }
}
