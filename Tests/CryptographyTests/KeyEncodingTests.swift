import Cryptography
import Testing

@Suite("Keys in DER and PEM")
struct KeyEncodingTests {
    let key = P384.PrivateKey.testing("encodings")

    @Test("a private key survives PKCS #8 and PEM")
    func privateKey() throws {
        #expect(try P384.PrivateKey(pkcs8: key.exposedPKCS8).exposedScalar == key.exposedScalar)
        let again = try P384.PrivateKey(pem: key.exposedPEM)
        #expect(again.exposedScalar == key.exposedScalar && again.publicKey == key.publicKey)
        #expect(again.exposedPEM == key.exposedPEM)
        #expect(try P384.PrivateKey(scalar: key.exposedScalar).publicKey == key.publicKey)
    }

    @Test("a public key survives SubjectPublicKeyInfo and PEM")
    func publicKey() throws {
        #expect(try P384.PublicKey(der: key.publicKey.der) == key.publicKey)
        #expect(try P384.PublicKey(pem: key.publicKey.pem) == key.publicKey)
        #expect(key.publicKey.precomputed() == key.publicKey)
    }

    @Test("no shortened, lengthened or otherwise labelled encoding is a key")
    func malformed() throws {
        let (info, secret) = (key.publicKey.der, key.exposedPKCS8)
        for count in 0..<info.count {
            #expect(throws: P384.KeyError.notPublicKeyInfo) { try P384.PublicKey(der: Array(info[..<count])) }
        }
        #expect(throws: P384.KeyError.notPublicKeyInfo) { try P384.PublicKey(der: info + [0]) }
        for count in 0..<secret.count {
            #expect(throws: P384.KeyError.notPrivateKeyInfo) { try P384.PrivateKey(pkcs8: Array(secret[..<count])) }
        }
        #expect(throws: P384.KeyError.notPrivateKeyInfo) { try P384.PrivateKey(pkcs8: secret + [0]) }
        #expect(throws: P384.KeyError.self) { try P384.PrivateKey(pem: key.publicKey.pem) }
        #expect(throws: P384.KeyError.self) { try P384.PublicKey(pem: key.exposedPEM) }
    }

    @Test("a private key beside another's public part is refused")
    func mismatched() throws {
        var der = key.exposedPKCS8
        let other = P384.PrivateKey.testing("somebody else").publicKey.raw
        der.replaceSubrange((der.count - 96)..., with: other)
        #expect(throws: P384.KeyError.notPrivateKeyInfo) { try P384.PrivateKey(pkcs8: der) }
    }

    @Test("PEM errors say whether a block is missing, broken, or followed by another")
    func pem() throws {
        let block = key.publicKey.pem
        #expect(throws: PEMError.missing(label: .publicKey)) { try PEM.decode("nothing here", label: .publicKey) }
        #expect(throws: PEMError.missing(label: .publicKey)) { try PEM.decode("", label: .publicKey) }
        #expect(throws: PEMError.malformed(label: .certificate, offset: 0)) {
            try PEM.decode(block, label: .certificate)
        }
        #expect(throws: PEMError.malformed(label: .publicKey, offset: 0)) {
            try PEM.decode(String(block.dropLast(40)), label: .publicKey)
        }
        #expect(throws: PEMError.trailing(label: .publicKey, offset: block.utf8.count)) {
            try PEM.decode(block + block, label: .publicKey)
        }
        #expect(try PEM.decode("words before\n" + block + "words after\n", label: .publicKey) == key.publicKey.der)
        #expect(try PEM.decodeAll(block + "\n" + block, label: .publicKey).count == 2)
    }
}
