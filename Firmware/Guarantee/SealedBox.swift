public import ChipABI
public import Wire

/// Bytes that only the same runtime on the same chip reads again: nonce (16 bytes) ‖ text ‖ tag (48 bytes), under the
/// runtime layer's storage key. The text is encrypted with HMAC-SHA-384 in counter mode (SP 800-108, section 4.1) and
/// then authenticated; a first byte keeps the two apart.
public enum SealedBox {
    private static let nonceLength = 16
    private static let tagLength = 48
    private static let limit = 1024

    private enum Purpose {
        static let encryption: UInt8 = 1
        static let authentication: UInt8 = 2
    }

    /// Seals a text and answers the mailbox with it.
    public static func seal<H: SessionHardware & ~Copyable>(
        _ text: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) {
        guard text.count >= 1, text.count <= limit else { throw .malformedRequest }
        var box = ByteBuffer<1088>()
        var index = 0
        while index < nonceLength / 4 {
            box.bigEndian(UInt64(hardware.random()), bytes: 4)
            index += 1
        }
        var nonce = ByteBuffer<16>()
        nonce.write(box.bytes)
        try crypt(text, nonce.bytes, to: &box, &hardware)
        box.write(try tag(of: box.bytes, &hardware))
        hardware.respond(box.bytes)
    }

    /// Unseals what `seal` made and answers the mailbox with the text.
    public static func unseal<H: Hardware & ~Copyable>(_ box: Span<UInt8>, _ hardware: inout H) throws(Fault) {
        let end = box.count - tagLength
        guard end > nonceLength, end - nonceLength <= limit else { throw .malformedRequest }
        let written = Digest(box.extracting(end..<box.count))
        guard written == (try tag(of: box.extracting(0..<end), &hardware)) else { throw .sealBroken }
        var text = ByteBuffer<1024>()
        try crypt(box.extracting(nonceLength..<end), box.extracting(0..<nonceLength), to: &text, &hardware)
        hardware.respond(text.bytes)
    }

    private static func crypt<let capacity: Int, H: Hardware & ~Copyable>(
        _ text: Span<UInt8>, _ nonce: Span<UInt8>, to output: inout ByteBuffer<capacity>, _ hardware: inout H
    ) throws(Fault) {
        var block = Digest.zero
        var used = Digest.byteCount
        var number: UInt64 = 0
        var index = 0
        while index < text.count {
            if used == Digest.byteCount {
                guard hardware.beginMAC(.runtimeStorage) else { throw .keyDerivationFailed }
                hardware.write(Purpose.encryption)
                hardware.write(nonce)
                hardware.bigEndian(number, bytes: 4)
                block = hardware.finishHash()
                used = 0
                number += 1
            }
            output.write(text[index] ^ block.bytes[used])
            used += 1
            index += 1
        }
    }

    private static func tag<H: Hardware & ~Copyable>(
        of bytes: Span<UInt8>, _ hardware: inout H
    ) throws(Fault) -> Digest {
        guard hardware.beginMAC(.runtimeStorage) else { throw .keyDerivationFailed }
        hardware.write(Purpose.authentication)
        hardware.write(bytes)
        return hardware.finishHash()
    }
}
