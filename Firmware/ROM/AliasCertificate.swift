import ChipABI
import Wire

/// The certificate of an alias key: X.509 v3 (RFC 5280) with TCG DICE TcbInfo (TCG DICE Attestation Architecture,
/// section 6.1), signed by the local identity key; that of the ML-DSA-87 alias key by the device identity key of that
/// algorithm.
struct AliasCertificate {
    let chip: InlineArray<16, UInt8>
    let image: BootImage
    /// SHA-384 of the certified key and of the issuer's as certificates hold them, whose first 20 bytes are the keys'
    /// identifiers (RFC 7093, section 2, method 3).
    let keyDigest: Digest
    let issuerDigest: Digest

    /// Writes the certificate of the P-384 alias key and returns its length.
    static func write<H: Hardware & ~Copyable>(
        chip: InlineArray<16, UInt8>, image: BootImage, issuer: PublicKey, alias: PublicKey,
        to certificate: inout InlineArray<1024, UInt8>, _ hardware: inout H
    ) throws(Fault) -> Int {
        let subject = AliasCertificate(
            chip: chip, image: image, keyDigest: digest(alias, &hardware), issuerDigest: digest(issuer, &hardware))
        var body = DERWriter<1024>()
        subject.writeBody(&body, Name.ecdsaWithSHA384.span, issuer: "Interlock local ") { writer in
            write(alias, to: &writer)
        }
        return try sign(body, with: .localIdentity, to: &certificate, &hardware)
    }

    /// Writes SubjectPublicKeyInfo of a P-384 key.
    static func write<let capacity: Int>(_ key: PublicKey, to writer: inout DERWriter<capacity>) {
        let mark = writer.count
        writer.prepend(key.bytes.span)
        writer.prepend(0x04)
        writer.prepend(0)
        writer.close(Tag.bitString, since: mark)
        let algorithm = writer.count
        writer.element(Tag.objectIdentifier, Name.secp384r1.span)
        writer.element(Tag.objectIdentifier, Name.ecPublicKey.span)
        writer.close(Tag.sequence, since: algorithm)
        writer.close(Tag.sequence, since: mark)
    }

    /// Signs a body with a P-384 key, writes the certificate and returns its length.
    static func sign<H: Hardware & ~Copyable>(
        _ body: borrowing DERWriter<1024>, with slot: KeySlot, to certificate: inout InlineArray<1024, UInt8>,
        _ hardware: inout H
    ) throws(Fault) -> Int {
        hardware.beginHash()
        hardware.write(body.bytes)
        guard !body.overflowed, let signature = hardware.sign(hardware.finishHash(), with: slot) else {
            throw .keyDerivationFailed
        }
        var whole = DERWriter<1024>()
        whole.unsigned(signature.bytes.span.extracting(48..<96))
        whole.unsigned(signature.bytes.span.extracting(0..<48))
        whole.close(Tag.sequence, since: 0)
        finish(&whole, Name.ecdsaWithSHA384.span, body.bytes)
        return try copy(whole, to: &certificate)
    }

    /// Makes both ML-DSA-87 key pairs, writes the certificate of the alias key and returns its length.
    static func writeLattice<H: Hardware & ~Copyable>(
        chip: InlineArray<16, UInt8>, image: BootImage, to certificate: inout InlineArray<8192, UInt8>,
        _ hardware: inout H
    ) throws(Fault) -> Int {
        let length = UInt32(COSE.mldsaKeyLength)
        guard hardware.makeLatticeKeyPair(.latticeIdentity, from: .deviceSecret) else { throw .keyDerivationFailed }
        var key = ByteBuffer<2592>()
        hardware.copy(length, from: LatticeRegisters.publicKey, to: &key)
        let issuerDigest = digest(key.bytes, &hardware)
        guard hardware.makeLatticeKeyPair(.latticeAlias, from: .runtimeIdentifier) else { throw .keyDerivationFailed }
        key.clear()
        hardware.copy(length, from: LatticeRegisters.publicKey, to: &key)
        let subject = AliasCertificate(
            chip: chip, image: image, keyDigest: digest(key.bytes, &hardware), issuerDigest: issuerDigest)
        var body = DERWriter<8192>()
        subject.writeBody(&body, Name.mldsa87.span, issuer: "Interlock device ") { writer in
            let mark = writer.count
            writer.prepend(key.bytes)
            writer.prepend(0)
            writer.close(Tag.bitString, since: mark)
            writeAlgorithm(&writer, Name.mldsa87.span)
            writer.close(Tag.sequence, since: mark)
        }
        hardware.beginMessage()
        hardware.write(body.bytes)
        guard !body.overflowed, hardware.signMessage(with: .latticeIdentity) else { throw .keyDerivationFailed }
        var signature = ByteBuffer<4627>()
        hardware.copy(UInt32(COSE.mldsaSignatureLength), from: LatticeRegisters.signature, to: &signature)
        var whole = DERWriter<8192>()
        whole.prepend(signature.bytes)
        finish(&whole, Name.mldsa87.span, body.bytes)
        return try copy(whole, to: &certificate)
    }

