import ChipABI
import Wire

/// Whose the chip is. It is saved with the log's chain, so that no power cut parts a transfer from its entry.
struct Ownership: Equatable {
    /// Leave for a next owner to take the chip.
    struct Offer: Equatable {
        /// SHA-384 of the next owner's raw public keys, P-384, then ML-DSA-87 on a hybrid chip.
        let next: Digest
        /// The highest sequence of the licences that parties issued before: none up to it will count.
        let lastLicence: UInt64
    }

    /// How often the chip changed hands.
    private(set) var epoch: UInt64 = 0
    /// SHA-384 of the owner's raw public keys; zeros while it is nobody's.
    private(set) var owner = Digest.zero
    /// The highest sequence of earlier owners' licences: none up to it counts.
    private(set) var lastLicence: UInt64 = 0
    /// The offer that stands.
    var offer: Offer?

    /// A chip as it leaves the factory.
    init() {}

    /// Whether the chip is nobody's, and offered to nobody.
    var isUntouched: Bool { epoch == 0 && offer == nil }

    /// What it is when the next owner has taken it, with `licence` as the highest sequence that the chip took; nil
    /// where it is offered to nobody.
    func accepted(licence: UInt64) -> Ownership? {
        guard let offer, epoch < .max else { return nil }
        var next = Ownership()
        next.epoch = epoch + 1
        next.owner = offer.next
        next.lastLicence = max(licence, offer.lastLicence)
        return next
    }

    /// Reads an array of three fields, or of five while an offer stands.
    init(_ reader: inout CBORReader) throws(WireError) {
        let start = reader.offset
        let count = try reader.array()
        guard count == 3 || count == 5 else { throw WireError(.unexpectedItem, at: start) }
        epoch = try reader.unsigned()
        owner = try reader.digest()
        lastLicence = try reader.unsigned()
        if count == 5 { offer = Offer(next: try reader.digest(), lastLicence: try reader.unsigned()) }
    }

    /// Writes it.
    func write<let capacity: Int>(to record: inout ByteBuffer<capacity>) {
        record.array(offer == nil ? 3 : 5)
        record.unsigned(epoch)
        record.bytes(owner)
        record.unsigned(lastLicence)
        if let offer {
            record.bytes(offer.next)
            record.unsigned(offer.lastLicence)
        }
    }
}
