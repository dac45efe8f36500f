import Attestation
import Cryptography

/// What is to be written at once, or not at all.
public struct Submission: Hashable, Sendable {
    /// Authentic evidence for the chain of its chip.
    public struct Entry: Hashable, Sendable {
        /// The chip that signed it.
        public let chip: ChipID
        /// The evidence.
        public let evidence: [UInt8]
        /// SHA-384 of the evidence.
        public let digest: Digest384
        /// What came of appraising it, as JSON.
        public let outcome: [UInt8]
        /// The head of the chip's chain that the appraisal started from.
        public let after: ChainHead
        /// How many tickets the appraisal knew: where the chip has signed another since, it is to be made again.
        public let tickets: UInt64
        /// What the chip has metered by the latest of its evidence, this included.
        public let usage: Usage
        /// Whether the transparency log is to tell of it.
        public let isNotable: Bool

        /// An entry.
        public init(
            chip: ChipID, evidence: [UInt8], digest: Digest384, outcome: [UInt8], after: ChainHead,
            tickets: UInt64 = 0, usage: Usage, isNotable: Bool = false
        ) {
            self.chip = chip
            self.evidence = evidence
            self.digest = digest
            self.outcome = outcome
            self.after = after
            self.tickets = tickets
            self.usage = usage
            self.isNotable = isNotable
        }
    }

    /// The answer to a challenge.
    public struct Answer: Hashable, Sendable {
        /// The nonce, which no other answer may use.
        public let nonce: [UInt8]
        /// The session that it was given in.
        public let session: String
        /// The media type that the evidence came as.
        public let type: String
        /// SHA-384 of the evidence.
        public let digest: Digest384
        /// The result, as it went out; empty once it is forgotten.
        public let result: String
        /// The appraisal behind the result, as JSON; empty once it is forgotten.
        public let outcome: [UInt8]

        /// An answer.
        public init(
            nonce: [UInt8], session: String, type: String, digest: Digest384, result: String, outcome: [UInt8]
        ) {
            self.nonce = nonce
            self.session = session
            self.type = type
            self.digest = digest
            self.result = result
            self.outcome = outcome
        }
    }

    /// The challenge that is answered, where there is one.
    public let answer: Answer?
    /// The evidence, where it is authentic.
    public let entry: Entry?
    /// When it came.
    public let received: UTCSeconds

    /// A submission.
    public init(answer: Answer?, entry: Entry?, received: UTCSeconds) {
        self.answer = answer
        self.entry = entry
        self.received = received
    }
}
