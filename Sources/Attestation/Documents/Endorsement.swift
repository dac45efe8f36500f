/// Who stands behind a signed document: each signature with what became of it.
///
/// The rule is the firmware's: the quorum holds only where *every* signature is a valid one of a different, known
/// party, and there are enough of them.
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
        /// The party has signed already.
        case duplicate
    }

    /// One signature.
    public struct Signer: Hashable, Sendable {
        /// The key identifier that the signature names.
        public let keyIdentifier: [UInt8]
        /// The party's name, where it is known.
        public let name: String?
        /// What the signature is worth.
        public let outcome: Outcome
    }

    /// The signatures, in the document's order.
    public let signers: [Signer]
    /// How many parties must have signed.
    public let quorum: Int

    /// How many different known parties validly signed.
    public var validCount: Int { signers.count { $0.outcome == .valid } }

    /// Whether enough parties signed, and nothing else is among the signatures.
    public var holds: Bool { quorum > 0 && validCount == signers.count && validCount >= quorum }
}
