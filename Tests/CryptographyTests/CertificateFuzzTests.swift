import Cryptography
import Testing

@Suite("Certificates from hostile bytes")
struct CertificateFuzzTests {
    /// Reads everything that a certificate offers.
    func use(_ der: [UInt8]) -> Certificate? {
        guard let certificate = try? Certificate(der: der) else { return nil }
        #expect(certificate.der == der)
        _ = certificate.isSigned(by: certificate.publicKey)
        _ = certificate.extensions.map(\.oid.description)
        return certificate
    }

    @Test("every truncation and every extension by a byte is refused")
    func truncations() throws {
        let der = try Family().alias.der
        for count in 0..<der.count { #expect(use(Array(der[..<count])) == nil, "the first \(count) bytes") }
        #expect(use(der + [0]) == nil)
    }

    @Test("no flipped bit survives: it is refused, or the signature fails")
    func flips() throws {
        let family = try Family()
        let issuer = family.deviceKey.publicKey.precomputed()
        for bit in 0..<(family.alias.der.count * 8) {
            var der = family.alias.der
            der[bit / 8] ^= 1 << (bit % 8)
            if let certificate = use(der) {
                #expect(!certificate.isSigned(by: issuer), "bit \(bit)")
            }
        }
    }

    @Test("seeded mutations of three certificates never crash", arguments: 0..<8)
    func mutations(seed: UInt64) throws {
        let family = try Family()
        var stream = Seed(seed).stream("certificate fuzz")
        let sources = [family.root.der, family.device.der, family.alias.der]
        for _ in 0..<1500 {
            var der = sources[Int(stream.number(below: 3))]
            for _ in 0...stream.number(below: 4) {
                let place = Int(stream.number(below: UInt64(der.count)))
                let other = sources[Int(stream.number(below: 3))]
                switch stream.number(below: 5) {
                case 0: der[place] = UInt8(stream.number(below: 256))
                case 1: der[place] ^= 1 << UInt8(stream.number(below: 8))
                case 2: der.removeSubrange(place..<min(der.count, place + 1 + Int(stream.number(below: 8))))
                case 3: der.insert(contentsOf: stream.bytes(1 + Int(stream.number(below: 8))), at: place)
                default:
                    let from = Int(stream.number(below: UInt64(other.count)))
                    let piece = other[from..<min(other.count, from + 64)]
                    der.replaceSubrange(place..<min(der.count, place + piece.count), with: piece)
                }
                if der.isEmpty { break }
            }
            if let certificate = use(der), !sources.contains(der) {
                // A mutant may parse; it must not pass for what the root issued.
                try? CertificateChain.verify(
                    leaf: certificate, intermediates: [family.device], anchors: [family.root], at: Family.start)
                #expect(!certificate.isSigned(by: family.rootKey.publicKey), "seed \(seed): \(der.hex)")
            }
        }
    }

    @Test("random bytes and random PEM never crash", arguments: 0..<4)
    func noise(seed: UInt64) {
        var stream = Seed(seed).stream("noise")
        for _ in 0..<500 {
            let bytes = stream.bytes(Int(stream.number(below: 300)))
            #expect(use(bytes) == nil)
            _ = try? P384.PrivateKey(pkcs8: bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? Certificate.all(inPEM: "-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n")
            _ = try? Certificate(pem: PEM.encode(bytes, label: .certificate))
        }
    }
}
