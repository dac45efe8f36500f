import Cryptography
import Testing

@Suite("Key agreement and authenticated encryption")
struct SessionCryptographyTests {
    private func bytes(_ hex: String) throws -> [UInt8] { try #require([UInt8](hex: hex)) }

    @Test("P-384 agrees on NIST's secret (KAS_ECC_CDH_PrimitiveTest, P-384, count 0)")
    func agreement() throws {
        let peer = try P384.PublicKey(
            raw: bytes(
                "a7c76b970c3b5fe8b05d2838ae04ab47697b9eaf52e764592efda27fe7513272734466b400091adbf2d68c58e0c50066"
                    + "ac68f19f2e1cb879aed43a9969b91a0839c4c38a49749b661efedf243451915ed0905a32b060992b468c64766fc8437a"
            ))
        let key = try P384.PrivateKey(
            scalar: bytes(
                "3cc3122a68f0d95027ad38c067916ba0eb8c38894d22e1b15618b6818a661774ad463b205da88cf699ab4d43c9cf98a1"))
        let secret = try #require(key.agree(with: peer))
        #expect(
            secret.hex
                == "5f9d29dc5e31a163060356213669c8ce132e22f57c9a04f40ba7fcead493b457e5621e766c40a2e3d4d6a04b25e533f1")
    }

    @Test("both sides agree on one secret")
    func bothSides() throws {
        let left = P384.PrivateKey(derivedFrom: [1], purpose: "left")
        let right = P384.PrivateKey(derivedFrom: [2], purpose: "right")
        let secret = try #require(left.agree(with: right.publicKey))
        #expect(secret == right.agree(with: left.publicKey))
        #expect(secret != left.agree(with: left.publicKey))
    }

    /// Cases 13, 14 and 16 of McGrew and Viega's GCM submission to NIST.
    static let cases = [
        (
            String(repeating: "0", count: 64), String(repeating: "0", count: 24), "", "",
            "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            String(repeating: "0", count: 64), String(repeating: "0", count: 24), String(repeating: "0", count: 32), "",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                + "b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                + "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]

    @Test("AES-256-GCM gives the published bytes", arguments: cases)
    func published(key: String, nonce: String, text: String, additional: String, sealed: String) throws {
        let (key, nonce, text) = (try bytes(key), try bytes(nonce), try bytes(text))
        let additional = try bytes(additional)
        #expect(AES256GCM.seal(text, key: key, nonce: nonce, additional: additional).hex == sealed)
        #expect(AES256GCM.open(try bytes(sealed), key: key, nonce: nonce, additional: additional) == text)
    }

    @Test("no bit of a sealed text can change, nor of what it was sealed with")
    func everyBit() {
        let (key, nonce) = ([UInt8](repeating: 3, count: 32), [UInt8](repeating: 4, count: 12))
        let sealed = AES256GCM.seal([1, 2, 3], key: key, nonce: nonce, additional: [9])
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(AES256GCM.open(changed, key: key, nonce: nonce, additional: [9]) == nil)
        }
        for bit in 0..<8 { #expect(AES256GCM.open(sealed, key: key, nonce: nonce, additional: [9 ^ 1 << bit]) == nil) }
        for length in 0..<sealed.count {
            #expect(AES256GCM.open(Array(sealed[..<length]), key: key, nonce: nonce, additional: [9]) == nil)
        }
    }
}
