public import ChipABI
public import Wire

/// A signature by someone of whose public keys the chip holds no more than the digest: they come with the message.
public enum OwnerSignature {
    /// Whether `bytes` is an authorization over `payload`, signed by the owner of `keys` and nobody else: the raw P-384
    /// key, and where `isHybrid` the ML-DSA-87 one behind it and two signatures. SHA-384 of the keys must be `digest`.
    public static func holds<H: Hardware & ~Copyable>(
        _ bytes: Span<UInt8>, over payload: Span<UInt8>, keys: Span<UInt8>, digest: Digest, isHybrid: Bool,
        _ hardware: inout H
    ) -> Bool {
        guard keys.count == (isHybrid ? 96 + COSE.mldsaKeyLength : 96) else { return false }
        hardware.beginHash()
        hardware.write(keys)
        guard hardware.finishHash() == digest,
            let message = try? SignedMessage(bytes, contentType: COSE.authorizationType),
            message.signerCount == (isHybrid ? 2 : 1), !message.signer(0).isPostQuantum,
            bytes.extracting(message.payload).agrees(with: payload),
            bytes.extracting(message.signer(0).keyIdentifier)
                .agrees(with: digest.bytes.span.extracting(0..<COSE.keyIdentifierLength))
        else { return false }
        hardware.beginHash()
        message.writeSignatureInput(signer: 0, of: bytes, to: &hardware)
        let signed = hardware.finishHash()
        let signature = Signature(bytes.extracting(message.signer(0).signature))
        guard hardware.verify(signature, over: signed, by: PublicKey(keys)) == .good else { return false }
        guard isHybrid else { return true }
        guard Signers.isPaired(0, message, bytes) else { return false }
        var offset = 0
        while offset < COSE.mldsaKeyLength {
            let word = keys.extracting(96 + offset..<100 + offset).bigEndianWord.byteSwapped
            hardware.setWord(word, at: LatticeRegisters.publicKey + UInt32(truncatingIfNeeded: offset))
            offset += 4
        }
        return Signers.verifyPostQuantum(1, of: message, in: bytes, &hardware) == .good
    }
}
