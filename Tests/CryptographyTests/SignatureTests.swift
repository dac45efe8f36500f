import Cryptography
import Testing

@Suite("ECDSA on P-384")
struct SignatureTests {
    static let scalar =
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5"
    static let key: P384.PrivateKey = {
        guard let bytes = [UInt8](hex: scalar), let key = try? P384.PrivateKey(scalar: bytes) else {
            preconditionFailure("The key of RFC 6979, A.2.6 is a key.")
        }
        return key
    }()
    /// The order of the curve (SP 800-186, section 3.2.1.4).
    static let order =
        [UInt8](
            hex: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")
        ?? []

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

    /// The point of the signature was chosen, with x the order and 2, and the key computed from it; OpenSSL verifies it too.
    @Test("a signature whose point lies beyond the order is good, with and without a table; its neighbours are not")
    func beyondTheOrder() throws {
        let key = try P384.PublicKey(
            raw: #require(
                [UInt8](
                    hex:
                        "d500158abbc39850d329a1fc4c36bcc3a89549dba3e853f4d2bf5f84ace3888784b9c21d44f8f92864f486aab12ad165"
                        + "2cd8c6f06951816a280d1215253350bcec8593345f4cdcf16a83fcbde16cfaaad9e1d3b2853217a62f2b9185e8db950e"
                )))
        let digest = Digest384(hashing: Array("beyond the order".utf8))
        let s = try #require(
            [UInt8](
                hex: "000000000000001234567890abcdef1234567890abcdef00000000000000000000000000000000000000000000000002")
        )
        for r in 1...3 as ClosedRange<UInt8> {
            let signature = [UInt8](repeating: 0, count: 47) + [r] + s
            let outcome = r == 2 ? VerifyOutcome.valid : .invalid
            #expect(key.verify(signature, digest: digest) == outcome)
            #expect(key.precomputed().verify(signature, digest: digest) == outcome)
        }
    }

    @Test("signatures verify under their key, with and without a table, and under no other")
    func roundTrip() {
        for number in 0..<40 {
            let key = P384.PrivateKey.testing("round trip \(number)")
            let digest = Digest384(hashing: [UInt8(number)])
            let signature = key.sign(digest: digest)
            #expect(key.publicKey.verify(signature, digest: digest) == .valid)
            #expect(key.publicKey.precomputed().verify(signature, digest: digest) == .valid)
            #expect(P384.verify(signature.bytes, digest: digest, publicKey: key.publicKey.raw) == .valid)
            #expect(Self.key.publicKey.verify(signature, digest: digest) == .invalid)
            #expect(Self.key.publicKey.precomputed().verify(signature, digest: digest) == .invalid)
        }
    }

    @Test("the smallest and the largest scalar sign", arguments: [1, 2, 0])
    func extremeScalars(number: Int) throws {
        var scalar = [UInt8](repeating: 0, count: 47) + [UInt8(number)]
        if number == 0 {
            scalar = Self.order
            scalar[47] -= 1
        }
        let key = try P384.PrivateKey(scalar: scalar)
        for digest in [Digest384.zero, try #require(Digest384([UInt8](repeating: 0xFF, count: 48)))] {
            let signature = key.sign(digest: digest)
            #expect(key.publicKey.verify(signature, digest: digest) == .valid)
            #expect(key.publicKey.precomputed().verify(signature, digest: digest) == .valid)
        }
    }

    @Test("a signature with r or s of 0, of the order or above, or of another length is malformed")
    func forged() throws {
        let digest = Digest384(hashing: Array("sample".utf8))
        let good = Self.key.sign(digest: digest).bytes
        let (r, s) = (Array(good[..<48]), Array(good[48...]))
        let zero = [UInt8](repeating: 0, count: 48)
        let five = [UInt8](repeating: 0, count: 47) + [5]
        let all = [UInt8](repeating: 0xFF, count: 48)
        var above = Self.order
        above[47] += 1
        let forged: [[UInt8]] = [
            zero + zero, zero + five, five + zero, zero + s, r + zero, Self.order + s, r + Self.order, above + s,
            r + above, all + all, all + s, r + all, Array(good.dropLast()), good + [0], [0] + good, [],
        ]
        for key in [Self.key.publicKey, Self.key.publicKey.precomputed()] {
            for signature in forged {
                #expect(key.verify(signature, digest: digest) == .malformed, "\(signature.hex)")
            }
            var below = Self.order
            below[47] -= 1
            #expect(key.verify(five + five, digest: digest) == .invalid)
            #expect(key.verify(below + below, digest: digest) == .invalid)
            #expect(key.verify(s + r, digest: digest) == .invalid)
            #expect(key.verify(good, digest: digest) == .valid)
        }
    }

    @Test("a signature whose sum is the point at infinity is invalid, and no error")
    func infinity() throws {
        // With a digest of n - 1 and r = d^-1 the sum u1 G + u2 Q is (e + r d) / s G = 0, whatever s is; d = 1 here.
        let key = try P384.PrivateKey(scalar: [UInt8](repeating: 0, count: 47) + [1]).publicKey
        var below = Self.order
        below[47] -= 1
        let digest = try #require(Digest384(below))
        let one = [UInt8](repeating: 0, count: 47) + [1]
        for s in [one, below, Array(Self.key.exposedScalar)] {
            #expect(key.verify(one + s, digest: digest) == .invalid)
            #expect(key.precomputed().verify(one + s, digest: digest) == .invalid)
        }
    }

    @Test("no single flipped bit of a signature or digest verifies")
    func flips() throws {
        let digest = Digest384(hashing: Array("test".utf8))
        let good = Self.key.sign(digest: digest).bytes
        let key = Self.key.publicKey.precomputed()
        for bit in 0..<(96 * 8) {
            var bad = good
            bad[bit / 8] ^= 1 << (bit % 8)
            #expect(key.verify(bad, digest: digest) != .valid, "bit \(bit) of the signature")
        }
        for bit in 0..<(48 * 8) {
            var bytes = digest.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            let other = try #require(Digest384(bytes))
            #expect(key.verify(good, digest: other) == .invalid, "bit \(bit) of the digest")
        }
    }

    @Test("a point off the curve is no key, whichever bit is flipped")
    func offCurve() {
        let digest = Digest384.zero
        let signature = Self.key.sign(digest: digest).bytes
        for bit in 0..<(96 * 8) {
            var raw = Self.key.publicKey.raw
            raw[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: P384.KeyError.notOnCurve) { try P384.PublicKey(raw: raw) }
        }
        for raw in [[UInt8](repeating: 0, count: 96), [UInt8](repeating: 0xFF, count: 96), []] {
            #expect(P384.verify(signature, digest: digest, publicKey: raw) == .notOnCurve)
        }
    }

    @Test("the coordinate x + p is not taken for x")
    func unreducedCoordinate() throws {
        // 2 is the least positive x of a point; with the field's prime added it still fits 48 bytes.
        let prefix = [UInt8](repeating: 0, count: 47)
        let y = try #require(
            [UInt8](
                hex: "8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb780232baf57825fc0c1912ada2fefe84024c")
        )
        _ = try P384.PublicKey(raw: prefix + [2] + y)
        let sum = try #require(
            [UInt8](
                hex: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff000000000000000100000001")
        )
        #expect(throws: P384.KeyError.notOnCurve) { try P384.PublicKey(raw: sum + y) }
    }

    @Test("scalars of 0, of the order, above it, or of another length are refused")
    func scalars() {
        #expect(throws: P384.KeyError.scalarOutOfRange) {
            try P384.PrivateKey(scalar: [UInt8](repeating: 0, count: 48))
        }
        #expect(throws: P384.KeyError.scalarOutOfRange) { try P384.PrivateKey(scalar: Self.order) }
        #expect(throws: P384.KeyError.scalarOutOfRange) {
            try P384.PrivateKey(scalar: [UInt8](repeating: 0xFF, count: 48))
        }
        #expect(throws: P384.KeyError.length(found: 47, expected: 48)) {
            try P384.PrivateKey(scalar: [UInt8](repeating: 1, count: 47))
        }
        #expect(throws: P384.KeyError.length(found: 95, expected: 96)) {
            try P384.PublicKey(raw: [UInt8](repeating: 1, count: 95))
        }
    }

    @Test("a derived key depends on the seed and the purpose, and on nothing else")
    func derivation() {
        let first = P384.PrivateKey(derivedFrom: [1, 2, 3], purpose: "alias")
        #expect(first.publicKey == P384.PrivateKey(derivedFrom: [1, 2, 3], purpose: "alias").publicKey)
        #expect(first.publicKey != P384.PrivateKey(derivedFrom: [1, 2, 3], purpose: "device").publicKey)
        #expect(first.publicKey != P384.PrivateKey(derivedFrom: [1, 2, 4], purpose: "alias").publicKey)
        _ = P384.PrivateKey(derivedFrom: [], purpose: "")
    }

    @Test("many tasks sign and verify with one key at once")
    func concurrent() async {
        let key = Self.key
        let table = key.publicKey.precomputed()
        let verified = await withTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var count = 0
                    for number in 0..<20 {
                        let digest = Digest384(hashing: [UInt8(task), UInt8(number)])
                        let signature = key.sign(digest: digest)
                        if key.publicKey.verify(signature, digest: digest) == .valid { count += 1 }
                        if table.verify(signature, digest: digest) == .valid { count += 1 }
                    }
                    return count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(verified == 320)
    }
}
