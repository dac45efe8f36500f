import Appraisal
import Attestation
import Cryptography
import Ledger

/// What came of one piece of evidence.
struct Judgement: Sendable {
    /// What became of it in the ledger.
    enum Standing: Hashable, Sendable {
        /// No chip signed it.
        case refused
        /// It is judged, and no evidence of a chip.
        case judged
        /// It was taken.
        case kept(Receipt)
        /// It had been taken before.
        case known(Receipt)

        /// The word for it.
        var word: String {
            switch self {
            case .refused: "refused"
            case .judged: "judged"
            case .kept: "kept"
            case .known: "known"
            }
        }

        /// Every word.
        static let words = ["kept", "known", "judged", "refused"]
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
    /// The answer to the challenge, where it was kept with this.
    var answer: Submission.Answer?
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
