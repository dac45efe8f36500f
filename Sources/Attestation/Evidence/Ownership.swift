import Cryptography
import Wire

/// Whose a chip is, as it states itself; a chip that has been nobody's since manufacture states nothing.
public struct Ownership: Hashable, Sendable {
    /// How often the chip changed hands.
    public var epoch: UInt64
    /// SHA-384 of the owner's raw public keys; zeros while it is nobody's.
    public var owner: Digest384
    /// The same of the next owner to whom it is offered, where it is.
    public var next: Digest384?

    /// An ownership.
    public init(epoch: UInt64, owner: Digest384, next: Digest384? = nil) {
        self.epoch = epoch
        self.owner = owner
        self.next = next
    }

    /// Reads the claim's value. An owner begins with the first epoch, and before it there is an offer, or no claim.
    @_lifetime(reader: copy reader)
    init(reading reader: inout DocumentReader) throws(DocumentError) {
        let start = reader.offset
        let count = try reader.array("guarantee.ownership", in: 2...3)
        epoch = try reader.unsigned("guarantee.ownership.epoch")
        owner = try reader.digest("guarantee.ownership.owner")
        next = count == 3 ? try reader.digest("guarantee.ownership.next") : nil
        guard epoch > 0 ? owner != .zero : owner == .zero && next != nil else {
            throw DocumentError(.outOfRange, at: start, field: "guarantee.ownership")
        }
    }

    func write(to sink: inout DocumentWriter) {
        sink.array(next == nil ? 2 : 3)
        sink.unsigned(epoch)
        sink.digest(owner)
        if let next { sink.digest(next) }
    }
}
