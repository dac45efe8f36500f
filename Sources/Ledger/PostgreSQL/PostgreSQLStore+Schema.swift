/// The tables.
extension PostgreSQLStore {
    /// Which form of tables this is.
    private static let form: Int64 = 1
    /// Names the lock under which tables are made: any number that other programs are unlikely to take.
    private static let lockOfTables: Int64 = 0x496e_7465_726c_6f63

    /// Makes the tables where there are none, and refuses a schema that has others.
    static func prepare(_ connection: PostgreSQLConnection) throws {
        // Instances that start together make them one after the other.
        _ = try connection.execute("SELECT pg_advisory_xact_lock($1)", [.integer(lockOfTables)])
        let found = try connection.execute(
            """
            SELECT count(*), count(*) FILTER (WHERE tablename = 'interlock_form') FROM pg_tables
            WHERE schemaname = current_schema()
            """)
        guard let row = found.first else { throw LedgerError.lostState }
        let (tables, marks) = (try row.count(0), try row.count(1))
        if marks > 0 {
            guard let known = try connection.execute("SELECT form FROM interlock_form").first else {
                throw LedgerError.lostState
            }
            let number = try known.integer(0)
            guard number == form else {
                throw LedgerError(
                    .notOpened,
                    "the ledger has form \(number), and this program knows form \(form); use the program that made it")
            }
            return try prepareTickets(connection)
        }
        guard tables == 0 else {
            throw LedgerError(
                .notOpened,
                "the schema has tables, but no ledger; name another database, or a schema of it by search_path")
        }
        try connection.run(tablesOfLedger)
        _ = try connection.execute("INSERT INTO interlock_form VALUES ($1)", [.integer(form)])
        try prepareTickets(connection)
    }

    /// Texts are kept as bytes, which no encoding of a database can refuse. Quantities above 63 bits and identifiers are
    /// bytes too, the most significant first, so that they sort.
    private static let tablesOfLedger = """
        CREATE TABLE interlock_form (form int8 NOT NULL);
        CREATE TABLE entries (
            chip bytea NOT NULL, sequence int8 NOT NULL, digest bytea NOT NULL UNIQUE, received int8 NOT NULL,
            previous bytea NOT NULL, head bytea NOT NULL, evidence bytea NOT NULL, outcome bytea NOT NULL,
            PRIMARY KEY (chip, sequence));
        CREATE TABLE chips (
            chip bytea PRIMARY KEY, count int8 NOT NULL, head bytea NOT NULL, total bytea NOT NULL,
            training bytea NOT NULL, received int8 NOT NULL);
        CREATE TABLE answers (
            nonce bytea PRIMARY KEY, session bytea NOT NULL, type bytea NOT NULL, digest bytea NOT NULL,
            result bytea NOT NULL, outcome bytea NOT NULL, received int8 NOT NULL);
        CREATE INDEX answers_in_time ON answers (received) WHERE result <> '';
        CREATE TABLE documents (name bytea PRIMARY KEY, content bytea NOT NULL);
        CREATE TABLE log (place int8 PRIMARY KEY, line bytea NOT NULL);
        CREATE TABLE notable (number int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest bytea NOT NULL);
        CREATE TABLE state (
            one int8 PRIMARY KEY CHECK (one = 1), chips int8 NOT NULL, entries int8 NOT NULL, total bytea NOT NULL,
            training bytea NOT NULL, revision int8 NOT NULL, secret bytea, checkpoint bytea);
        INSERT INTO state VALUES (1, 0, 0, decode(repeat('00', 16), 'hex'), decode(repeat('00', 16), 'hex'), 0);
        CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN RAISE EXCEPTION ''% never changes'', TG_TABLE_NAME; END';
        CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
            FOR EACH STATEMENT EXECUTE FUNCTION stays();
        CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON log
            FOR EACH STATEMENT EXECUTE FUNCTION stays();
        """
}
