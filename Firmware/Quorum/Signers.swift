public import ChipABI
public import Wire

/// Who signed a message, all signatures verified.
public struct Signers: Sendable {
    /// Why a message's signatures do not hold. One bad signature spoils the message, however many good ones it has.
    public enum Failure: Error, Sendable {
        /// A signer is not in the key table.
        case unknown
        /// A signer appears twice.
        case duplicate
        /// A signature does not verify.
        case invalid
        /// r or s is zero or not below the group order.
        case outOfRange
        /// The signer's key is not on the curve, or not the one that the key table names.
        case keyInvalid
        /// A signer's ML-DSA-87 signature does not follow its P-384 one, or is there where the key table has no key.
        case unpaired
    }

    /// Whether the vendor signed.
    public private(set) var vendor = false
    /// How many parties signed.
    public private(set) var partyCount = 0

    /// Verifies every signature of `message`, which was read from `bytes`.
    ///
    /// By a hybrid key table, every signer has two, P-384 first and ML-DSA-87 right behind it, and counts where both hold.
    public init<H: Hardware & ~Copyable>(
        of message: SignedMessage, in bytes: Span<UInt8>, keys: KeyTable, _ hardware: inout H
    ) throws(Failure) {
        var seen: UInt32 = 0
        var index = 0
        while index < message.signerCount {
            let signer = message.signer(index)
            guard !signer.isPostQuantum, !keys.isHybrid || Signers.isPaired(index, message, bytes) else {
                throw .unpaired
            }
            guard let key = keys.index(identifier: bytes.extracting(signer.keyIdentifier)) else { throw .unknown }
            let bit = UInt32(1) << UInt32(key)
            guard seen & bit == 0 else { throw .duplicate }
            seen |= bit
            hardware.beginHash()
            message.writeSignatureInput(signer: index, of: bytes, to: &hardware)
            let digest = hardware.finishHash()
            let signature = Signature(bytes.extracting(signer.signature))
            try Signers.check(hardware.verify(signature, over: digest, by: keys.key(key)))
            index += 1
            if keys.isHybrid {
                try Signers.verifyLattice(index, of: message, in: bytes, key, keys, &hardware)
                index += 1
            }
            if key == 0 { vendor = true } else { partyCount += 1 }
        }
    }

    /// Whether an ML-DSA-87 signature by the same signer follows the signature at `index`.
    static func isPaired(_ index: Int, _ message: SignedMessage, _ bytes: Span<UInt8>) -> Bool {
        guard index + 1 < message.signerCount, message.signer(index + 1).isPostQuantum else { return false }
        let second = bytes.extracting(message.signer(index + 1).keyIdentifier)
        return bytes.extracting(message.signer(index).keyIdentifier).agrees(with: second)
    }

    private static func verifyLattice<H: Hardware & ~Copyable>(
        _ index: Int, of message: SignedMessage, in bytes: Span<UInt8>, _ key: Int, _ keys: KeyTable,
        _ hardware: inout H
    ) throws(Failure) {
        guard keys.loadLatticeKey(key, &hardware) else { throw .keyInvalid }
        try check(verifyPostQuantum(index, of: message, in: bytes, &hardware))
    }

    /// Verifies the ML-DSA-87 signature at `index` by the public key in the engine's window.
    static func verifyPostQuantum<H: Hardware & ~Copyable>(
        _ index: Int, of message: SignedMessage, in bytes: Span<UInt8>, _ hardware: inout H
    ) -> KeyStatus {
        let signature = message.signer(index).signature
        var offset = 0
        while offset < signature.count {
            var word: UInt32 = 0
            var byte = 0
            while byte < 4, offset + byte < signature.count {
                word |= UInt32(bytes[signature.lowerBound + offset + byte]) << UInt32(byte * 8)
                byte += 1
            }
            hardware.setWord(word, at: LatticeRegisters.signature + UInt32(offset))
            offset += 4
        }
        hardware.beginMessage()
        message.writeSignatureInput(signer: index, of: bytes, to: &hardware)
        return hardware.verifyMessage()
    }

    private static func check(_ status: KeyStatus) throws(Failure) {
        switch status {
        case .good: return
        case .outOfRange: throw .outOfRange
        case .notOnCurve: throw .keyInvalid
        case .invalid, .refused: throw .invalid
        }
    }
}
