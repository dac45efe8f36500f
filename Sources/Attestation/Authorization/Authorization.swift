import Cryptography
import Wire

/// Leave to do one thing to one chip once (COSE_Sign, `Specs/cddl/authorization.cddl`): the vendor and a licence quorum
/// sign it over a challenge that the chip gave since it was switched on.
public struct Authorization: Hashable, Sendable {
    /// What is permitted.
    public enum Act: UInt64, Hashable, Sendable {
        /// To wipe the chip's secrets for good and open its debug port.
        case debugUnlock = 1
        /// To end the chip's life.
        case endOfLife = 2
    }

    private var document: SignedDocument

    /// Leave for `act` on `chip` in the life cycle whose word is given, signed by `keys`, at least one.
    public init(
        _ act: Act, chip: ChipID, challenge: [UInt8], lifeCycle: UInt32, signedBy keys: [SigningKey]
    ) {
        precondition(!keys.isEmpty, "An authorization has at least one signature.")
        let payload = DocumentWriter.encode { sink in
            sink.array(4)
            sink.unsigned(act.rawValue)
            sink.bytes(chip.bytes)
            sink.bytes(Digest384(hashing: challenge).bytes)
            sink.unsigned(UInt64(lifeCycle))
        }
        document = SignedDocument(contentType: .authorization, payload: payload)
        for key in keys { document.sign(with: key) }
    }

    /// The encoding.
    public func encoded() -> [UInt8] { document.encoded() }
}