    /// Puts the algorithm and the body in front of the signature's bits, and all into a SEQUENCE.
    private static func finish<let capacity: Int>(
        _ whole: inout DERWriter<capacity>, _ algorithm: Span<UInt8>, _ body: Span<UInt8>
    ) {
        whole.prepend(0)
        whole.close(Tag.bitString, since: 0)
        writeAlgorithm(&whole, algorithm)
        whole.prepend(body)
        whole.close(Tag.sequence, since: 0)
    }

    private static func copy<let capacity: Int>(
        _ whole: borrowing DERWriter<capacity>, to certificate: inout InlineArray<capacity, UInt8>
    ) throws(Fault) -> Int {
        guard !whole.overflowed else { throw .keyDerivationFailed }
        var index = 0
        while index < whole.count {
            certificate[index] = whole.bytes[index]
            index += 1
        }
        return whole.count
    }

    static func digest<H: Hardware & ~Copyable>(_ key: PublicKey, _ hardware: inout H) -> Digest {
        hardware.beginHash()
        hardware.write(0x04)
        hardware.write(key.bytes.span)
        return hardware.finishHash()
    }

    private static func digest<H: Hardware & ~Copyable>(_ key: Span<UInt8>, _ hardware: inout H) -> Digest {
        hardware.beginHash()
        hardware.write(key)
        return hardware.finishHash()
    }

    enum Tag {
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octetString: UInt8 = 0x04
        static let objectIdentifier: UInt8 = 0x06
        static let utf8String: UInt8 = 0x0c
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let sequence: UInt8 = 0x30
        static let set: UInt8 = 0x31
        static func context(_ number: UInt8) -> UInt8 { 0x80 | number }
        static func constructedContext(_ number: UInt8) -> UInt8 { 0xa0 | number }
    }

