import CPostgreSQL

/// Why a statement has no result.
enum PostgreSQLFailure: Error {
    /// There is no connection, or it broke. Where it broke after `COMMIT` was sent, nobody knows whether that was done.
    case lost(String, isDecided: Bool)
    /// The server refused, with the five characters of SQLSTATE and a sentence.
    case refused(state: String, String)
}

/// A connection to a PostgreSQL server, with the statements that were prepared on it.
@safe
final class PostgreSQLConnection: @unchecked Sendable {
    // Sound to hand from thread to thread: the pool lends a connection to one at a time.
    private let handle: OpaquePointer
    private var names: [String: String] = [:]

    /// Connects.
    init(_ address: String) throws(PostgreSQLFailure) {
        // Sound: C reads the text up to its end, and keeps a copy.
        guard let handle = unsafe il_pg_open(address) else {
            throw .lost("no memory is left", isDecided: true)
        }
        unsafe self.handle = unsafe handle
        guard isOpen else { throw .lost(message, isDecided: true) }
    }

    deinit {
        // Sound: the last reference is gone, and nothing else holds the pointer.
        unsafe il_pg_close(handle)
    }

    /// Whether statements can be sent, as far as is known without sending one.
    var isOpen: Bool {
        // Sound, here and below: the connection is alive for the call.
        unsafe il_pg_is_open(handle) == 1
    }

    /// What went wrong with the connection, in one line.
    private var message: String {
        // Sound: libpq's text ends in a zero byte and is copied before the connection is used again.
        unsafe String(cString: il_pg_message(handle)).split(separator: "\n").joined(separator: "; ")
    }

    /// Runs statements without parameters.
    func run(_ statements: String) throws(PostgreSQLFailure) {
        _ = try unsafe rows(of: il_pg_run(handle, statements))
    }

    /// Runs one statement, which is prepared at its first use.
    func execute(
        _ statement: String, _ values: [PostgreSQLValue] = []
    ) throws(PostgreSQLFailure) -> [PostgreSQLRow] {
        let name: String
        if let known = names[statement] {
            name = known
        } else {
            name = "s\(names.count)"
            _ = try unsafe rows(of: il_pg_prepare(handle, name, statement))
            names[statement] = name
        }
        var bytes: [UInt8] = []
        var lengths: [Int32] = []
        for value in values { lengths.append(value.append(to: &bytes)) }
        // Sound: C reads as many lengths as there are values, and as many bytes as these say.
        return try unsafe rows(of: il_pg_execute(handle, name, bytes, lengths, Int32(values.count)))
    }

    /// Runs statements as one transaction: all of it is on the server's disk when this returns, or none of it.
    func transaction<Value>(
        _ work: (PostgreSQLConnection) throws -> Value
    ) throws -> Value {
        try run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        let value: Value
        do { value = try work(self) } catch {
            if isOpen { try? run("ROLLBACK") }
            throw error
        }
        do { try run("COMMIT") } catch .lost(let reason, _) { throw PostgreSQLFailure.lost(reason, isDecided: false) }
        return value
    }

    /// Copies a result out, and gives it back.
    private func rows(of result: OpaquePointer?) throws(PostgreSQLFailure) -> [PostgreSQLRow] {
        // Sound: libpq hands over an allocation or null; both are given back once, after the last read.
        defer { unsafe il_pg_result_free(result) }
        guard unsafe il_pg_result_is_good(result) == 1 else {
            let state = unsafe String(cString: il_pg_result_state(result))
            let reason = unsafe String(cString: il_pg_result_message(result))
            // Class 57P: the server is ending, and so is the connection.
            guard isOpen, !state.isEmpty, !state.hasPrefix("57P") else {
                throw .lost(reason.isEmpty ? message : reason, isDecided: true)
            }
            throw .refused(state: state, reason)
        }
        let columns = unsafe il_pg_result_columns(result)
        return unsafe (0..<il_pg_result_rows(result)).map { row in
            PostgreSQLRow(
                values: (0..<columns).map { column in
                    var length: Int32 = 0
                    let value = unsafe il_pg_result_value(result, row, column, &length)
                    guard let value = unsafe value else { return nil }
                    // Sound: the value has this many bytes as long as the result is there.
                    return unsafe Array(UnsafeBufferPointer(start: value, count: Int(length)))
                })
        }
    }
}
