import Appraisal
import Attestation
import Cryptography
import Ledger

/// What came of one piece of evidence.
struct Judgement: Sendable {
    /// What became of it in the ledger.
    enum Standing: Hashable, Sendable {
        /// The chip did not sign it, or nothing was to be kept.
        case notKept
        /// It was taken.
        case kept(Receipt)
        /// It had been taken before.
        case known(Receipt)
    }

    /// What was found.
    let findings: [Finding]
    /// SHA-384 of the evidence.
    let digest: Digest384
    /// The claims for relying parties, before they are signed.
    let claims: JSONValue
    /// The appraisal for programs, without what depends on when it came.
    let outcome: JSONValue
    /// What became of it in the ledger.
    var standing: Standing
}

extension Receipt {
    /// The receipt for programs.
    var json: JSONValue {
        .object([
            "chip": .string(chip.description), "sequence": .number(sequence), "digest": .string(digest.description),
            "received": .string(received.rfc3339), "previous": .string(previous.description),
            "head": .string(head.description),
        ])
    }
}
