import Appraisal
import Attestation
import Cryptography
import Ledger

/// What the ledger's evidence of one chip comes to: a value that is always what folding the stored evidence gives.
struct ChipHistory: Sendable {
    /// The head of the chip's chain that it stands for.
    let head: ChainHead
    /// The record, for the next appraisal to start from.
    let ledger: LedgerView
    /// Where the latest evidence stands; nil where there is none.
    let latest: HistoryPlace?

    /// A chip without evidence.
    static let empty = ChipHistory(head: .empty, ledger: LedgerView(), latest: nil)

    /// The most entries that are read at once.
    private static let page = 256

    init(head: ChainHead, ledger: LedgerView, latest: HistoryPlace?) {
        self.head = head
        self.ledger = ledger
        self.latest = latest
    }

    /// All the evidence of a chip, in the order of its history.
    static func evidence(of chip: ChipID, in store: some Store) throws(LedgerError) -> [Examination] {
        var examinations: [Examination] = []
        var next: UInt64 = 0
        while true {
            let entries = try store.entries(of: chip, from: next, limit: page)
            guard !entries.isEmpty else { break }
            for entry in entries {
                guard let examination = Appraiser.recall(entry.exhibit) else {
                    throw LedgerError(
                        .corrupt, "entry \(entry.receipt.digest) is no evidence; check the ledger and restore it")
                }
                examinations.append(examination)
            }
            next += UInt64(entries.count)
        }
        return examinations.sorted(by: Examination.inOrderOfHistory)
    }
}

extension LedgerEntry {
    /// The evidence, by the name that findings give it.
    var exhibit: Exhibit { Exhibit(name: Exhibit.name(receipt.digest), bytes: evidence) }
}

extension Exhibit {
    /// What findings call evidence with a digest: where the service has it.
    static func name(_ digest: Digest384) -> String { "evidence/\(digest)" }
}
