import Attestation
import Cryptography
import Ledger

/// Chips, evidence and submissions that are made from numbers.
enum Made {
    static func chip(_ number: UInt8) -> ChipID {
        guard let chip = ChipID(Array(repeating: number, count: 16)) else {
            preconditionFailure("An identifier has 16 bytes.")
        }
        return chip
    }

    static func entry(
        _ chip: UInt8, _ content: String, after head: ChainHead, tickets: UInt64 = 0, total: UInt128 = 0,
        training: UInt128 = 0, isNotable: Bool = false
    ) -> Submission.Entry {
        let bytes = Array(content.utf8)
        return Submission.Entry(
            chip: self.chip(chip), evidence: bytes, digest: Digest384(hashing: bytes), outcome: Array("{}".utf8),
            after: head, tickets: tickets, usage: Usage(total: total, training: training), isNotable: isNotable)
    }

    static func answer(_ nonce: UInt8, _ content: String = "e") -> Submission.Answer {
        Submission.Answer(
            nonce: Array(repeating: nonce, count: 8), session: "s\(nonce)", type: "t",
            digest: Digest384(hashing: Array(content.utf8)), result: "r", outcome: Array("{}".utf8))
    }

    static func submission(
        _ entry: Submission.Entry?, answer: Submission.Answer? = nil, at second: Int64 = 100
    ) -> Submission {
        Submission(answer: answer, entry: entry, received: UTCSeconds(second))
    }
}

extension CommitOutcome {
    /// The receipt that was written.
    var receipt: Receipt? {
        if case .written(let receipt) = self { receipt } else { nil }
    }
}

extension Receipt {
    /// The head that the next entry follows.
    var chainHead: ChainHead { ChainHead(count: sequence + 1, value: head) }
}
