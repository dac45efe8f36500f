import ChipABI
import Cryptography

/// The vendor's factory: gives a chip its secret, its identity and its first image.
package struct Manufacture: Sendable {
    /// The vendor's certification keys; without an ML-DSA-87 one, chips are classical.
    package let vendorKey: SigningKey
    /// The subject of the vendor's root.
    package let vendorName: DistinguishedName
    /// SHA-384 of the key table to burn.
    package let keyTableDigest: Digest384
    /// The lowest security version that boots.
    package let minimumSecurityVersion: UInt32
    /// The life cycle that chips leave the factory in.
    package let lifeCycle: LifeCycle

    /// The moment from which certificates are valid: 2025-01-01T00:00:00Z.
    package static let notBefore: UTCSeconds = 1_735_689_600

    /// A factory with the given settings.
    package init(
        vendorKey: SigningKey, vendorName: DistinguishedName, keyTableDigest: Digest384,
        minimumSecurityVersion: UInt32, lifeCycle: LifeCycle = .production
    ) {
        self.vendorKey = vendorKey
        self.vendorName = vendorName
        self.keyTableDigest = keyTableDigest
        self.minimumSecurityVersion = minimumSecurityVersion
        self.lifeCycle = lifeCycle
    }

    /// The vendor's self-signed root.
    package func root() throws(IssueError) -> [UInt8] {
        try CertificateAuthority.selfSigned(
            name: vendorName, key: vendorKey.classical, serial: [1], notBefore: Manufacture.notBefore, notAfter: .never,
            pathLength: 2)
    }

    /// The vendor's self-signed ML-DSA-87 root; nil where chips are classical.
    package func latticeRoot() throws(IssueError) -> [UInt8]? {
        guard let key = vendorKey.postQuantum else { return nil }
        return try CertificateAuthority.selfSigned(
            name: vendorName, key: key, serial: [1], notBefore: Manufacture.notBefore, notAfter: .never, pathLength: 1)
    }

    /// That root as a verifier holds it; none where chips are classical.
    package func latticeRoots() throws -> [LatticeCertificate] {
        try latticeRoot().map { [try LatticeCertificate(der: $0)] } ?? []
    }

    /// The identifier that the chip of `seed` gets, without making it.
    package static func identifier(_ seed: Seed) -> [UInt8] {
        var stream = fuseStream(seed)
        return stream.bytes(16)
    }

    private static func fuseStream(_ seed: Seed) -> SeededStream { seed.stream("fuses") }

    /// Makes a chip whose secret and name come from `seed`, with `image` in slot A.
    package func chip(_ seed: Seed, image: [UInt8]) throws(IssueError) -> ChipState {
        var stream = Manufacture.fuseStream(seed)
        let identifier = stream.bytes(16)
        let secret = stream.bytes(48)
        let hex = identifier.hex
        guard let name = DistinguishedName(commonName: "Interlock device \(hex)") else { throw .serialNumber }
        let certificate = try CertificateAuthority.issue(
            subject: name, publicKey: KeyVault.deviceIdentity(of: secret), issuerKey: vendorKey.classical,
            issuerName: vendorName,
            serial: [0x40] + identifier, notBefore: Manufacture.notBefore, notAfter: .never, isCA: true, pathLength: 1,
            extensions: [])
        var flash = Flash()
        flash.write(image, at: 0)
        var page: [UInt8] = [0, 0, 0, 0]
        page.setWord(UInt32(certificate.count), at: 0)
        flash.write(page + certificate, at: MemoryMap.certificateOffset)
        // Behind it, at the next word, the root: SPDM's certificate chain begins there.
        let root = try root()
        page.setWord(UInt32(root.count), at: 0)
        flash.write(page + root, at: MemoryMap.certificateOffset + UInt32((4 + certificate.count + 3) & ~3))
        if let key = vendorKey.postQuantum {
            let certificate = try CertificateAuthority.issue(
                subject: name, publicKey: KeyVault.latticeIdentity(of: secret), issuerKey: key, issuerName: vendorName,
                serial: [0x40] + identifier, notBefore: Manufacture.notBefore, notAfter: .never, isCA: true,
                pathLength: 0, extensions: [])
            page.setWord(UInt32(certificate.count), at: 0)
            flash.write(page + certificate, at: MemoryMap.latticeCertificateOffset)
        }
        let fuses = Fuses(
            chipIdentifier: identifier, deviceSecret: secret, keyTableDigest: keyTableDigest, lifeCycle: lifeCycle,
            minimumSecurityVersion: minimumSecurityVersion)
        return ChipState(fuses: fuses, flash: flash)
    }
}
