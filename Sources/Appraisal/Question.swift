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

    /// The nonce that each chip's latest evidence must carry; nil to go by the challenges of the trust directory.
    public var nonce: [UInt8]?
    /// The time of the appraisal.
    public var time: Time
    /// How much of the record the evidence is said to be.
    public var completeness: Completeness

    /// A question.
    public init(nonce: [UInt8]? = nil, time: Time = .ofTheEvidence, completeness: Completeness = .wholeRecord) {
        self.nonce = nonce
        self.time = time
        self.completeness = completeness
    }
}
