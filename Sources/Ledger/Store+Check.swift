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
    /// Recomputes every chain from the evidence: digests, values, sequences, heads; and the tickets' digests.
    ///
    /// The store may be written meanwhile: each chain is recomputed as far as it went when its chip was listed.
    public func check() throws(LedgerError) -> ChainCheck {
        var check = ChainCheck()
        let before = try summary()
        var last: ChipID?
        while true {
            let chips = try chips(after: last, limit: 1000)
            guard let end = chips.last else { break }
            for chip in chips { try recompute(chip, &check) }
            last = end.chip
        }
        try checkTickets(&check)
        let after = try summary()
        let (chips, entries) = (UInt64(check.chips), UInt64(check.entries))
        if chips < before.chips || chips > after.chips || entries < before.entries || entries > after.entries {
            check.faults.append(
                "the store counts \(after.chips) chips and \(after.entries) entries, and has \(chips) and \(entries)")
        }
        return check
    }

    private func checkTickets(_ check: inout ChainCheck) throws(LedgerError) {
        var next: UInt64 = 0
        while true {
            let page = try tickets(from: next, limit: 256)
            guard !page.isEmpty else { return }
            for kept in page {
                let digest = (try? LineageTicket(kept.ticket))?.signedDigest
                if kept.number != next || digest != kept.digest {
                    check.faults.append("ticket \(next): it is missing, or not what was kept")
                }
                next = kept.number + 1
            }
        }
    }

    private func recompute(_ chip: LedgerChip, _ check: inout ChainCheck) throws(LedgerError) {
        var head = ChainHead.empty
        while head.count < chip.head.count {
            let rest = Int(clamping: chip.head.count - head.count)
            let entries = try entries(of: chip.chip, from: head.count, limit: min(256, rest))
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
        // An entry beyond the head is one that came since, or one that nobody recorded.
        let isBeyond = try !entries(of: chip.chip, from: chip.head.count, limit: 1).isEmpty
        let now = isBeyond ? try self.chip(chip.chip)?.head : nil
        if head != chip.head || now == chip.head {
            check.faults.append(
                "chip \(chip.chip): the chain has \(head.count) entries, and \(chip.head.count) or another head are "
                    + "recorded")
        }
        check.chips += 1
    }
}
