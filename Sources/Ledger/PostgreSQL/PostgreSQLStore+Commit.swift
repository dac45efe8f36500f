import Attestation
import Cryptography

/// Writing submissions: what they touch is read at once, decided on in memory, and written at once, so that a group of many
/// takes no more turns with the server than a group of one.
extension PostgreSQLStore {
    /// Locks the store for this transaction, and gives what all chips come to.
    static func lock(_ connection: PostgreSQLConnection) throws -> FleetSummary {
        try summary(connection.execute(selectSummary + " FOR UPDATE"))
    }

    /// What the store holds of what submissions touch, locked for this transaction.
    static func plan(_ submissions: [Submission], _ connection: PostgreSQLConnection) throws -> CommitPlan {
        let summary = try lock(connection)
        let entries = submissions.compactMap(\.entry)
        let nonces = submissions.compactMap { $0.answer?.nonce }
        // How many tickets there are is read only now, for a statement that waits for the lock sees what was there before it
        // waited.
        let used = try connection.execute(
            """
            SELECT t.count, a.nonce FROM (SELECT coalesce(max(number) + 1, 0) AS count FROM tickets) AS t
            LEFT JOIN answers a ON a.nonce = ANY ($1)
            """, [.list(nonces)])
        guard let count = try used.first?.count(0) else { throw LedgerError.lostState }
        let known =
            entries.isEmpty
            ? []
            : try connection.execute(
                """
                SELECT chip, sequence, digest, received, previous, head FROM entries WHERE digest = ANY ($1)
                """, [.list(entries.map(\.digest.bytes))])
        let chips =
            entries.isEmpty
            ? []
            : try connection.execute(selectChip + " WHERE chip = ANY ($1)", [.list(entries.map(\.chip.bytes))])
        let oldest = entries.map(\.tickets).min() ?? count
        let later =
            oldest < count
            ? try tickets(from: Int64(clamping: oldest), limit: LaterTickets.limit, connection) : []
        return CommitPlan(
            summary: summary, later: LaterTickets(later, count: count),
            nonces: used.filter { $0.values[1] != nil }.map { $0.bytes(1) },
            receipts: try known.map { try $0.receipt() },
            chips: try chips.map { try $0.chip() })
    }

    /// Writes what was decided.
    static func carryOut(_ plan: CommitPlan, _ connection: PostgreSQLConnection) throws {
        if !plan.entries.isEmpty { try write(plan, connection) }
        guard !plan.answers.isEmpty else { return }
        let answers = plan.answers.map(\.answer)
        _ = try connection.execute(
            """
            INSERT INTO answers (nonce, session, type, digest, result, outcome, received)
            SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::int8[])
            """,
            [
                .list(answers.map(\.nonce)), .list(answers.map { Array($0.session.utf8) }),
                .list(answers.map { Array($0.type.utf8) }), .list(answers.map(\.digest.bytes)),
                .list(answers.map { Array($0.result.utf8) }), .list(answers.map(\.outcome)),
                .integers(plan.answers.map(\.received.value)),
            ])
    }

    private static func write(_ plan: CommitPlan, _ connection: PostgreSQLConnection) throws {
        let receipts = plan.entries.map(\.receipt)
        let entries = plan.entries.map(\.entry)
        _ = try connection.execute(
            """
            INSERT INTO entries (chip, sequence, digest, received, previous, head, evidence, outcome)
            SELECT * FROM unnest($1::bytea[], $2::int8[], $3::bytea[], $4::int8[], $5::bytea[], $6::bytea[], $7::bytea[],
                $8::bytea[])
            """,
            [
                .list(receipts.map(\.chip.bytes)), .integers(receipts.map { Int64($0.sequence) }),
                .list(receipts.map(\.digest.bytes)), .integers(receipts.map(\.received.value)),
                .list(receipts.map(\.previous.bytes)), .list(receipts.map(\.head.bytes)),
                .list(entries.map(\.evidence)), .list(entries.map(\.outcome)),
            ])
        let notable = entries.filter(\.isNotable).map(\.digest.bytes)
        if !notable.isEmpty {
            _ = try connection.execute(
                """
                INSERT INTO notable (digest)
                SELECT digest FROM unnest($1::bytea[]) WITH ORDINALITY AS listed (digest, place) ORDER BY place
                """, [.list(notable)])
        }
        let chips = plan.changedChips
        _ = try connection.execute(
            """
            INSERT INTO chips (chip, count, head, total, training, received)
            SELECT * FROM unnest($1::bytea[], $2::int8[], $3::bytea[], $4::bytea[], $5::bytea[], $6::int8[])
            ON CONFLICT (chip) DO UPDATE SET count = excluded.count, head = excluded.head, total = excluded.total,
                training = excluded.training, received = excluded.received
            """,
            [
                .list(chips.map(\.chip.bytes)), .integers(chips.map { Int64($0.head.count) }),
                .list(chips.map(\.head.value.bytes)), .list(chips.map(\.usage.total.bigEndianBytes)),
                .list(chips.map(\.usage.training.bigEndianBytes)), .integers(chips.map(\.received.value)),
            ])
        let summary = plan.summary
        _ = try connection.execute(
            "UPDATE state SET chips = $1, entries = $2, total = $3, training = $4",
            [
                .integer(Int64(summary.chips)), .integer(Int64(summary.entries)),
                .bytes(summary.usage.total.bigEndianBytes), .bytes(summary.usage.training.bigEndianBytes),
            ])
    }
}
