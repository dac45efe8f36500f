import Cryptography
import Testing

@Suite("Hashes")
struct HashTests {
    // FIPS 180-4 examples (NIST "SHA384.pdf") and the digest of nothing.
    @Test(
        "SHA-384 gives the published digests",
        arguments: [
            ("", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"),
            ("abc", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"
            ),
        ])
    func published(message: String, digest: String) {
        #expect(SHA384.digest(of: message.utf8).hex == digest)
        #expect(Digest384(hashing: Array(message.utf8)).description == digest)
        #expect(Digest384(hex: digest)?.bytes.hex == digest)
    }

    @Test("a million letters, fed in pieces of every length, give the published digest")
    func million() {
        var hasher = SHA384Hasher()
        var left = 1_000_000
        var piece = 0
        while left > 0 {
            hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: min(piece, left)))
            left -= min(piece, left)
            piece = (piece + 1) % 300
        }
        #expect(
            hasher.finalise().description
                == "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985")
        #expect(hasher.finalise() == Digest384(hashing: []), "a finished hasher is as new")
    }

    @Test("a copied hasher goes its own way")
    func copies() {
        var first = SHA384Hasher()
        first.update(Array("ab".utf8))
        var second = first
        second.update(byte: UInt8(ascii: "c"))
        #expect(second.finalise() == Digest384(hashing: Array("abc".utf8)))
        #expect(first.finalise() == Digest384(hashing: Array("ab".utf8)))
    }

    @Test("digests compare in byte order and refuse other lengths")
    func order() throws {
        for index in 0..<48 {
            var low = [UInt8](repeating: 0x7F, count: 48)
            var high = low
            low[index] = 0x01
            high[index] = 0x80
            let (less, more) = (try #require(Digest384(low)), try #require(Digest384(high)))
            #expect(less < more && !(more < less) && less != more)
        }
        #expect(Digest384([UInt8](repeating: 0, count: 47)) == nil)
        #expect(Digest384([UInt8](repeating: 0, count: 49)) == nil)
        #expect(Digest384(hex: String(repeating: "0", count: 95)) == nil)
        #expect(Digest384(hex: String(repeating: "g", count: 96)) == nil)
        #expect(Digest384([UInt8](repeating: 0, count: 48)) == .zero)
    }

    // RFC 4231, sections 4.2 to 4.8 (test case 5, section 4.6, is truncated to 128 bits).
    @Test("HMAC-SHA-384 gives the codes of RFC 4231")
    func hmac() {
        let cases: [(key: [UInt8], data: [UInt8], code: String)] = [
            (
                [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
            ),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27"
            ),
            (
                Array(1...25), [UInt8](repeating: 0xCD, count: 50),
                "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952"
            ),
        ]
        for test in cases {
            #expect(HMACSHA384.authenticate(key: test.key, message: test.data).hex == test.code)
            var mac = HMACSHA384(key: test.key)
            for byte in test.data { mac.update([byte]) }
            #expect(mac.finalise().description == test.code)
            mac.update(test.data)
            #expect(mac.finalise().description == test.code, "a finished computation keeps its key")
        }
    }

    @Test("an empty key and an empty message have a code, and it is that of 128 zero bytes as key")
    func emptyKey() {
        let code = HMACSHA384.authenticate(key: [], message: [])
        #expect(code == HMACSHA384.authenticate(key: [UInt8](repeating: 0, count: 128), message: []))
    }

    @Test("HKDF-SHA-384 is extract and expand of RFC 5869 written out in HMACs")
    func hkdf() {
        let (secret, salt, info) = (Array("secret".utf8), Array("salt".utf8), Array("info".utf8))
        let extracted = HMACSHA384.authenticate(key: salt, message: secret)
        let first = HMACSHA384.authenticate(key: extracted, message: info + [1])
        let second = HMACSHA384.authenticate(key: extracted, message: first + info + [2])
        let derived = HKDFSHA384.derive(secret: secret, salt: salt, info: info, byteCount: 60)
        #expect(derived == Array((first + second).prefix(60)))
        #expect(HKDFSHA384.derive(secret: [], salt: [], info: [], byteCount: 1).count == 1)
    }

    @Test("comparison in constant time agrees with plain comparison")
    func constantTime() {
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(ConstantTime.equal([], []))
    }
}
