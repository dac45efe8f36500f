public import ChipABI
import Wire

/// An X.509 certificate of a P-384 key, signed with ecdsa-with-SHA384 (RFC 5280), among bytes: where its parts are.
///
/// The chip has no calendar: it does not look at the validity. What it does not know of the extensions it leaves to the
/// verifier.
public struct CertificateView {
    /// All of it.
    public let whole: Range<Int>
    /// The part that is signed.
    public let body: Range<Int>
    /// The serial number's content.
    public let serial: Range<Int>
    /// The issuer's name.
    public let issuer: Range<Int>
    /// The subject's name.
    public let subject: Range<Int>
    /// SubjectPublicKeyInfo.
    public let keyInfo: Range<Int>
    /// Whether the key may certify others (basicConstraints cA).
    public let isAuthority: Bool
    /// Whether its TcbInfo says that debugging is possible (OPERATIONAL_FLAGS bit 3, TCG DICE Attestation Architecture
    /// 1.1, section 6.1.1).
    public let isDebuggable: Bool
    /// The signature.
    public let signature: Signature

    private typealias Tag = DERElement.Tag
    private static let ecdsaWithSHA384: InlineArray<12, UInt8> = [
        0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03,
    ]
    /// What is in front of a P-384 point in SubjectPublicKeyInfo (RFC 5480, section 2).
    private static let keyPrefix: InlineArray<24, UInt8> = [
        0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
        0x00, 0x22, 0x03, 0x62, 0x00, 0x04,
    ]
    private static let basicConstraints: InlineArray<5, UInt8> = [0x06, 0x03, 0x55, 0x1d, 0x13]
    private static let tcbInfo: InlineArray<8, UInt8> = [0x06, 0x06, 0x67, 0x81, 0x05, 0x05, 0x04, 0x01]
    /// The tag of TcbInfo's flags.
    private static let flagsTag: UInt8 = 0x87
    /// OPERATIONAL_FLAGS bit 3.
    private static let debugFlag: UInt8 = 0x10

    /// The certificate at an offset; nil where none is.
    public init?(_ bytes: Span<UInt8>, at start: Int) {
        guard let all = DERElement(bytes, at: start, below: bytes.count), all.tag == Tag.sequence else { return nil }
        let end = all.content.upperBound
        var offset = all.content.lowerBound
        guard let body = DERElement.next(bytes, &offset, below: end, tag: Tag.sequence),
            CertificateView.isAlgorithm(bytes, &offset, below: end),
            let bits = DERElement.next(bytes, &offset, below: end, tag: Tag.bitString), offset == end,
            let signature = CertificateView.signature(bytes, bits.content)
        else { return nil }
        let bodyEnd = body.content.upperBound
        offset = body.content.lowerBound
        guard let version = DERElement.next(bytes, &offset, below: bodyEnd, tag: Tag.constructedContext(0)),
            version.content.count == 3, bytes[version.content.lowerBound + 2] == 2,
            let serial = DERElement.next(bytes, &offset, below: bodyEnd, tag: Tag.integer),
            CertificateView.isAlgorithm(bytes, &offset, below: bodyEnd),
            let issuer = DERElement.next(bytes, &offset, below: bodyEnd, tag: Tag.sequence),
            DERElement.next(bytes, &offset, below: bodyEnd, tag: Tag.sequence) != nil,
            let subject = DERElement.next(bytes, &offset, below: bodyEnd, tag: Tag.sequence),
            let key = DERElement.next(bytes, &offset, below: bodyEnd, tag: Tag.sequence), key.whole.count == 120,
            bytes.extracting(key.whole.lowerBound..<key.whole.lowerBound + 24).agrees(
                with: CertificateView.keyPrefix.span),
            let extensions = DERElement.next(bytes, &offset, below: bodyEnd, tag: Tag.constructedContext(3)),
            offset == bodyEnd, let told = CertificateView.told(bytes, extensions.content)
        else { return nil }
        whole = all.whole
        self.serial = serial.content
        self.body = body.whole
        self.issuer = issuer.whole
        self.subject = subject.whole
        keyInfo = key.whole
        isAuthority = told.isAuthority
        isDebuggable = told.isDebuggable
        self.signature = signature
    }

    /// The certified key, among the bytes that the certificate was read from.
    public func publicKey(_ bytes: Span<UInt8>) -> PublicKey {
        PublicKey(bytes.extracting(keyInfo.lowerBound + 24..<keyInfo.upperBound))
    }

