import ChipABI
import Wire

/// The certificate of the local identity key: an authority for the alias key, signed by the device identity key, with
/// the ROM's measurement as TcbInfo (TCG DICE Attestation Architecture 1.1, section 6.1.1). ROM writes it, so that
/// no runtime can deny that debugging is possible.
enum LocalCertificate {
    /// OPERATIONAL_FLAGS bit 3, debug: nothing that the layers above say can be relied on.
    private static let debugFlag: UInt8 = 0x10

    /// Writes the certificate and returns its length.
    static func write<H: Hardware & ~Copyable>(
        chip: InlineArray<16, UInt8>, image: BootImage, device: PublicKey, local: PublicKey, romDigest: Digest,
        isDebuggable: Bool, to certificate: inout InlineArray<1024, UInt8>, _ hardware: inout H
    ) throws(Fault) -> Int {
        let names = AliasCertificate(
            chip: chip, image: image, keyDigest: AliasCertificate.digest(local, &hardware),
            issuerDigest: AliasCertificate.digest(device, &hardware))
        var body = DERWriter<1024>()
        writeExtensions(&body, names, romDigest, isDebuggable)
        AliasCertificate.write(local, to: &body)
        names.writeName(&body, "Interlock local ")
        names.writeStart(&body, AliasCertificate.Name.ecdsaWithSHA384.span, issuer: "Interlock device ")
        return try AliasCertificate.sign(body, with: .deviceIdentity, to: &certificate, &hardware)
    }

    private typealias Tag = AliasCertificate.Tag
    private typealias Name = AliasCertificate.Name

    /// Writes the extensions, the last first: TcbInfo, both key identifiers, keyCertSign, an authority of path length 0.
    private static func writeExtensions(
        _ writer: inout DERWriter<1024>, _ names: borrowing AliasCertificate, _ romDigest: Digest, _ isDebuggable: Bool
    ) {
        let mark = writer.count
        var start = writer.count
        writeTCBInfo(&writer, romDigest, isDebuggable)
        names.close(&writer, start, Name.tcbInfo.span, critical: false)
        let certificateSigning: InlineArray<2, UInt8> = [2, 0x04]
        names.writeKeyExtensions(&writer, usage: certificateSigning.span)
        start = writer.count
        let authority: InlineArray<6, UInt8> = [0x01, 0x01, 0xff, 0x02, 0x01, 0x00]
        writer.prepend(authority.span)
        writer.close(Tag.sequence, since: start)
        names.close(&writer, start, Name.basicConstraints.span, critical: true)
        writer.close(Tag.sequence, since: mark)
        writer.close(Tag.constructedContext(3), since: mark)
    }

    /// DiceTcbInfo: vendor [0], model [1], layer [4], fwids [6], flags [7].
    private static func writeTCBInfo(_ writer: inout DERWriter<1024>, _ romDigest: Digest, _ isDebuggable: Bool) {
        let mark = writer.count
        if isDebuggable {
            let flags: InlineArray<2, UInt8> = [4, debugFlag]
            writer.element(Tag.context(7), flags.span)
        }
        AliasCertificate.writeMeasurement(&writer, romDigest, layer: 0)
        AliasCertificate.writeMaker(&writer, since: mark)
    }
}
