import Dispatch
import Synchronization

/// Connections to one database, lent to one thread at a time, and made anew where they break.
final class PostgreSQLPool: Sendable {
    /// The most connections at a time.
    static let capacity = 16
    /// How long a caller waits for one of them, and how long nobody tries again after a failure to connect.
    private static let patience = Duration.seconds(10)
    private static let pause = Duration.milliseconds(500)

    private struct State {
        var idle: [PostgreSQLConnection] = []
        var refusal: (until: ContinuousClock.Instant, failure: PostgreSQLFailure)?
    }

    private let address: String
    private let places = DispatchSemaphore(value: PostgreSQLPool.capacity)
    private let state = Mutex(State())

    init(_ address: String) { self.address = address }

    /// Runs `work` with a connection that nobody else uses meanwhile.
    ///
    /// A connection that has lain idle may have broken since. Where `work` finds that out before it has decided anything,
    /// it is run again with a new one.
    func use<Value>(_ work: (PostgreSQLConnection) throws -> Value) throws -> Value {
        guard places.wait(timeout: .now() + PostgreSQLPool.patience / .seconds(1)) == .success else {
            throw LedgerError(.overloaded, "all connections to the database are in use; try again later")
        }
        defer { places.signal() }
        if let connection = state.withLock({ $0.idle.popLast() }) {
            do { return try lend(connection, work) } catch PostgreSQLFailure.lost(_, isDecided: true) {
                // All that were idle with it are likely to have broken with it.
                state.withLock { $0.idle = [] }
            }
        }
        return try lend(try open(), work)
    }

    private func lend<Value>(
        _ connection: PostgreSQLConnection, _ work: (PostgreSQLConnection) throws -> Value
    ) throws -> Value {
        do {
            let value = try work(connection)
            state.withLock { $0.idle.append(connection) }
            return value
        } catch {
            if case PostgreSQLFailure.lost = error { throw error }
            if connection.isOpen { state.withLock { $0.idle.append(connection) } }
            throw error
        }
    }

    /// Connects. For a moment after a failure, callers are told of it at once, and do not each wait for the server.
    private func open() throws -> PostgreSQLConnection {
        let clock = ContinuousClock()
        if let refusal = state.withLock({ $0.refusal }), clock.now < refusal.until { throw refusal.failure }
        do {
            let connection = try PostgreSQLConnection(address)
            try PostgreSQLPool.prepare(connection)
            state.withLock { $0.refusal = nil }
            return connection
        } catch let failure as PostgreSQLFailure {
            state.withLock { $0.refusal = (clock.now.advanced(by: PostgreSQLPool.pause), failure) }
            throw failure
        }
    }

    /// Makes what a session commits durable, and bounds how long it may keep others waiting.
    private static func prepare(_ connection: PostgreSQLConnection) throws {
        try connection.run(
            """
            SET synchronous_commit = on; SET statement_timeout = '30s'; SET lock_timeout = '10s';
            SET idle_in_transaction_session_timeout = '30s'
            """)
        let settings = try connection.execute(
            "SELECT convert_to(current_setting('fsync') || current_setting('full_page_writes'), 'UTF8')")
        guard settings.first?.text(0) == "onon" else {
            throw LedgerError(
                .notOpened,
                "the database server does not write to its disk before it answers (fsync, full_page_writes); turn both on"
            )
        }
    }
}
