import Attestation
import Cryptography

/// What one exhibit is worth by itself, before it is seen beside others.
public struct Examination: Sendable {
    /// What the exhibit holds.
    enum Content: Sendable {
        /// No evidence.
        case unreadable
        /// Evidence whose chain or signature fails: anybody can have made it.
        case forged(Evidence)
        /// Evidence that the chip signed.
        case authentic(Evidence)
    }

    /// The exhibit's name.
    public let name: String
    /// SHA-384 of its bytes.
    public let digest: Digest384
    /// What it holds.
    let content: Content
    /// What was found about it by itself.
    public let findings: [Finding]
    /// What could not be looked at.
    let gaps: [Gap]
    /// Why it can't be read, where it can't.
    public let error: DocumentError?
}
