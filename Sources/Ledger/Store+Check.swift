import Attestation
import Cryptography

/// What recomputing every chain of a store found.
public struct ChainCheck: Hashable, Sendable {
    /// How many chips were looked at.
    public var chips: Int
    /// How many entries were looked at.
    public var entries: Int
    /// What does not hold, each with chip and sequence.
    public var faults: [String]

    /// A check so far.
    public init(chips: Int = 0, entries: Int = 0, faults: [String] = []) {
        self.chips = chips
        self.entries = entries
        self.faults = faults
    }
}

extension Store {
    /// Recomputes every chain from the evidence: digests, values, sequences, heads.
    public func check() throws(LedgerError) -> ChainCheck {
        var check = ChainCheck()
        var last: ChipID?
        while true {
            let chips = try chips(after: last, limit: 1000)
            guard let end = chips.last else { break }
            for chip in chips { try recompute(chip, &check) }
            last = end.chip
        }
        let summary = try summary()
        if summary.chips != UInt64(check.chips) || summary.entries != UInt64(check.entries) {
            check.faults.append(
                "the store counts \(summary.chips) chips and \(summary.entries) entries, and has \(check.chips) and "
                    + "\(check.entries)")
        }
        return check
    }

    private func recompute(_ chip: LedgerChip, _ check: inout ChainCheck) throws(LedgerError) {
        var head = ChainHead.empty
        while true {
            let entries = try entries(of: chip.chip, from: head.count, limit: 256)
            guard !entries.isEmpty else { break }
            for entry in entries {
                let expected = Receipt(
                    after: head, chip: chip.chip, digest: Digest384(hashing: entry.evidence),
                    received: entry.receipt.received)
                if expected != entry.receipt {
                    check.faults.append("chip \(chip.chip), entry \(head.count): it is not what was chained")
                }
                head = ChainHead(count: head.count + 1, value: expected.head)
                check.entries += 1
            }
        }
        if head != chip.head {
            check.faults.append(
                "chip \(chip.chip): the chain has \(head.count) entries, and \(chip.head.count) or another head are "
                    + "recorded")
        }
        check.chips += 1
    }
}