    /// Whether the holder of a key signed it. Uses the digest engine.
    public func isSigned<H: Hardware & ~Copyable>(
        by key: PublicKey, _ bytes: Span<UInt8>, _ hardware: inout H
    ) -> Bool {
        hardware.beginHash()
        hardware.write(bytes.extracting(body))
        return hardware.verify(signature, over: hardware.finishHash(), by: key) == .good
    }

    private static func isAlgorithm(_ bytes: Span<UInt8>, _ offset: inout Int, below end: Int) -> Bool {
        guard let element = DERElement.next(bytes, &offset, below: end, tag: Tag.sequence) else { return false }
        return bytes.extracting(element.whole).agrees(with: ecdsaWithSHA384.span)
    }

    /// r ‖ s of a BIT STRING's content.
    private static func signature(_ bytes: Span<UInt8>, _ content: Range<Int>) -> Signature? {
        guard content.count > 1, bytes[content.lowerBound] == 0,
            let pair = DERElement(bytes, at: content.lowerBound + 1, below: content.upperBound),
            pair.tag == Tag.sequence, pair.whole.upperBound == content.upperBound
        else { return nil }
        var offset = pair.content.lowerBound
        var signature = InlineArray<96, UInt8>(repeating: 0)
        var half = 0
        while half < 2 {
            guard let number = DERElement.next(bytes, &offset, below: pair.content.upperBound, tag: Tag.integer),
                number.content.count > 0
            else { return nil }
            var first = number.content.lowerBound
            // A number whose top bit is set has a zero in front; no other has.
            if bytes[first] == 0 {
                first += 1
                guard first < number.content.upperBound, bytes[first] >= 0x80 else { return nil }
            } else if bytes[first] >= 0x80 {
                return nil
            }
            let count = number.content.upperBound - first
            guard count <= 48 else { return nil }
            var index = 0
            while index < count {
                signature[half * 48 + 48 - count + index] = bytes[first + index]
                index += 1
            }
            half += 1
        }
        return offset == pair.content.upperBound ? Signature(signature) : nil
    }

    /// What basicConstraints and TcbInfo say, false where they are not there; nil where the extensions are malformed.
    private static func told(
        _ bytes: Span<UInt8>, _ content: Range<Int>
    ) -> (isAuthority: Bool, isDebuggable: Bool)? {
        guard let list = DERElement(bytes, at: content.lowerBound, below: content.upperBound),
            list.tag == Tag.sequence, list.whole.upperBound == content.upperBound
        else { return nil }
        var offset = list.content.lowerBound
        var told = (isAuthority: false, isDebuggable: false)
        while offset < list.content.upperBound {
            guard let one = DERElement.next(bytes, &offset, below: list.content.upperBound, tag: Tag.sequence) else {
                return nil
            }
            let end = one.content.upperBound
            var inner = one.content.lowerBound
            guard let name = DERElement.next(bytes, &inner, below: end, tag: Tag.objectIdentifier) else { return nil }
            // Critical or not.
            _ = DERElement.next(bytes, &inner, below: end, tag: Tag.boolean)
            guard let value = DERElement.next(bytes, &inner, below: end, tag: Tag.octetString), inner == end else {
                return nil
            }
            let isConstraints = bytes.extracting(name.whole).agrees(with: basicConstraints.span)
            guard isConstraints || bytes.extracting(name.whole).agrees(with: tcbInfo.span) else { continue }
            guard let inside = DERElement(bytes, at: value.content.lowerBound, below: value.content.upperBound),
                inside.tag == Tag.sequence
            else { return nil }
            if isConstraints {
                let flag = DERElement(bytes, at: inside.content.lowerBound, below: inside.content.upperBound)
                if let flag, flag.tag == Tag.boolean, flag.content.count == 1 {
                    told.isAuthority = bytes[flag.content.lowerBound] == 0xff
                }
            } else {
                guard let flags = flags(bytes, inside.content) else { return nil }
                told.isDebuggable = flags & debugFlag != 0
            }
        }
        return told
    }

    /// The first byte of TcbInfo's flags, 0 where it has none; nil where it is malformed.
    private static func flags(_ bytes: Span<UInt8>, _ content: Range<Int>) -> UInt8? {
        var offset = content.lowerBound
        while offset < content.upperBound {
            guard let element = DERElement(bytes, at: offset, below: content.upperBound) else { return nil }
            offset = element.whole.upperBound
            guard element.tag == flagsTag else { continue }
            return element.content.count > 1 ? bytes[element.content.lowerBound + 1] : 0
        }
        return 0
    }
}
