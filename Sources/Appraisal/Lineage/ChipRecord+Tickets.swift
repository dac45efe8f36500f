import Attestation

extension ChipRecord {
    /// The most ticks between the log's entry of an export and its ticket: the chip signs in between.
    private static let signing: UInt64 = 60

    /// Whether the log of a tick, and of a while before it, is at hand.
    func covers(_ tick: UInt64) -> Bool {
        stretches.contains { stretch in
            tick < stretch.until
                && (stretch.since == 0 || tick > stretch.since && tick - stretch.since > ChipRecord.signing)
        }
    }

    /// Whether the log tells of the export that a ticket is of.
    func tells(of ticket: ToldLineage) -> Bool {
        exports.contains { export in
            export.weights == ticket.lineage.weights && export.operations == ticket.lineage.total
                && export.outside == ticket.lineage.outside
        }
    }

    /// In what the log contradicts a ticket of the chip; nil where it does not, or where the log of that time is not at hand.
    func contradiction(to ticket: ToldLineage) -> String? {
        guard let weights = ticket.lineage.weights, covers(ticket.lineage.tick), !tells(of: ticket) else { return nil }
        let told = "\(ticket.lineage.total) operations and \(ticket.lineage.outside) bytes from outside"
        guard let export = exports.last(where: { $0.weights == weights }) else {
            return "its ticket says that the weights \(weights.brief) left it by tick \(ticket.lineage.tick), made by "
                + "\(told), and its log, which is at hand, tells of no such weights"
        }
        return
            "its ticket says that \(told) made the weights \(weights.brief), and its log tells of \(export.operations) "
            + "and \(export.outside)"
    }
}
