import ChipABI
import Quorum
import Wire

/// A request for a certificate of the alias key (PKCS #10, RFC 2986), signed by that key.
///
/// Its body begins with a SEQUENCE whose first element is the number 0 and whose second is a name: no evidence, no
/// message of SPDM and no certificate begins so.
enum CertificateRequest {
    private typealias Tag = DERElement.Tag
    private static let ecdsaWithSHA384: InlineArray<8, UInt8> = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03]

    /// Writes it; false where the alias certificate can't be read, the vault refuses, or there is no room.
    static func write<H: SessionHardware & ~Copyable>(
        alias: Span<UInt8>, info: RequesterInfo?, _ message: Span<UInt8>, to whole: inout DERWriter<2048>,
        _ hardware: inout H
    ) -> Bool {
        guard let own = CertificateView(alias, at: 0) else { return false }
        var body = DERWriter<2048>()
        if let info {
            body.prepend(message.extracting(info.attributes))
        } else {
            body.close(Tag.constructedContext(0), since: 0)
        }
        body.prepend(alias.extracting(own.keyInfo))
        if let subject = info?.subject {
            body.prepend(message.extracting(subject))
        } else {
            body.prepend(alias.extracting(own.subject))
        }
        body.unsigned(0)
        body.close(Tag.sequence, since: 0)
        guard !body.overflowed, let signature = hardware.sign(hardware.digest(body.bytes), with: .alias) else {
            return false
        }
        whole.unsigned(signature.bytes.span.extracting(48..<96))
        whole.unsigned(signature.bytes.span.extracting(0..<48))
        whole.close(Tag.sequence, since: 0)
        whole.prepend(0)
        whole.close(Tag.bitString, since: 0)
        let mark = whole.count
        whole.element(Tag.objectIdentifier, ecdsaWithSHA384.span)
        whole.close(Tag.sequence, since: mark)
        whole.prepend(body.bytes)
        whole.close(Tag.sequence, since: 0)
        return !whole.overflowed
    }
}
