import Cryptography
import Wire

/// Leave to do one thing to one chip once (COSE_Sign, `Specs/cddl/authorization.cddl`), over a challenge that the chip
/// gave since it was switched on.
public struct Authorization: Hashable, Sendable {
    /// What is permitted.
    public enum Act: Hashable, Sendable {
        /// To wipe the chip's secrets for good and open its debug port: the vendor and a licence quorum sign.
        case debugUnlock
        /// To end the chip's life: the vendor and a licence quorum sign.
        case endOfLife
        /// To offer the chip to a next owner: a licence quorum signs, and beside it the owner, or the vendor while there
        /// is none. No licence up to `lastLicence` will count for the next owner.
        case offer(next: Digest384, lastLicence: UInt64)
        /// To take a chip that is offered: the next owner signs. `epoch` is one more than before.
        case acceptance(owner: Digest384, epoch: UInt64)
        /// To burn field entropy, 32 bytes: the owner signs.
        case entropy([UInt8])

        fileprivate var number: UInt64 {
            switch self {
            case .debugUnlock: 1
            case .endOfLife: 2
            case .offer: 3
            case .acceptance: 4
            case .entropy: 5
            }
        }

        fileprivate var itemCount: Int {
            switch self {
            case .debugUnlock, .endOfLife: 4
            case .entropy: 5
            case .offer, .acceptance: 6
            }
        }

        fileprivate func writeSubject(to sink: inout DocumentWriter) {
            switch self {
            case .debugUnlock, .endOfLife: break
            case .offer(let digest, let number), .acceptance(let digest, let number):
                sink.digest(digest)
                sink.unsigned(number)
            case .entropy(let bytes): sink.bytes(bytes)
            }
        }
    }

    private var document: SignedDocument

    /// Leave for `act` on `chip` in the life cycle whose word is given, signed by `keys`, at least one.
    public init(
        _ act: Act, chip: ChipID, challenge: [UInt8], lifeCycle: UInt32, signedBy keys: [SigningKey]
    ) {
        precondition(!keys.isEmpty, "An authorization has at least one signature.")
        let payload = DocumentWriter.encode { sink in
            sink.array(act.itemCount)
            sink.unsigned(act.number)
            sink.bytes(chip.bytes)
            sink.bytes(Digest384(hashing: challenge).bytes)
            sink.unsigned(UInt64(lifeCycle))
            act.writeSubject(to: &sink)
        }
        document = SignedDocument(contentType: .authorization, payload: payload)
        for key in keys { document.sign(with: key) }
    }

    /// The encoding.
    public func encoded() -> [UInt8] { document.encoded() }
}
