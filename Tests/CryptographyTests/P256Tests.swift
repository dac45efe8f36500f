import Cryptography
import Testing

@Suite("ECDSA on P-256")
struct P256Tests {
    static let scalar = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"

    @Test("the key of RFC 6979, A.2.5 has the published point")
    func point() throws {
        let key = try #require([UInt8](hex: Self.scalar).flatMap { P256.PrivateKey(scalar: $0) })
        #expect(
            key.publicPoint.hex
                == "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")
    }

    @Test(
        "signatures are those of RFC 6979, A.2.5",
        arguments: [
            (
                "sample",
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                    + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
            ),
            (
                "test",
                "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                    + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
            ),
        ])
    func published(message: String, signature: String) throws {
        let key = try #require([UInt8](hex: Self.scalar).flatMap { P256.PrivateKey(scalar: $0) })
        let digest = Digest256(hashing: Array(message.utf8))
        #expect(key.sign(digest: digest).hex == signature)
        #expect(key.sign(digest: digest).hex == signature)
    }

    @Test("a scalar of 0, of the order or above, or of another length is no key")
    func scalars() {
        let order = [UInt8](hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551") ?? []
        var last = order
        last[31] -= 1
        #expect(P256.PrivateKey(scalar: last) != nil)
        for scalar in [order, [UInt8](repeating: 0, count: 32), [UInt8](repeating: 255, count: 32), [1], last + [0]] {
            #expect(P256.PrivateKey(scalar: scalar) == nil)
        }
    }

    @Test("a file of another curve, another's public part, a part of a file and more than a file are no key")
    func files() throws {
        // Made with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`, from the scalar 1: its point is the
        // base point.
        let head = "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"
        let scalar = String(repeating: "0", count: 63) + "1"
        let point =
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
            + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
        let file = try #require([UInt8](hex: head + scalar + "a144034200" + "04" + point))
        let key = try #require(P256.PrivateKey(pkcs8: file))
        #expect(key.publicPoint.hex == point)
        let another = try #require([UInt8](hex: head + String(repeating: "0", count: 63) + "2a14403420004" + point))
        #expect(P256.PrivateKey(pkcs8: another) == nil)
        #expect(P256.PrivateKey(pkcs8: file + [0]) == nil)
        for count in 0..<file.count { #expect(P256.PrivateKey(pkcs8: Array(file[..<count])) == nil) }
        let other = try PEM.decode(P384.PrivateKey.testing("a").exposedPEM, label: .privateKey)
        #expect(P256.PrivateKey(pkcs8: other) == nil)
        #expect(throws: P384.KeyError.self) { try P384.PrivateKey(pkcs8: file) }
    }
}
