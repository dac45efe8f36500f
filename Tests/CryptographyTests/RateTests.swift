import Cryptography
import Foundation
import Testing

/// Rates on one core, printed; run by hand in release with INTERLOCK_RATES=1.
@Suite("Rates", .serialized, .enabled(if: ProcessInfo.processInfo.environment["INTERLOCK_RATES"] != nil))
struct RateTests {
    private func measure(_ what: String, batch: Int, _ body: () -> Void) {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        while clock.now - start < .seconds(2) {
            for _ in 0..<batch { body() }
            count += batch
        }
        let (seconds, attoseconds) = (clock.now - start).components
        let rate = Double(count) / (Double(seconds) + Double(attoseconds) / 1e18)
        print("rate: \(what): \(Int(rate)) a second")
    }

    @Test("how many a second")
    func rates() throws {
        let key = P384.PrivateKey.testing("rates")
        let digest = Digest384(hashing: [1])
        let signature = key.sign(digest: digest).bytes
        let table = key.publicKey.precomputed()
        let raw = key.publicKey.raw
        let family = try Family()
        var sink = 0
        measure("verify, one key", batch: 10) { sink &+= key.publicKey.verify(signature, digest: digest).hashValue }
        measure("verify, one key with a table", batch: 10) {
            sink &+= table.verify(signature, digest: digest).hashValue
        }
        measure("verify, key parsed each time", batch: 10) {
            sink &+= P384.verify(signature, digest: digest, publicKey: raw).hashValue
        }
        measure("make a table", batch: 1) { sink &+= key.publicKey.precomputed().hashValue }
        measure("sign, RFC 6979", batch: 10) { sink &+= Int(key.sign(digest: digest).bytes[0]) }
        measure("derive a private key", batch: 10) {
            sink &+= Int(P384.PrivateKey(derivedFrom: raw, purpose: "x").publicKey.raw[0])
        }
        let small = [UInt8](repeating: 7, count: 48)
        measure("SHA-384 of 48 bytes into Digest384", batch: 1000) {
            sink &+= Digest384(hashing: small).hashValue
        }
        var hasher = SHA384Hasher()
        measure("SHA-384 of 48 bytes through one hasher", batch: 1000) {
            hasher.update(small)
            sink &+= hasher.finalise() < .zero ? 1 : 0
        }
        measure("Merkle node", batch: 1000) { sink &+= Digest384.node(digest, digest) < .zero ? 1 : 0 }
        let large = [UInt8](repeating: 7, count: 1 << 20)
        measure("SHA-384 of 1 MiB", batch: 1) { sink &+= Digest384(hashing: large) < .zero ? 1 : 0 }
        measure("HMAC-SHA-384 of 48 bytes", batch: 100) {
            sink &+= HMACSHA384.authenticate(key: small, message: small).count
        }
        var stream = Seed(1).stream("rates")
        measure("stream, 8 bytes", batch: 1000) { sink &+= Int(truncatingIfNeeded: stream.next()) }
        measure("parse a certificate", batch: 10) {
            sink &+= (try? Certificate(der: family.alias.der))?.serial.count ?? 0
        }
        measure("verify a chain of three", batch: 1) {
            try? CertificateChain.verify(
                leaf: family.alias, intermediates: [family.device], anchors: [family.root], at: Family.start)
        }
        #expect(sink != 1)
    }
}
