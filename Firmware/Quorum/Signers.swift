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
        /// The signer's key is not on the curve.
        case keyInvalid
    }

    /// Whether the vendor signed.
    public private(set) var vendor = false
    /// How many parties signed.
    public private(set) var partyCount = 0

    /// Verifies every signature of `message`, which was read from `bytes`.
    public init<H: Hardware & ~Copyable>(
        of message: SignedMessage, in bytes: Span<UInt8>, keys: KeyTable, _ hardware: inout H
    ) throws(Failure) {
        var seen: UInt32 = 0
        var index = 0
        while index < message.signerCount {
            let signer = message.signer(index)
            guard let key = keys.index(identifier: bytes.extracting(signer.keyIdentifier)) else { throw .unknown }
            let bit = UInt32(1) << UInt32(key)
            guard seen & bit == 0 else { throw .duplicate }
            seen |= bit
            hardware.beginHash()
            message.writeSignatureInput(signer: index, of: bytes, to: &hardware)
            let digest = hardware.finishHash()
            let signature = Signature(bytes.extracting(signer.signature))
            switch hardware.verify(signature, over: digest, by: keys.key(key)) {
            case .good: break
            case .outOfRange: throw .outOfRange
            case .notOnCurve: throw .keyInvalid
            case .invalid, .refused: throw .invalid
            }
            if key == 0 { vendor = true } else { partyCount += 1 }
            index += 1
        }
    }
}

extension Signature {
    /// The first 96 bytes of `bytes`, which has as many.
    init(_ bytes: Span<UInt8>) {
        var copy = InlineArray<96, UInt8>(repeating: 0)
        var index = 0
        while index < 96 {
            copy[index] = bytes[index]
            index += 1
        }
        self.init(copy)
    }
}