    enum Name {
        static let ecdsaWithSHA384: InlineArray<8, UInt8> = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03]
        static let mldsa87: InlineArray<9, UInt8> = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13]
        static let ecPublicKey: InlineArray<7, UInt8> = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
        static let secp384r1: InlineArray<5, UInt8> = [0x2b, 0x81, 0x04, 0x00, 0x22]
        static let sha384: InlineArray<9, UInt8> = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02]
        static let commonName: InlineArray<3, UInt8> = [0x55, 0x04, 0x03]
        static let basicConstraints: InlineArray<3, UInt8> = [0x55, 0x1d, 0x13]
        static let keyUsage: InlineArray<3, UInt8> = [0x55, 0x1d, 0x0f]
        static let subjectKeyIdentifier: InlineArray<3, UInt8> = [0x55, 0x1d, 0x0e]
        static let authorityKeyIdentifier: InlineArray<3, UInt8> = [0x55, 0x1d, 0x23]
        static let tcbInfo: InlineArray<6, UInt8> = [0x67, 0x81, 0x05, 0x05, 0x04, 0x01]
    }

    private static func writeAlgorithm<let capacity: Int>(
        _ writer: inout DERWriter<capacity>, _ algorithm: Span<UInt8>
    ) {
        let mark = writer.count
        writer.element(Tag.objectIdentifier, algorithm)
        writer.close(Tag.sequence, since: mark)
    }

    /// Writes TBSCertificate; the last field first.
    private func writeBody<let capacity: Int>(
        _ writer: inout DERWriter<capacity>, _ algorithm: Span<UInt8>, issuer: StaticString,
        publicKey: (inout DERWriter<capacity>) -> Void
    ) {
        writeExtensions(&writer)
        publicKey(&writer)
        writeName(&writer, "Interlock alias ")
        writeStart(&writer, algorithm, issuer: issuer)
    }

    /// Writes what is in front of the subject: version, serial number, algorithm, issuer and validity.
    func writeStart<let capacity: Int>(
        _ writer: inout DERWriter<capacity>, _ algorithm: Span<UInt8>, issuer: StaticString
    ) {
        var mark = writer.count
        // RFC 5280, section 4.1.2.5: UTCTime through 2049, GeneralizedTime after; this end means that there is none.
        writeTime(&writer, Tag.generalizedTime, "99991231235959Z")
        writeTime(&writer, Tag.utcTime, "250101000000Z")
        writer.close(Tag.sequence, since: mark)
        writeName(&writer, issuer)
        AliasCertificate.writeAlgorithm(&writer, algorithm)
        // The serial number is made of the key's digest: 16 bytes, positive, never zero.
        var serial = InlineArray<16, UInt8>(repeating: 0)
        var index = 0
        while index < 16 {
            serial[index] = keyDigest.bytes[20 + index]
            index += 1
        }
        serial[0] = serial[0] & 0x7f | 0x40
        writer.element(Tag.integer, serial.span)
        mark = writer.count
        writer.unsigned(2)
        writer.close(Tag.constructedContext(0), since: mark)
        writer.close(Tag.sequence, since: 0)
    }

    private func writeTime<let capacity: Int>(_ writer: inout DERWriter<capacity>, _ tag: UInt8, _ time: StaticString) {
        let mark = writer.count
        writer.prepend(time)
        writer.close(tag, since: mark)
    }

    func writeName<let capacity: Int>(_ writer: inout DERWriter<capacity>, _ prefix: StaticString) {
        let mark = writer.count
        writer.prependHex(chip.span)
        writer.prepend(prefix)
        writer.close(Tag.utf8String, since: mark)
        writer.element(Tag.objectIdentifier, Name.commonName.span)
        writer.close(Tag.sequence, since: mark)
        writer.close(Tag.set, since: mark)
        writer.close(Tag.sequence, since: mark)
    }

    private func writeExtensions<let capacity: Int>(_ writer: inout DERWriter<capacity>) {
        let mark = writer.count
        var extensionMark = writer.count
        writeTCBInfo(&writer)
        close(&writer, extensionMark, Name.tcbInfo.span, critical: false)
        let digitalSignature: InlineArray<2, UInt8> = [7, 0x80]
        writeKeyExtensions(&writer, usage: digitalSignature.span)
        extensionMark = writer.count
        writer.close(Tag.sequence, since: extensionMark)
        close(&writer, extensionMark, Name.basicConstraints.span, critical: true)
        writer.close(Tag.sequence, since: mark)
        writer.close(Tag.constructedContext(3), since: mark)
    }

    /// Writes both key identifiers and the key usage, a bit string's content; the last first.
    func writeKeyExtensions<let capacity: Int>(_ writer: inout DERWriter<capacity>, usage: Span<UInt8>) {
        var mark = writer.count
        writer.element(Tag.context(0), issuerDigest.bytes.span.extracting(0..<20))
        writer.close(Tag.sequence, since: mark)
        close(&writer, mark, Name.authorityKeyIdentifier.span, critical: false)
        mark = writer.count
        writer.element(Tag.octetString, keyDigest.bytes.span.extracting(0..<20))
        close(&writer, mark, Name.subjectKeyIdentifier.span, critical: false)
        mark = writer.count
        writer.element(Tag.bitString, usage)
        close(&writer, mark, Name.keyUsage.span, critical: true)
    }

    func close<let capacity: Int>(
        _ writer: inout DERWriter<capacity>, _ mark: Int, _ name: Span<UInt8>, critical: Bool
    ) {
        writer.close(Tag.octetString, since: mark)
        if critical {
            writer.prepend(0xff)
            writer.prepend(1)
            writer.prepend(1)
        }
        writer.element(Tag.objectIdentifier, name)
        writer.close(Tag.sequence, since: mark)
    }

    /// DiceTcbInfo: vendor [0], model [1], version [2], svn [3], layer [4], fwids [6].
    private func writeTCBInfo<let capacity: Int>(_ writer: inout DERWriter<capacity>) {
        let mark = writer.count
        AliasCertificate.writeMeasurement(&writer, image.manifest.codeDigest, layer: 1)
        writer.unsigned(image.manifest.securityVersion, tag: Tag.context(3))
        writer.element(Tag.context(2), image.version.span.extracting(0..<image.manifest.version.count))
        AliasCertificate.writeMaker(&writer, since: mark)
    }

    /// Writes TcbInfo's layer and fwids, the last first.
    static func writeMeasurement<let capacity: Int>(
        _ writer: inout DERWriter<capacity>, _ digest: Digest, layer: UInt32
    ) {
        let mark = writer.count
        writer.element(Tag.octetString, digest.bytes.span)
        writer.element(Tag.objectIdentifier, Name.sha384.span)
        writer.close(Tag.sequence, since: mark)
        writer.close(Tag.constructedContext(6), since: mark)
        writer.unsigned(layer, tag: Tag.context(4))
    }

    /// Writes TcbInfo's vendor and model, and closes it.
    static func writeMaker<let capacity: Int>(_ writer: inout DERWriter<capacity>, since mark: Int) {
        var field = writer.count
        writer.prepend("guarantee processor")
        writer.close(Tag.context(1), since: field)
        field = writer.count
        writer.prepend("Interlock")
        writer.close(Tag.context(0), since: field)
        writer.close(Tag.sequence, since: mark)
    }
}
