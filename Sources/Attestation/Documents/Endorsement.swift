/// Who stands behind a signed document: each signer with what became of its signatures.
///
/// The rule is the firmware's: the quorum holds only where *every* signer is a different, known party whose signatures,
/// by P-384 and by ML-DSA-87, both hold, and there are enough of them.
public struct Endorsement: Hashable, Sendable {
    /// What one signature is worth.
    public enum Outcome: String, Hashable, Sendable {
        /// A known party signed this document.
        case valid
        /// It is not a signature of this document under the named key.
        case invalid
        /// r or s is zero or not below the group order.
        case malformed
        /// The key identifier belongs to no known party.
        case unknownSigner
        /// One of its two signatures is missing or stands elsewhere, or there is one that its keys do not give.
        case unpaired
        /// The party has signed already.
        case duplicate
    }

    /// One signer, with one signature or two.
    public struct Signer: Hashable, Sendable {
        /// The key identifier that the signatures name.
        public let keyIdentifier: [UInt8]
        /// The party's name, where it is known.
        public let name: String?
        /// What the signatures are worth.
        public let outcome: Outcome
    }

    /// The signers, in the document's order.
    public let signers: [Signer]
    /// How many parties must have signed.
    public let quorum: Int

    /// How many different known parties validly signed.
    public var validCount: Int { signers.count { $0.outcome == .valid } }

    /// Whether enough parties signed, and nothing else is among the signatures.
    public var holds: Bool { quorum > 0 && validCount == signers.count && validCount >= quorum }
}
