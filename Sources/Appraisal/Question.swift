import Cryptography

/// What is asked about a set of evidence, beside the evidence and what is trusted.
public struct Question: Hashable, Sendable {
    /// The time of the appraisal.
    public enum Time: Hashable, Sendable {
        /// The latest that evidence and challenges name. Certificates are judged at the time of their evidence.
        case ofTheEvidence
        /// Chip time.
        case tick(UInt64)
        /// A moment.
        case moment(UTCSeconds)
    }

    /// How much of the record the evidence is said to be.
    public enum Completeness: Hashable, Sendable {
        /// All of it: whatever is missing is a finding.
        case wholeRecord
        /// A part: what is missing before, between and after is stated, not found.
        case part
    }

    /// Which signatures evidence and licences must bear.
    public enum Signatures: String, Hashable, Sendable, CaseIterable {
        /// P-384 and ML-DSA-87; both must hold.
        case hybrid
        /// P-384 is enough. A second signature that is there must hold all the same.
        case classicalOnly = "classical only"
    }

    /// The nonce that each chip's latest evidence must carry; nil to go by the challenges of the trust directory.
    public var nonce: [UInt8]?
    /// The time of the appraisal.
    public var time: Time
    /// How much of the record the evidence is said to be.
    public var completeness: Completeness
    /// Which signatures evidence and licences must bear.
    public var signatures: Signatures

    /// A question.
    public init(
        nonce: [UInt8]? = nil, time: Time = .ofTheEvidence, completeness: Completeness = .wholeRecord,
        signatures: Signatures = .hybrid
    ) {
        self.signatures = signatures
        self.nonce = nonce
        self.time = time
        self.completeness = completeness
    }
}
